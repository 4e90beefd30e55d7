// A map of the memory: states of the replay memory where the network's own view of them puts them, coloured by their value.
import { Bars, actionName } from './bars.js';
import { colour, onTheme, ramp } from './colours.js';
import { fixed } from './numbers.js';
import { drawFrames } from './pictures.js';
import { getMessage, query } from './server.js';
import { whileSeen } from './seen.js';

const $ = id => document.getElementById(id);
const points = 800;
const reach = 14;
const dot = 3.5;

export class Memory {
  #canvas = $('memory-map');
  #bars;
  #colourOf;
  #legend;
  #message = null;
  #pointed = -1;
  #chosen = -1;
  #places = [];

  constructor(stage) {
    this.stage = stage;
    this.#bars = new Bars($('memory-state').querySelector('.bars'), stage.actions);
    const seen = whileSeen($('memory'), 1000, () => this.#message ?? this.#load());
    $('memory-new').onclick = () => {
      this.#message = null;
      seen.now();
    };
    this.#canvas.onpointermove = event => this.#point(this.#nearest(event));
    this.#canvas.onpointerleave = () => this.#point(-1);
    this.#canvas.onclick = event => this.#choose(this.#nearest(event));
    this.#canvas.onkeydown = event => this.#key(event);
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    onTheme(() => this.#draw());
  }

  async #load() {
    this.#message = await getMessage('/api/memory' + query({ points }));
    this.#chosen = -1;
    const { header, arrays } = this.#message;
    const [low, high] = [Math.min(...arrays.value), Math.max(...arrays.value)];
    this.#colourOf = value => ramp('amount')[Math.round(40 + 215 * (value - low) / (high - low || 1))];
    $('memory-legend').innerHTML = '<span></span><i></i><span></span> <span></span>';
    const [first, bar, last, note] = $('memory-legend').children;
    first.textContent = fixed(low);
    last.textContent = fixed(high);
    this.#legend = bar;
    note.textContent = `${arrays.value.length} states of the ${header.from}. The two axes are the principal components of the last hidden layer (PCA): `
      + `${Math.round(100 * (header.explained[0] + header.explained[1]))} % of all that differs between them.`;
    this.#draw();
  }

  #draw() {
    const canvas = this.#canvas;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!this.#message || !width)
      return;
    canvas.width = width * devicePixelRatio;
    canvas.height = height * devicePixelRatio;
    const context = canvas.getContext('2d');
    context.scale(devicePixelRatio, devicePixelRatio);
    const { xy, value } = this.#message.arrays;
    const axis = (part, size, turned) => {
      const numbers = Array.from(value, (_, i) => xy[2 * i + part]);
      const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
      return numbers.map(number => 12 + (size - 24) * (turned ? high - number : number - low) / (high - low || 1));
    };
    const [xs, ys] = [axis(0, width, false), axis(1, height, true)];
    this.#places = xs.map((x, i) => [x, ys[i]]);
    this.#places.forEach(([x, y], i) => this.#dot(context, x, y, dot, cssOf(this.#colourOf(value[i]))));
    for (const i of [this.#pointed, this.#chosen])
      if (i >= 0) {
        const [x, y] = this.#places[i];
        this.#dot(context, x, y, 2 * dot, cssOf(this.#colourOf(value[i])));
        context.strokeStyle = colour('accent');
        context.lineWidth = 2;
        context.stroke();
      }
    this.#legend.style.background = `linear-gradient(to right, ${[40, 110, 180, 255].map(i => cssOf(ramp('amount')[i]))})`;
  }

  #dot(context, x, y, radius, fill) {
    context.fillStyle = fill;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  #nearest({ clientX, clientY }) {
    const box = this.#canvas.getBoundingClientRect();
    const distances = this.#places.map(([x, y]) => Math.hypot(x - clientX + box.left, y - clientY + box.top));
    const nearest = distances.indexOf(Math.min(...distances));
    return distances[nearest] < reach ? nearest : -1;
  }

  #point(i) {
    if (i === this.#pointed)
      return;
    this.#pointed = i;
    this.#canvas.style.cursor = i < 0 ? '' : 'pointer';
    this.#draw();
  }

  // The nearest state in the arrow's direction.
  #key(event) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    if (event.key === 'Enter')
      this.#choose(this.#pointed);
    if (dx == null || !this.#places.length)
      return;
    event.preventDefault();
    const [x, y] = this.#places[Math.max(0, this.#pointed)];
    let [best, least] = [this.#pointed, Infinity];
    this.#places.forEach(([px, py], i) => {
      const along = (px - x) * dx + (py - y) * dy;
      const cost = along + 3 * Math.abs((px - x) * dy + (py - y) * dx);
      if (along > 1 && cost < least)
        [best, least] = [i, cost];
    });
    this.#point(best);
  }

  async #choose(i) {
    if (i < 0)
      return;
    this.#chosen = i;
    this.#draw();
    const box = $('memory-state');
    try {
      const { header, arrays } = await getMessage('/api/memory/state' + query({ point: i }));
      box.hidden = false;
      drawFrames(box.querySelector('canvas'), arrays.frames, { columns: 2 });
      box.querySelector('p').textContent = `It did: ${actionName(this.stage.actions[header.action])}. Reward: ${fixed(header.reward, 0)}. It expects ${fixed(header.value, 3)}.`;
      this.#bars.show(header.q, header.action);
    } catch (error) {
      $('memory').querySelector('.error').textContent = error.message;
    }
  }
}

const cssOf = word => `rgb(${word & 255} ${word >> 8 & 255} ${word >> 16 & 255})`;
