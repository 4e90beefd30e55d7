// Where it looks: how much the value moves when a part of the frames is blurred, or with each pixel, laid over the picture that it was computed for.
import { choice } from './choice.js';
import { fixed } from './numbers.js';
import { drawTiles } from './pictures.js';
import { getMessage, query } from './server.js';
import { whileSeen } from './seen.js';

const $ = id => document.getElementById(id);
const pause = 110;
// What is not looked at keeps this part of its light.
const darkest = 0.25;
const coarsest = 42;

export class Saliency {
  #by = 'off';
  #scale = 0;
  #small = document.createElement('canvas');

  constructor(game) {
    this.game = game;
    choice($('saliency'), 'by', by => {
      this.#by = by;
      this.#scale = 0;
      if (by === 'off') {
        game.pictureTaken = false;
        this.#clear();
      }
      seen.now();
    });
    const seen = whileSeen($('picture'), pause, () => this.#by === 'off' || this.#look());
  }

  async #look() {
    const by = this.#by;
    try {
      const { header, arrays } = await getMessage('/api/saliency' + query({ game: this.game.game, by }));
      if (by !== this.#by)
        return;
      this.game.pictureTaken = true;
      this.game.showPicture(arrays.screen);
      this.#draw(arrays.map);
      $('saliency-note').textContent = by === 'gradient'
        ? `What its value of ${fixed(header.value, 2)} hangs on, pixel by pixel: the gradient of the frames, through the backward kernels.`
        : `What its value of ${fixed(header.value, 2)} hangs on: each of ${arrays.map.length} places was blurred, one after the other.`;
    } catch (error) {
      this.#clear(error.message);
      this.game.pictureTaken = false;
      throw error;
    }
  }

  // Darkness over all that does not matter. A browser makes the small picture smooth while it makes it large.
  #draw(map) {
    const { values, width, height } = map.shape[0] > coarsest ? halved(map) : { values: map, width: map.shape[1], height: map.shape[0] };
    // A single place should not take all the light.
    this.#scale = Math.max(Float32Array.from(values).sort()[Math.floor(0.995 * (values.length - 1))], 0.9 * this.#scale);
    // What a blur changes is given squared.
    const light = value => Math.min(1, (value / (this.#scale || 1)) ** (this.#by === 'gradient' ? 1 : 0.5));
    const darkness = value => (1 - darkest) * (1 - light(value));
    drawTiles(this.#small, { count: 1, columns: 1, width, height, gap: 0, word: (_, y, x) => Math.round(255 * darkness(values[y * width + x])) << 24 >>> 0 });
    Object.assign($('overlay'), { width: 336, height: 336 });
    $('overlay').getContext('2d').imageSmoothingQuality = 'high';
    $('overlay').getContext('2d').drawImage(this.#small, 0, 0, 336, 336);
  }

  #clear(note = '') {
    $('overlay').width = 1;
    $('saliency-note').textContent = note;
  }
}

// Single pixels flicker; four together tell where.
function halved(map) {
  const [height, width] = map.shape.map(size => size / 2);
  const values = Float32Array.from({ length: height * width }, (_, i) => {
    const at = 4 * width * Math.floor(i / width) + 2 * (i % width);
    return (map[at] + map[at + 1] + map[at + 2 * width] + map[at + 2 * width + 1]) / 4;
  });
  return { values, width, height };
}
