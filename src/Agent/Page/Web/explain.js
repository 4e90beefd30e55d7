// From a pixel to the code: one number of the network, how it came about forwards, what moves it backwards, and the code that computes both.
import { actionName } from './bars.js';
import { count, significant } from './numbers.js';
import { getJson, query } from './server.js';
import { showSources } from './source.js';
import { UnitMap } from './unitmap.js';

const $ = id => document.getElementById(id);
const termsShown = 12;

export class Explain {
  #panel = $('explain');
  #invitation = $('explain').innerHTML;
  #way = [];

  /** network: holds states and marks units in them; field(rectangle or null): lights up a part of the game's picture. */
  constructor(stage, network, field) {
    this.stage = stage;
    this.network = network;
    this.field = field;
  }

  unit(unit) {
    return this.#open('unit', unit);
  }

  weight(weight) {
    return this.#open('weight', weight);
  }

  loss() {
    return this.#open('loss', {});
  }

  close() {
    this.#way = [];
    this.#panel.dataset.kind = '';
    this.#panel.innerHTML = this.#invitation;
    this.field(null);
  }

  async #open(kind, what, isBack = false) {
    this.#panel.setAttribute('aria-busy', 'true');
    try {
      const held = await this.network().hold();
      const told = await getJson(`/api/${kind}` + query({ hold: held.header.hold, ...what }));
      if (!isBack)
        this.#way.push([kind, what]);
      this.#panel.replaceChildren();
      this.#panel.dataset.kind = kind;
      this.#head(kind, told, held);
      ({ unit: this.#unit, weight: this.#weight, loss: this.#loss })[kind].call(this, told, what, held);
      if (this.#panel.getBoundingClientRect().top > innerHeight * 0.8)
        this.#panel.scrollIntoView({ block: 'start', behavior: 'smooth' });
    } catch (error) {
      this.#panel.replaceChildren(paragraph(error.message, 'error'));
    }
    this.#panel.removeAttribute('aria-busy');
  }

  #head(kind, told, held) {
    this.held = held;
    const [layers, last] = [held.header.layers, held.header.layers.length - 1];
    const nav = this.#panel.appendChild(document.createElement('nav'));
    const add = (text, clicked, disabled = false) => nav.appendChild(Object.assign(document.createElement('button'), { type: 'button', textContent: text, onclick: clicked, disabled }));
    add('← Back', () => {
      this.#way.pop();
      this.#open(...this.#way.at(-1), true);
    }, this.#way.length < 2);
    add('The loss', () => this.loss(), kind === 'loss');
    add('The value', () => this.unit({ layer: last, row: 0, column: 0, channel: held.header.action }), kind === 'unit' && told.layer === last);
    const title = { unit: () => this.#nameOf(told, layers), weight: () => `A weight of ${layers[told.layer].name}${placeIn(told)}`, loss: () => 'The loss of this step' }[kind]();
    this.#panel.append(Object.assign(document.createElement('h3'), { textContent: title }));
  }

  #nameOf(unit, layers) {
    const name = layers[unit.layer].name;
    return unit.layer === layers.length - 1 ? `${name}, the value of ${actionName(this.stage.actions[unit.channel])}` : `${name}, ${this.#placeOf(unit)}`;
  }

  #placeOf({ layer, row, column, channel }) {
    const [height, width] = this.held.arrays[`activation.${layer}`].shape;
    return height === 1 && width === 1 ? `unit ${channel}` : `map ${channel}, row ${row}, column ${column}`;
  }

  #unit(unit, what, held) {
    this.network().mark(what, unit.receptiveField);
    this.field(unit.receptiveField);
    this.#number('value', unit.value, unit.beforeRelu === unit.value ? '' : unit.beforeRelu > 0 ? 'as the device computed it' : 'the ReLU cut it off');
    const { height, width } = unit.receptiveField;
    this.#panel.append(paragraph(`It sees ${height} × ${width} pixels of each frame: they are lit above, and in the game.`));

    this.#section('Forward: what it is made of', unit.formula);
    if (unit.inputs.shape)
      this.#grids(unit, what);
    else
      this.#terms(unit.inputs.terms, [['x', 'x'], ['w', 'w'], ['product', 'x · w']], what.layer - 1, {
        share: unit.inputs.share, all: unit.inputs.count,
      });
    const isValue = what.layer === held.header.layers.length - 1;
    this.#sum([
      ['sum of x · w', unit.sum, 'sum'], ['+ bias', unit.bias, 'bias'], ...(isValue ? [] : [['= before the ReLU', unit.beforeRelu, 'beforeRelu']]), ['→ its number', unit.value],
    ]);

    this.#section('Backward: how the loss moves with it', unit.backward?.formula);
    if (unit.backward?.terms?.length)
      this.#terms(unit.backward.terms, [['dz', 'dz'], ['w', 'w'], ['product', 'dz · w']], what.layer + 1, { share: unit.backward.share, all: unit.backward.count });
    this.#sum([...(unit.backward?.terms?.length ? [['sum of dz · w', unit.backward.sum, 'backwardSum']] : []), [unit.backward?.stopped ? 'dL/dz of it: the ReLU stops it' : 'dL/dz of it', unit.dz, 'dz']]);
    this.#sources(unit.source);
  }

  // What comes in, the weights, and their products, square by square; one pointer for all three.
  #grids(unit, what) {
    const [height, width, channels] = unit.inputs.shape;
    const { x, w } = unit.inputs;
    const at = (c, r, s) => (r * width + s) * channels + c;
    const describe = (c, r, s) => `${what.layer === 0 ? `frame ${c + 1}` : `channel ${c}`}, row ${r}, column ${s}`;
    const columns = channels <= 4 ? channels : 2 ** Math.ceil(Math.log2(Math.sqrt(4 * channels)));
    const row = this.#panel.appendChild(document.createElement('div'));
    row.className = 'grids';
    const maps = [['x, what comes in', what.layer === 0 ? 'gray' : 'amount', i => x[i]], ['w, the weights', 'signed', i => w[i]], ['x · w', 'signed', i => x[i] * w[i]]].map(([title, kind, number]) => new UnitMap({
      title, kind, describe, tiles: { count: channels, columns, width, height, gap: 1 },
      value: (c, r, s) => number(at(c, r, s)),
      pointed: place => maps.forEach(map => map.point(place)),
      picked: kind === 'signed' || what.layer === 0
        ? (c, r, s) => this.weight({ layer: what.layer, index: at(c, r, s) * this.#channelsOf(what.layer) + what.channel })
        : (c, r, s) => this.#unitBelow(what, r, s, c),
    }));
    row.append(...maps.map(map => map.element));
    for (const map of maps)
      map.draw();
    this.#panel.append(paragraph(what.layer === 0
      ? 'Click a weight to see its own gradient, and the step that Adam takes.'
      : 'Click what comes in to go to the unit it comes from, or a weight to see its gradient, and the step that Adam takes.', 'quiet'));
  }

  #channelsOf(layer) {
    return this.stage.network.layers[layer].output[2];
  }

  #unitBelow({ layer, row, column }, r, s, channel) {
    const stride = this.stage.network.layers[layer].stride;
    return this.unit({ layer: layer - 1, row: row * stride + r, column: column * stride + s, channel });
  }

  #weight(weight, what) {
    this.network().mark(null);
    this.field(null);
    this.#number('value', weight.value, 'the weight');
    this.#section('Its gradient: every place where it was used', weight.formula);
    this.#terms(weight.gradientTerms, [['x', 'x'], ['dz', 'dz'], ['product', 'x · dz']], what.layer, { share: weight.share, all: weight.count });
    this.#sum([['sum of x · dz', weight.sum, 'sum'], ['dL/dw on the device', weight.gradient, 'gradient']]);
    const { adam } = weight;
    if (adam) {
      this.#section('The step: Adam', adam.formula);
      const centred = adam.gradient === weight.gradient ? [] : [['dL/dw of inputs counted from the background', adam.gradient]];
      this.#sum([
        ...centred, ['learning rate', adam.learningRate], ['step number t', adam.t], ['m, the mean gradient', adam.m], ['v, the mean squared gradient', adam.v],
        ['m corrected for its start', adam.mHat], ['v corrected for its start', adam.vHat], ['the step', adam.step, 'step'], ['the weight after it', adam.next, 'next'],
      ]);
    }
    this.#sources({ ...weight.source, optimizer: adam?.source });
  }

  #loss(loss) {
    this.network().mark(null);
    this.field(null);
    const list = this.#panel.appendChild(document.createElement('ol'));
    list.className = 'derivation';
    list.append(...loss.terms.map(term => {
      const item = document.createElement('li');
      item.innerHTML = '<span></span><data></data><code></code>';
      item.firstChild.textContent = term.name;
      item.lastChild.textContent = term.formula;
      setNumber(item.querySelector('data'), term.name, term.value);
      return item;
    }));
    this.#panel.append(paragraph('The last line is where the gradient starts: from it, every other number\'s is computed backwards.', 'quiet'));
    this.#sources(loss.source);
  }

  #number(name, value, note) {
    const line = this.#panel.appendChild(document.createElement('p'));
    line.className = 'great';
    setNumber(line.appendChild(document.createElement('data')), name, value);
    line.append(Object.assign(document.createElement('span'), { textContent: note, className: 'quiet' }));
  }

  #section(title, formula) {
    this.#panel.append(Object.assign(document.createElement('h4'), { textContent: title }));
    if (formula)
      this.#panel.appendChild(document.createElement('p')).append(Object.assign(document.createElement('code'), { textContent: formula }));
  }

  // Products of a sum, the greatest first; each names the unit that it comes from, of that layer unless a term says another.
  #terms(terms, columns, layer, { share, all } = {}) {
    terms = terms.filter(term => term.product);
    if (!terms.length) {
      this.#panel.append(paragraph('Every product is 0 here.', 'quiet'));
      return;
    }
    const most = Math.max(...terms.map(term => Math.abs(term.product)));
    const table = document.createElement('table');
    table.className = 'terms';
    table.innerHTML = '<thead><tr><th>from</th></tr></thead><tbody></tbody>';
    table.tHead.rows[0].append(...columns.map(([, title]) => Object.assign(document.createElement('th'), { textContent: title })), document.createElement('th'));
    const rows = terms.map(term => {
      const row = document.createElement('tr');
      const name = row.insertCell();
      const unit = { layer, ...term };
      name.append(Object.assign(document.createElement('button'), { type: 'button', className: 'number', textContent: this.#placeOf(unit), onclick: () => this.unit({ layer: unit.layer, row: unit.row, column: unit.column, channel: unit.channel }) }));
      for (const [key] of columns)
        row.insertCell().textContent = significant(term[key], 3);
      const bar = row.insertCell().appendChild(document.createElement('i'));
      bar.className = term.product < 0 ? 'negative' : '';
      bar.style.width = `${50 * Math.abs(term.product) / most}%`;
      return row;
    });
    table.tBodies[0].append(...rows.slice(0, termsShown));
    this.#panel.append(table);
    if (rows.length > termsShown) {
      const more = Object.assign(document.createElement('button'), { type: 'button', textContent: `Show ${rows.length - termsShown} more` });
      more.onclick = () => {
        table.tBodies[0].append(...rows.slice(termsShown));
        more.remove();
      };
      this.#panel.append(more);
    }
    if (share != null && share < 1)
      this.#panel.append(paragraph(`These ${terms.length}${all ? ` of ${count(all)}` : ''} make up ${Math.round(100 * share)} % of all that is added, whatever its sign.`, 'quiet'));
  }

  #sum(lines) {
    const list = this.#panel.appendChild(document.createElement('dl'));
    list.className = 'sum';
    for (const [name, value, key] of lines) {
      list.append(Object.assign(document.createElement('dt'), { textContent: name }));
      setNumber(list.appendChild(document.createElement('dd')).appendChild(document.createElement('data')), key, value);
    }
  }

  #sources(source) {
    const titles = { forward: 'The code, forward', backward: 'The code, backward', optimizer: 'The code of the step' };
    for (const [part, title] of Object.entries(titles))
      if (source?.[part]) {
        const details = this.#panel.appendChild(document.createElement('details'));
        details.className = 'code';
        details.dataset.part = part;
        details.open = part === 'forward';
        details.append(Object.assign(document.createElement('summary'), { textContent: title }), showSources(source[part]));
      }
  }
}

const placeIn = ({ r, s, c, k, in: input, out }) => k != null ? `, row ${r}, column ${s}, channel ${c} of filter ${k}` : out != null ? `, from ${input} to ${out}` : '';

function paragraph(text, className = '') {
  return Object.assign(document.createElement('p'), { textContent: text, className });
}

// What is read is short; what is meant is exact.
function setNumber(element, name, value) {
  element.textContent = significant(value, 5);
  element.value = value ?? '';
  element.title = value == null ? '' : String(value);
  if (name)
    element.dataset.number = name;
}
