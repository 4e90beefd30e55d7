// Action values as bars with names: the action taken is marked, values below zero go to the left.
import { fixed } from './numbers.js';

// The scale grows at once and shrinks slowly, so that the bars move and the zero line does not.
const shrinking = 0.01;

export class Bars {
  #rows = [];
  #low = 0;
  #high = 1e-3;
  #differences = false;

  constructor(element, actions) {
    this.element = element;
    this.#rows = actions.map(action => {
      const row = document.createElement('div');
      row.innerHTML = '<span></span><i><b></b></i><output></output>';
      row.dataset.action = action;
      row.firstChild.textContent = actionName(action);
      return { row, bar: row.querySelector('b'), number: row.lastChild };
    });
    element.replaceChildren(...this.#rows.map(({ row }) => row));
    element.classList.toggle('many', actions.length > 9);
  }

  /** Bars of the values themselves, or of their differences to their mean. */
  set differences(wanted) {
    this.#differences = wanted;
    this.#low = 0;
    this.#high = 1e-3;
  }

  /** q: one value for each action, or null while nothing is known; action: the index taken. */
  show(q, action) {
    this.element.classList.toggle('unknown', !q);
    const mean = q && this.#differences ? q.reduce((sum, value) => sum + value, 0) / q.length : 0;
    const values = this.#rows.map((_, i) => q?.[i] == null ? null : q[i] - mean);
    const known = values.filter(value => value != null);
    this.#low = Math.min(0, ...known, this.#low * (1 - shrinking));
    this.#high = Math.max(0, ...known, this.#high * (1 - shrinking));
    const span = this.#high - this.#low || 1;
    this.element.style.setProperty('--zero', `${100 * -this.#low / span}%`);
    this.#rows.forEach(({ row, bar, number }, i) => {
      const value = values[i];
      const from = (Math.min(0, value ?? 0) - this.#low) / span;
      bar.style.left = `${100 * from}%`;
      bar.style.width = `${100 * Math.abs(value ?? 0) / span}%`;
      row.classList.toggle('taken', i === action);
      number.textContent = fixed(value, 3);
    });
  }
}

/** UPRIGHTFIRE as "up right fire", NOOP as "nothing". */
export const actionName = action => action === 'NOOP' ? 'nothing' : action.toLowerCase().match(/up|down|left|right|fire/g)?.join(' ') ?? action.toLowerCase();

/** Draws an action as a stick that leans and a button that glows: the svg of #action. */
export function drawStick(svg, action) {
  const has = word => Number(action.includes(word));
  const x = 10 * (has('RIGHT') - has('LEFT'));
  const y = 10 * (has('DOWN') - has('UP'));
  const line = svg.querySelector('line');
  const knob = svg.querySelector('g circle');
  line.setAttribute('x2', x);
  line.setAttribute('y2', y);
  knob.setAttribute('cx', x);
  knob.setAttribute('cy', y);
  svg.classList.toggle('fire', action.includes('FIRE'));
}
