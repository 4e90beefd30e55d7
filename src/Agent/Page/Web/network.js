// The network at work: its filters, what every layer makes of the state, and how its layers fare.
import { drawFrames } from './pictures.js';
import { fixed, significant } from './numbers.js';
import { getMessage, query } from './server.js';
import { whileSeen } from './seen.js';
import { UnitMap } from './unitmap.js';

const $ = id => document.getElementById(id);
const pause = 200;

export class Network {
  #stage;
  #game;
  #message = null;
  #held = null;
  #maps = [];
  #filters = null;
  #seen;

  /** game(): the number of the game that is shown; explain: what a click is handed to. */
  constructor(stage, game, explain) {
    this.#stage = stage;
    this.#game = game;
    this.explain = explain;
    $('release').onclick = () => this.release();
    this.#seen = whileSeen($('network'), pause, async () => {
      if (this.#held)
        return;
      const message = await getMessage('/api/network' + query({ game: this.#game() }));
      // Meanwhile a state may have been held.
      if (!this.#held)
        this.#show(message);
    });
  }

  /** The state that stands still to be explained: it is held now if it was not. */
  async hold() {
    if (!this.#held) {
      const message = await getMessage('/api/hold' + query({ game: this.#game() }));
      this.#held = message;
      this.#show(message);
      $('held').hidden = false;
      $('held').firstElementChild.textContent = `The state of step ${message.header.step.toLocaleString('en')} is held.`;
    }
    return this.#held;
  }

  release() {
    this.#held = null;
    $('held').hidden = true;
    this.mark(null);
    this.explain.close();
    this.#seen.now();
  }

  /** Lights up what a unit sees of the frames, and marks the unit; null: neither. */
  mark(unit, field) {
    this.#maps.forEach((map, layer) => map.mark(unit && unit.layer === layer ? placeOf(unit, this.#shape(layer)) : null));
    this.field = field;
    if (this.#message)
      drawFrames($('network-frames'), this.#message.arrays.frames, { lit: field });
  }

  #shape(layer) {
    return this.#message.arrays[`activation.${layer}`].shape;
  }

  #show(message) {
    const first = !this.#message;
    this.#message = message;
    if (first)
      this.#build();
    drawFrames($('network-frames'), message.arrays.frames, { lit: this.field });
    this.#filters?.draw();
    for (const map of this.#maps)
      map.draw();
    message.header.layers.forEach((layer, i) => {
      const [, parameters, gradient, dead] = $('layers').rows[i].cells;
      parameters.textContent = significant(layer.parameterNorm, 3);
      gradient.textContent = significant(layer.gradientNorm, 3);
      dead.textContent = layer.deadRelus == null ? '–' : `${fixed(100 * layer.deadRelus, 1)} %`;
    });
  }

  #build() {
    const { layers } = this.#message.header;
    if (this.#message.arrays.filters)
      $('filters').append((this.#filters = this.#filterMap()).element);
    layers.forEach((layer, i) => {
      const map = this.#layerMap(layer, i);
      this.#maps.push(map);
      $('activations').append(map.element);
      $('layers').insertRow().innerHTML = '<th scope="row"></th><td>–</td><td>–</td><td>–</td>';
      $('layers').rows[i].cells[0].textContent = layer.name;
    });
  }

  #layerMap(layer, i) {
    const { name, relu } = { relu: this.#stage.network.layers.find(({ name }) => name === layer.name)?.relu ?? true, ...layer };
    const [height, width, channels] = this.#shape(i);
    const values = () => this.#message.arrays[`activation.${i}`];
    const last = i === this.#message.header.layers.length - 1;
    const pick = unit => this.explain.unit({ layer: i, ...unit });
    if (height > 1 || width > 1)
      return new UnitMap({
        title: `${name}: ${channels} feature maps, ${height} × ${width}`, kind: relu ? 'amount' : 'signed', dataset: { layer: i },
        tiles: { count: channels, columns: columnsFor(channels), width, height, gap: 2 },
        value: (tile, y, x) => values()[(y * width + x) * channels + tile],
        describe: (tile, y, x) => `map ${tile}, row ${y}, column ${x}`,
        picked: (channel, row, column) => pick({ row, column, channel }),
      });
    const across = vectorWidth(channels);
    return new UnitMap({
      title: last ? `${name}: ${channels} action values` : `${name}: ${channels} units`, kind: relu ? 'amount' : 'signed', dataset: { layer: i },
      tiles: { count: 1, columns: 1, width: across, height: Math.ceil(channels / across), gap: 0 },
      value: (tile, y, x) => values()[y * across + x],
      describe: (tile, y, x) => last ? this.#stage.actions[y * across + x] : `unit ${y * across + x}`,
      picked: (tile, y, x) => pick({ row: 0, column: 0, channel: y * across + x }),
    });
  }

  // A filter is a row of its C kernels, one for each frame.
  #filterMap() {
    const [filters, channels, height, width] = this.#message.arrays.filters.shape;
    const split = x => [Math.floor(x / (width + 1)), x % (width + 1)];
    return new UnitMap({
      title: `${this.#message.header.layers[0].name}: ${filters} filters, ${height} × ${width} for each of ${channels} frames`, kind: 'signed',
      tiles: { count: filters, columns: filters > 16 ? 8 : 4, width: channels * (width + 1) - 1, height, gap: 3 },
      value: (k, r, x) => {
        const [c, s] = split(x);
        return s === width ? null : this.#message.arrays.filters[((k * channels + c) * height + r) * width + s];
      },
      describe: (k, r, x) => `filter ${k}, frame ${split(x)[0] + 1}, row ${r}, column ${split(x)[1]}`,
      picked: (k, r, x) => {
        const [c, s] = split(x);
        this.explain.weight({ layer: 0, index: ((r * width + s) * channels + c) * filters + k });
      },
    });
  }
}

const columnsFor = count => 2 ** Math.max(0, Math.round(Math.log2(Math.sqrt(4 * count))));

const vectorWidth = count => count > 64 ? 64 : count;

function placeOf({ row, column, channel }, [height, width, channels]) {
  if (height > 1 || width > 1)
    return [channel, row, column];
  const across = vectorWidth(channels);
  return [0, Math.floor(channel / across), channel % across];
}
