// Curves on a canvas: they grow, tell their value under the pointer, and zoom by dragging, Ctrl and wheel, two fingers or keys.
import { colour, onTheme } from './colours.js';
import { short } from './numbers.js';

const edge = { right: 10, top: 10, bottom: 22 };
const labelGap = 8;
const dragAtLeast = 6;

/** What charts that stand together share: the part of x that is shown (null: all) and the x that is read. */
export class SharedAxis {
  charts = new Set();
  range = null;
  reading = null;
  extent = [0, 1];

  get shown() {
    return this.range ?? this.extent;
  }

  show(from, to) {
    const [low, high] = this.extent;
    const whole = high - low;
    const width = Math.min(whole, Math.max(to - from, whole / 2000));
    const start = Math.min(Math.max(from, low), high - width);
    this.range = width >= whole ? null : [start, start + width];
    this.redraw();
  }

  zoom(factor, at) {
    const [from, to] = this.shown;
    this.show(at - (at - from) * factor, at + (to - at) * factor);
  }

  read(x) {
    this.reading = x;
    this.redraw();
  }

  redraw() {
    for (const chart of this.charts)
      chart.redraw();
  }
}

export class Chart {
  #queued = false;
  #series = [];
  #drag = null;
  #fingers = new Map();
  #left = 0;

  /** told(readings): what stands under the pointer, [{ name, x, y }], or each curve's last point. */
  constructor(canvas, axis, { xText = short, yText = short, told = () => {} } = {}) {
    Object.assign(this, { canvas, axis, xText, yText, told });
    axis.charts.add(this);
    canvas.tabIndex = 0;
    this.#listen();
    new ResizeObserver(() => this.redraw()).observe(canvas);
    onTheme(() => this.redraw());
  }

  /** Each { name, colour (of the style sheet), xs, ys, faint }; a y that is null or NaN is a gap. The last one lies on top. */
  set series(series) {
    this.#series = series;
    this.redraw();
  }

  redraw() {
    if (this.#queued)
      return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }

  #draw() {
    const { canvas, axis } = this;
    const density = devicePixelRatio;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width || !height)
      return;
    if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
      canvas.width = Math.round(width * density);
      canvas.height = Math.round(height * density);
    }
    const context = canvas.getContext('2d');
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = `11px ${getComputedStyle(canvas).fontFamily}`;
    const [from, to] = axis.shown;
    const [low, high] = this.#bounds(from, to);
    const marks = ticks(low, high, Math.max(2, Math.floor(height / 45))).map(value => ({ value, text: this.yText(value) }));
    this.#left = labelGap + Math.max(0, ...marks.map(({ text }) => context.measureText(text).width));
    const x = value => this.#left + (value - from) / (to - from || 1) * (width - this.#left - edge.right);
    const y = value => height - edge.bottom - (value - low) / (high - low) * (height - edge.top - edge.bottom);
    this.#grid(context, { x, y, from, to, marks, width, height });

    context.save();
    context.beginPath();
    context.rect(this.#left - 2, 0, width, height - edge.bottom + 2);
    context.clip();
    context.lineJoin = 'round';
    for (const curve of this.#series)
      this.#curve(context, curve, x, y, from, to);
    context.restore();

    this.told(this.#readings(context, x, y, height));
    if (this.#drag) {
      context.fillStyle = colour('accent-faint');
      context.fillRect(x(this.#drag.from), edge.top, x(this.#drag.to) - x(this.#drag.from), height - edge.top - edge.bottom);
    }
  }

  #bounds(from, to) {
    let [low, high] = [Infinity, -Infinity];
    for (const { xs, ys } of this.#series)
      for (let i = Math.max(0, indexBefore(xs, from)); i < xs.length && (i === 0 || xs[i - 1] <= to); i++)
        if (Number.isFinite(ys[i])) {
          low = Math.min(low, ys[i]);
          high = Math.max(high, ys[i]);
        }
    if (low > high)
      return [0, 1];
    const room = (high - low || Math.abs(high) || 1) * 0.06;
    return [low - room, high + room];
  }

  #grid(context, { x, y, from, to, marks, width, height }) {
    context.lineWidth = 1;
    context.strokeStyle = colour('line');
    context.fillStyle = colour('muted');
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const { value, text } of marks) {
      const at = Math.round(y(value)) + 0.5;
      context.beginPath();
      context.moveTo(this.#left, at);
      context.lineTo(width, at);
      context.stroke();
      context.fillText(text, this.#left - labelGap, at);
    }
    context.textBaseline = 'top';
    context.textAlign = 'center';
    for (const value of ticks(from, to, Math.max(2, Math.floor(width / 85)))) {
      const text = this.xText(value);
      const half = context.measureText(text).width / 2;
      context.fillText(text, Math.min(width - half, Math.max(this.#left + half, x(value))), height - edge.bottom + 7);
    }
  }

  #curve(context, { colour: name, xs, ys, faint }, x, y, from, to) {
    context.strokeStyle = colour(name);
    context.globalAlpha = faint ? 0.45 : 1;
    context.lineWidth = faint ? 1.25 : 2;
    context.beginPath();
    let pen = false;
    for (let i = Math.max(0, indexBefore(xs, from)); i < xs.length && (i === 0 || xs[i - 1] <= to); i++) {
      const known = Number.isFinite(ys[i]);
      if (known && pen)
        context.lineTo(x(xs[i]), y(ys[i]));
      else if (known)
        context.moveTo(x(xs[i]), y(ys[i]));
      pen = known;
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  #readings(context, x, y, height) {
    const { reading } = this.axis;
    if (reading != null) {
      context.strokeStyle = colour('muted');
      context.beginPath();
      context.moveTo(Math.round(x(reading)) + 0.5, edge.top);
      context.lineTo(Math.round(x(reading)) + 0.5, height - edge.bottom);
      context.stroke();
    }
    return this.#series.flatMap(({ name, colour: curveColour, xs, ys, faint }) => {
      let i = reading == null ? xs.length - 1 : Math.max(0, indexBefore(xs, reading));
      if (reading != null && i + 1 < xs.length && xs[i + 1] - reading < reading - xs[i])
        i++;
      if (i < 0 || !Number.isFinite(ys[i]))
        return [];
      if (reading != null) {
        context.fillStyle = colour(curveColour);
        context.beginPath();
        context.arc(x(xs[i]), y(ys[i]), faint ? 2.5 : 4, 0, 2 * Math.PI);
        context.fill();
      }
      return [{ name, colour: curveColour, x: xs[i], y: ys[i], read: reading != null }];
    });
  }

  #valueAt(clientX) {
    const box = this.canvas.getBoundingClientRect();
    const [from, to] = this.axis.shown;
    const part = (clientX - box.left - this.#left) / (box.width - this.#left - edge.right);
    return from + Math.min(1, Math.max(0, part)) * (to - from);
  }

  #listen() {
    const { canvas, axis } = this;
    canvas.addEventListener('pointerdown', event => {
      this.#fingers.set(event.pointerId, event.clientX);
      if (event.pointerType === 'mouse') {
        canvas.setPointerCapture(event.pointerId);
        this.#drag = { start: event.clientX, from: this.#valueAt(event.clientX), to: this.#valueAt(event.clientX) };
      } else {
        axis.read(this.#valueAt(event.clientX));
      }
    });
    canvas.addEventListener('pointermove', event => {
      if (this.#fingers.size === 2 && this.#fingers.has(event.pointerId)) {
        const [other] = [...this.#fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const [before, after] = [Math.abs(this.#fingers.get(event.pointerId) - other), Math.abs(event.clientX - other)];
        this.#fingers.set(event.pointerId, event.clientX);
        if (before > 8 && after > 8)
          axis.zoom(before / after, this.#valueAt((event.clientX + other) / 2));
        return;
      }
      if (this.#fingers.has(event.pointerId))
        this.#fingers.set(event.pointerId, event.clientX);
      if (this.#drag)
        this.#drag.to = this.#valueAt(event.clientX);
      axis.read(this.#valueAt(event.clientX));
    });
    const end = event => {
      this.#fingers.delete(event.pointerId);
      const drag = this.#drag;
      this.#drag = null;
      if (drag && event.type === 'pointerup' && Math.abs(event.clientX - drag.start) >= dragAtLeast)
        axis.show(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
      else
        this.redraw();
    };
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
    canvas.addEventListener('pointerleave', () => this.#drag || axis.read(null));
    canvas.addEventListener('blur', () => axis.read(null));
    canvas.addEventListener('dblclick', () => axis.show(-Infinity, Infinity));
    canvas.addEventListener('wheel', event => {
      // The page scrolls under a wheel, unless the curve has been clicked.
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas)
        return;
      event.preventDefault();
      axis.zoom(Math.exp(event.deltaY * 0.002), this.#valueAt(event.clientX));
    }, { passive: false });
    canvas.addEventListener('keydown', event => {
      const [from, to] = axis.shown;
      const at = axis.reading ?? to;
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (move)
        axis.read(Math.min(to, Math.max(from, at + move * (to - from) / 100)));
      else if (event.key === '+' || event.key === '-')
        axis.zoom(event.key === '+' ? 0.7 : 1 / 0.7, at);
      else if (event.key === 'Escape')
        axis.show(-Infinity, Infinity);
      else
        return;
      event.preventDefault();
    });
  }
}

/** Round numbers between two others, about so many. */
function ticks(low, high, wanted) {
  const rough = (high - low) / wanted;
  if (!(rough > 0) || !Number.isFinite(rough))
    return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(digit => digit * power).find(size => size >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

/** Index of the last x that is not greater; -1: none. */
function indexBefore(xs, value) {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle] <= value)
      low = middle + 1;
    else
      high = middle;
  }
  return low - 1;
}
