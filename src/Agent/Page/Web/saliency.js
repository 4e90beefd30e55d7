// Where it looks: how much the value moves when a part of the frames is blurred, or with each pixel, laid over the picture that it was computed for.
import { choice } from './choice.js';
import { fixed } from './numbers.js';
import { getMessage, query } from './server.js';
import { whileSeen } from './seen.js';

const $ = id => document.getElementById(id);
const pause = 60;
// What is not looked at keeps this part of its light.
const darkest = 0.25;

export class Saliency {
  #by = 'off';
  #scale = 0;
  #small = document.createElement('canvas');

  constructor(game) {
    this.game = game;
    choice($('saliency'), 'by', by => {
      this.#by = by;
      this.#scale = 0;
      game.pictureTaken = by !== 'off';
      if (by === 'off')
        this.#clear();
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
      if (arrays.screen)
        this.game.showPicture(arrays.screen);
      this.#draw(arrays.map);
      $('saliency-note').textContent = by === 'gradient'
        ? `What its value of ${fixed(header.value, 2)} hangs on, pixel by pixel: the gradient of the frames, through the backward kernels.`
        : `What its value of ${fixed(header.value, 2)} hangs on: each of ${arrays.map.length} places was blurred, one after the other.`;
    } catch (error) {
      $('saliency-note').textContent = error.message;
      this.game.pictureTaken = false;
      await new Promise(resolve => setTimeout(resolve, 2000));
    }
  }

  // Darkness over all that does not matter. A browser makes the small picture smooth while it makes it large.
  #draw(map) {
    const [height, width] = map.shape;
    const sorted = Float32Array.from(map).sort();
    // A single pixel should not take all the light.
    this.#scale = Math.max(sorted[Math.floor(0.995 * (sorted.length - 1))], 0.9 * this.#scale);
    const small = this.#small;
    if (small.width !== width || small.height !== height)
      Object.assign(small, { width, height });
    const context = small.getContext('2d');
    const image = context.createImageData(width, height);
    const words = new Uint32Array(image.data.buffer);
    for (let i = 0; i < map.length; i++)
      words[i] = Math.round(255 * (1 - darkest) * (1 - Math.min(1, Math.sqrt(map[i] / (this.#scale || 1))))) << 24 >>> 0;
    context.putImageData(image, 0, 0);
    const overlay = $('overlay');
    Object.assign(overlay, { width: 4 * 84, height: 4 * 84 });
    const large = overlay.getContext('2d');
    large.imageSmoothingQuality = 'high';
    if (width === 84)
      large.filter = 'blur(4px)';
    large.drawImage(small, 0, 0, overlay.width, overlay.height);
  }

  #clear() {
    $('overlay').width = 1;
    $('saliency-note').textContent = '';
  }
}
