// The game: the console's picture and, beside it, what the agent makes of it.
import { Bars, actionName, drawStick } from './bars.js';
import { choice } from './choice.js';
import { fixed, score } from './numbers.js';
import { drawFrames, drawScreen, wordsOf } from './pictures.js';

const $ = id => document.getElementById(id);
const noticed = 0.25;

export class Game {
  #words;
  #bars;
  #stick = document.querySelector('#action svg');
  #paused = false;

  /** live: the stream of steps, which the controls steer. */
  constructor(stage, live) {
    this.stage = stage;
    this.game = 0;
    this.#words = wordsOf(stage.palette);
    this.#bars = new Bars($('values'), stage.actions);
    shapePicture($('picture'), stage.screen);
    $('game-choice').replaceChildren(...Array.from({ length: stage.games }, (_, i) => new Option(`${i + 1} of ${stage.games}`, i)));
    $('game-label').hidden = stage.games < 2;
    $('game-choice').onchange = ({ target }) => {
      this.game = Number(target.value);
      live().view({ game: this.game });
    };
    choice($('speed'), 'speed', speed => live().view({ speed: speed === 'live' ? speed : Number(speed) }));
    choice($('values-show'), 'show', show => { this.#bars.differences = show === 'differences'; });
    $('pause').onclick = () => live().pause(!this.#paused);
    /** Set while another picture than the newest is shown on the canvas. */
    this.pictureTaken = false;
  }

  show({ header, arrays }) {
    if (!this.pictureTaken)
      this.showPicture(arrays.screen);
    if (arrays.frames)
      drawFrames($('frames'), arrays.frames);
    this.#bars.show(header.q, header.action);
    const action = this.stage.actions[header.action] ?? 'NOOP';
    drawStick(this.#stick, action);
    setText($('action-name'), actionName(action));
    setText($('action-why'), header.wasRandom ? 'by chance' : 'its own choice');
    $('action').classList.toggle('random', header.wasRandom);
    setText($('score'), score(header.score));
    setText($('td-error'), fixed(header.error, 3));
    this.#flash(header.surprise ?? 0);
    if (header.paused !== this.#paused) {
      this.#paused = header.paused;
      setText($('pause'), this.#paused ? 'Go on' : 'Pause');
    }
  }

  showPicture(screen) {
    drawScreen($('game'), screen, this.#words);
  }

  /** Lights up a part of what the network is given, in the picture; null: all. */
  light(field) {
    $('field').hidden = !field;
    if (!field)
      return;
    const { h, w } = this.stage.frames;
    const part = (length, all) => `${100 * length / all}%`;
    Object.assign($('field').style, { left: part(field.left, w), width: part(field.width, w), top: part(field.top, h), height: part(field.height, h) });
  }

  // The picture's edge lights up and fades.
  #flash(surprise) {
    if (surprise < noticed)
      return;
    for (const element of [$('picture'), $('td-error')])
      element.animate([{ outlineColor: 'var(--accent)', outlineWidth: `${2 + 4 * surprise}px` }, { outlineColor: 'transparent', outlineWidth: '2px' }], 700);
  }
}

/** Gives a picture the shape of a television's: an Atari's pixels are wider than high. */
export function shapePicture(element, { width, height, pixelAspect }) {
  element.style.aspectRatio = `${width * pixelAspect} / ${height}`;
}

function setText(element, text) {
  if (element.textContent !== text)
    element.textContent = text;
}
