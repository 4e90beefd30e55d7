// Through time: one frozen rally, judged by the network as it was at every kept snapshot.
import { Bars } from './bars.js';
import { Chart, SharedAxis } from './charts.js';
import { shapePicture } from './game.js';
import { count, fixed, short } from './numbers.js';
import { drawScreen, wordsOf } from './pictures.js';
import { getJson, getMessage, query } from './server.js';
import { whileSeen } from './seen.js';

const $ = id => document.getElementById(id);

const secondsToAsk = 10;

export class Rally {
  #words;
  #bars;
  #chart;
  #message = null;
  #snapshot = 0;
  #moment = 0;
  #plays = true;
  #isNewWanted = false;
  #asked = 0;

  /** game(): the number of the game that is shown. */
  constructor(stage, game) {
    this.stage = stage;
    this.#words = wordsOf(stage.palette);
    this.#bars = new Bars($('rally-values'), stage.actions);
    shapePicture($('rally-picture'), stage.screen);
    const told = $('rally').querySelector('figcaption output');
    this.#chart = new Chart($('rally-curves'), new SharedAxis(), {
      xText: seconds => `${short(seconds)} s`, yText: value => fixed(value, 1),
      told: readings => { told.textContent = readings.length ? fixed(readings.at(-1).y, 3) : ''; },
    });
    const seen = whileSeen($('rally'), 1000 / stage.stepsPerSecond, async () => {
      if (!this.#message || this.#isNewWanted || await this.#isOutgrown())
        await this.#load(game());
      if (this.#plays)
        this.#go((this.#moment + 1) % this.#message.header.steps);
    });
    $('rally').addEventListener('toggle', () => {
      // When it is opened again, more snapshots may have come.
      if (!$('rally').open)
        this.#message = null;
    });
    $('rally-slider').oninput = ({ target }) => this.#message && this.#judge(Number(target.value));
    $('rally-moment').oninput = ({ target }) => {
      this.#play(false);
      if (this.#message)
        this.#go(Number(target.value));
    };
    $('rally-pause').onclick = () => this.#play(!this.#plays);
    $('rally-new').onclick = () => {
      this.#isNewWanted = true;
      seen.now();
    };
  }

  /** A training keeps more snapshots while one looks. */
  async #isOutgrown() {
    if (performance.now() - this.#asked < 1000 * secondsToAsk)
      return false;
    this.#asked = performance.now();
    const newest = (await getJson('/api/snapshots')).at(-1)?.step;
    return newest != null && newest !== this.#message.header.snapshots.at(-1);
  }

  // The slider stays where it is, or at the newest.
  async #load(game) {
    const { value, max } = $('rally-slider');
    const stays = this.#message && !this.#isNewWanted && value !== max;
    const step = stays ? this.#message.header.snapshots[value] : null;
    const moment = this.#message && !this.#isNewWanted ? this.#moment : 0;
    this.#message = await getMessage('/api/rally' + query({ game, new: this.#isNewWanted ? 1 : null }));
    this.#isNewWanted = false;
    this.#asked = performance.now();
    const { steps, snapshots } = this.#message.header;
    const snapshot = snapshots.includes(step) ? snapshots.indexOf(step) : snapshots.length - 1;
    $('rally-moment').max = steps - 1;
    Object.assign($('rally-slider'), { max: snapshots.length - 1, value: snapshot });
    this.#moment = moment;
    this.#judge(snapshot);
    this.#go(moment);
  }

  #play(wanted) {
    this.#plays = wanted;
    $('rally-pause').textContent = wanted ? 'Pause' : 'Go on';
  }

  #judge(snapshot) {
    const { snapshots } = this.#message.header;
    this.#snapshot = snapshot;
    $('rally-step').textContent = `after ${count(snapshots[snapshot])} steps, snapshot ${snapshot + 1} of ${snapshots.length}`;
    $('rally-slider').setAttribute('aria-valuetext', $('rally-step').textContent);
    this.#curves();
    this.#bars.show(this.#q(), this.#message.header.actions[this.#moment]);
  }

  #go(moment) {
    const { header, arrays } = this.#message;
    this.#moment = moment;
    $('rally-moment').value = moment;
    const [, height, width] = arrays.screens.shape;
    drawScreen($('rally-screen'), arrays.screens, this.#words, moment * height * width, [height, width]);
    this.#bars.show(this.#q(), header.actions[moment]);
    this.#chart.axis.read(moment / this.stage.stepsPerSecond);
  }

  #q() {
    const { values } = this.#message.arrays;
    const [, steps, actions] = values.shape;
    const from = (this.#snapshot * steps + this.#moment) * actions;
    return Array.from(values.subarray(from, from + actions));
  }

  #curves() {
    const { values } = this.#message.arrays;
    const [snapshots, steps, actions] = values.shape;
    const xs = Array.from({ length: steps }, (_, t) => t / this.stage.stepsPerSecond);
    const curve = s => xs.map((_, t) => Math.max(...values.subarray((s * steps + t) * actions, (s * steps + t + 1) * actions)));
    const others = Array.from({ length: snapshots }, (_, s) => s).filter(s => s !== this.#snapshot);
    this.#chart.axis.extent = [0, xs.at(-1)];
    this.#chart.series = [...others.map(s => ({ colour: 'muted', faint: true, xs, ys: curve(s) })), { colour: 'accent', xs, ys: curve(this.#snapshot) }];
  }
}
