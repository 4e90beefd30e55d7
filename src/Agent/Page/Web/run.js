// The run: its figures, and its curves beside those of other runs.
import { Chart, SharedAxis } from './charts.js';
import { choice } from './choice.js';
import { count, duration, fixed, score, short, significant } from './numbers.js';
import { getJson, query } from './server.js';
import { whileSeen } from './seen.js';

const $ = id => document.getElementById(id);
const refresh = 3000;
const colours = ['other-1', 'other-2', 'other-3', 'other-4', 'other-5'];

const figures = [
  ['meanScore', status => `mean of ${status.scoreWindow} games`, status => fixed(status.meanScore, 2)],
  ['bestMeanScore', () => 'best mean', status => fixed(status.bestMeanScore, 2)],
  ['games', () => 'games', status => count(status.games)],
  ['loss', () => 'loss', status => significant(status.loss, 3)],
  ['meanQ', () => 'mean Q', status => fixed(status.meanQ, 3)],
  ['epsilon', () => 'epsilon', status => fixed(status.epsilon, 3)],
  ['stepsPerSecond', () => 'steps a second', status => count(status.stepsPerSecond)],
  ['updatesPerSecond', () => 'updates a second', status => count(status.updatesPerSecond)],
  ['left', () => 'time left', status => duration(status.left)],
];

const curves = [
  ['mean_score', 'Mean score', score],
  ['loss', 'Loss', value => significant(value, 3)],
  ['mean_q', 'Mean Q', value => fixed(value, 3)],
  ['epsilon', 'Epsilon', value => fixed(value, 3)],
  ['steps_per_second', 'Steps a second', count],
];

export class Run {
  #axis = new SharedAxis();
  #over = 'total_steps';
  #charts;
  #progress = new Map();
  #shown = [];
  #others = [];

  /** name: the run's folder; undefined: it has none yet. */
  constructor(name = 'this run') {
    this.name = name;
    $('figures').replaceChildren(...figures.map(([name]) => {
      const figure = document.createElement('div');
      figure.innerHTML = '<dt></dt><dd>–</dd>';
      figure.dataset.figure = name;
      return figure;
    }));
    this.#charts = curves.map(([column, title, text]) => this.#addCurve(column, title, text));
    choice($('axis'), 'axis', axis => {
      this.#over = axis;
      this.#axis.range = null;
      this.#draw();
    });
    whileSeen($('run'), refresh, () => this.#load());
    $('runs').ontoggle = () => $('runs').open && this.#list();
  }

  /** Figures of the training as it stands. */
  show(status) {
    figures.forEach(([name, title, text], i) => {
      const [term, value] = $('figures').children[i].children;
      set(term, title(status));
      set(value, text(status));
    });
    const [made, all] = status.filling ? [status.fillSteps, status.prefill] : [status.step, status.steps];
    $('progress').firstElementChild.style.width = `${100 * made / all}%`;
    $('progress').setAttribute('aria-valuenow', Math.round(100 * made / all));
    $('progress').title = status.filling
      ? `${count(made)} of ${count(all)} random steps that fill the replay memory`
      : `step ${count(made)} of ${count(all)}`;
    set($('warning'), status.warning ?? '');
    this.latest = status;
  }

  #addCurve(column, title, text) {
    const figure = document.createElement('figure');
    figure.innerHTML = '<figcaption><span></span><output></output></figcaption><canvas></canvas>';
    figure.querySelector('span').textContent = title;
    const output = figure.querySelector('output');
    const canvas = figure.querySelector('canvas');
    canvas.dataset.column = column;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${title}: a curve; arrow keys read it, plus and minus zoom, Escape shows all`);
    $('curves').append(figure);
    return new Chart(canvas, this.#axis, {
      xText: value => this.#xText(value),
      yText: value => column === 'loss' ? significant(value, 2) : short(value),
      told: readings => {
        // Only the great curve has room for the other runs' numbers.
        output.replaceChildren(...readings.reverse().slice(0, column === curves[0][0] ? readings.length : 1).map(reading => {
          const told = document.createElement('span');
          told.style.setProperty('--of', `var(--${reading.colour})`);
          told.textContent = text(reading.y);
          return told;
        }));
        if (readings[0]?.read)
          output.append(Object.assign(document.createElement('small'), { textContent: `at ${this.#over === 'seconds' ? duration(readings[0].x) : count(readings[0].x)}` }));
      },
    });
  }

  #xText(value) {
    if (this.#over !== 'seconds')
      return short(value);
    return value < 3600 && this.#axis.extent[1] < 7200 ? `${fixed(value / 60, value % 60 ? 1 : 0)} min` : `${fixed(value / 3600, value % 3600 ? 1 : 0)} h`;
  }

  async #load() {
    this.#progress.set(this.name, await getJson('/api/progress'));
    this.#draw();
  }

  async #list() {
    const runs = (await getJson('/api/runs')).filter(run => !run.thisRun);
    const list = $('runs').querySelector('div');
    list.replaceChildren(...runs.map(run => {
      const label = document.createElement('label');
      label.innerHTML = '<input type="checkbox"><i></i><span></span><small></small>';
      label.querySelector('span').textContent = run.name;
      label.querySelector('small').textContent = `${short(run.steps)} steps, ${fixed(run.bestMeanScore, 1)}`;
      label.firstChild.checked = this.#others.some(other => other?.name === run.name);
      label.firstChild.onchange = ({ target }) => this.#choose(run, target, label);
      return label;
    }));
    if (runs.length === 0)
      list.textContent = 'There is no other run yet.';
  }

  async #choose(run, box, label) {
    if (!box.checked) {
      this.#others[this.#others.findIndex(other => other?.name === run.name)] = null;
    } else {
      // Each keeps its colour while others come and go.
      let place = this.#others.findIndex(other => !other);
      if (place < 0)
        place = this.#others.length;
      this.#others[place] = { name: run.name, colour: colours[place % colours.length] };
      label.style.setProperty('--of', `var(--${this.#others[place].colour})`);
      if (!this.#progress.has(run.name))
        this.#progress.set(run.name, await getJson('/api/progress' + query({ run: run.name })));
    }
    this.#draw();
  }

  #draw() {
    this.#shown = [...this.#others.filter(other => other), { name: this.name, colour: 'accent' }]
      .filter(({ name }) => this.#progress.has(name));
    const columns = this.#shown.map(({ name }) => this.#progress.get(name));
    const column = ({ columns: names, rows }, name) => {
      const i = names.indexOf(name);
      return rows.map(row => row[i] ?? NaN);
    };
    const xs = columns.map(progress => column(progress, this.#over));
    this.#axis.extent = [Math.min(...xs.map(values => values[0] ?? 0), Infinity), Math.max(...xs.map(values => values.at(-1) ?? 1), 0)];
    if (!Number.isFinite(this.#axis.extent[0]))
      this.#axis.extent = [0, 1];
    curves.forEach(([name], i) => {
      this.#charts[i].series = this.#shown.map((run, j) => ({ ...run, faint: run.colour !== 'accent', xs: xs[j], ys: column(columns[j], name) }));
    });
  }
}

function set(element, text) {
  if (element.textContent !== text)
    element.textContent = text;
}
