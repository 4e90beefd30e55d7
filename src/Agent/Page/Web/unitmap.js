// Units of a layer, or weights of a filter, as a field of squares: each tells its number, and may be picked by mouse, touch or keys.
import { onTheme, ramp } from './colours.js';
import { significant } from './numbers.js';
import { drawTiles } from './pictures.js';

const largestSquare = 28;

/** A number's colour: "gray" from 0 to 1, "amount" from 0 to scale, "signed" from -scale to scale. */
function wordOf(colours, kind, value, scale) {
  if (kind === 'gray')
    return (0xFF000000 | Math.round(255 * value) * 0x10101) >>> 0;
  const part = kind === 'amount' ? value / scale : 0.5 + value / scale / 2;
  return colours[Math.min(255, Math.max(0, Math.round(255 * part)))] ?? colours[0];
}

export class UnitMap {
  #tiles;
  #pointed = null;
  #scale = 0;

  /**
   * Tiles of height x width squares, `columns` of them in a row. value(tile, row, column) is a square's number, or null for none; describe(...) is
   * its name in words; picked(...) is called with what is clicked.
   */
  constructor({ title, kind, tiles, value, describe, picked, pointed, dataset = {} }) {
    Object.assign(this, { kind, value, describe, picked, pointed });
    this.#tiles = tiles;
    this.element = document.createElement('figure');
    this.element.className = 'units';
    this.element.innerHTML = '<figcaption><span></span><output></output></figcaption><div><canvas class="pixels"></canvas><i hidden></i></div>';
    [this.title, this.output] = this.element.firstChild.children;
    [this.canvas, this.marker] = this.element.lastChild.children;
    this.title.textContent = title;
    Object.assign(this.canvas.dataset, dataset);
    this.canvas.setAttribute('role', picked ? 'application' : 'img');
    this.canvas.setAttribute('aria-label', picked ? `${title}: arrow keys move, Enter explains a square` : title);
    this.#listen();
    new ResizeObserver(() => this.#fit()).observe(this.element);
    onTheme(() => this.element.isConnected && this.draw());
  }

  draw() {
    const { count, width, height } = this.#tiles;
    let most = 0;
    for (let tile = 0; tile < count; tile++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          most = Math.max(most, Math.abs(this.value(tile, y, x) ?? 0));
    // The scale grows at once and shrinks slowly: what flickers should be the units.
    this.#scale = Math.max(most, 0.98 * this.#scale) || 1e-9;
    const colours = ramp(this.kind);
    drawTiles(this.canvas, {
      ...this.#tiles, word: (tile, y, x) => {
        const value = this.value(tile, y, x);
        return value == null ? 0 : wordOf(colours, this.kind, value, this.#scale);
      },
    });
    this.#fit();
    this.#tell();
  }

  /** Marks a square as the one that is spoken of; null: none. */
  mark(place) {
    this.marker.hidden = !place;
    if (!place)
      return;
    const { columns, width, height, gap } = this.#tiles;
    const [tile, y, x] = place;
    const squares = [(tile % columns) * (width + gap) + x, Math.floor(tile / columns) * (height + gap) + y];
    this.marker.style.cssText = `left: calc(${squares[0]} * var(--square)); top: calc(${squares[1]} * var(--square))`;
  }

  /** Tells a square's number, as if it were pointed at; null: none. */
  point(place) {
    this.#pointed = place;
    this.#tell();
  }

  // Squares are whole device pixels, so that all are of one size.
  #fit() {
    const room = this.element.clientWidth * devicePixelRatio;
    if (!room)
      return;
    const square = Math.max(1, Math.min(largestSquare * devicePixelRatio, Math.floor(room / this.canvas.width))) / devicePixelRatio;
    this.element.style.setProperty('--square', `${square}px`);
    this.canvas.style.width = `${square * this.canvas.width}px`;
  }

  #tell() {
    const value = this.#pointed && this.value(...this.#pointed);
    this.output.textContent = value == null ? `up to ${significant(this.#scale, 3)}` : `${this.describe(...this.#pointed)}: ${significant(value)}`;
  }

  #at({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const { count, columns, width, height, gap } = this.#tiles;
    const x = Math.floor((clientX - box.left) / box.width * this.canvas.width);
    const y = Math.floor((clientY - box.top) / box.height * this.canvas.height);
    const place = [Math.floor(y / (height + gap)) * columns + Math.floor(x / (width + gap)), y % (height + gap), x % (width + gap)];
    const inside = x >= 0 && y >= 0 && place[0] < count && place[1] < height && place[2] < width && Math.floor(x / (width + gap)) < columns;
    return inside && this.value(...place) != null ? place : null;
  }

  #move(event) {
    const { count, columns, width, height } = this.#tiles;
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (dx == null)
      return;
    event.preventDefault();
    let [tile, y, x] = this.#pointed ?? [0, 0, 0];
    do {
      x += dx;
      y += dy;
      tile += x < 0 ? -1 : x >= width ? 1 : y < 0 ? -columns : y >= height ? columns : 0;
      x = (x + width) % width;
      y = (y + height) % height;
    } while (tile >= 0 && tile < count && this.value(tile, y, x) == null);
    if (tile >= 0 && tile < count)
      this.#show([tile, y, x]);
  }

  #show(place) {
    this.point(place);
    if (this.picked)
      this.mark(place);
    this.pointed?.(place);
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener('pointermove', event => {
      this.point(this.#at(event));
      this.pointed?.(this.#pointed);
    });
    canvas.addEventListener('pointerleave', () => {
      this.point(null);
      this.pointed?.(null);
    });
    if (!this.picked)
      return;
    canvas.tabIndex = 0;
    canvas.addEventListener('click', event => {
      const place = this.#at(event);
      if (place)
        this.picked(...place);
    });
    canvas.addEventListener('keydown', event => {
      if (event.key === 'Enter' && this.#pointed)
        this.picked(...this.#pointed);
      else
        this.#move(event);
    });
  }
}
