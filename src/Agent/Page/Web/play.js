// Take the paddle: a console of one's own, steered by keys, mouse or touch, or handed to the agent.
import { Bars } from './bars.js';
import { shapePicture } from './game.js';
import { openMessage } from './message.js';
import { fixed, score } from './numbers.js';
import { drawScreen, wordsOf } from './pictures.js';

const $ = id => document.getElementById(id);
const keys = {
  ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right', KeyW: 'up', KeyS: 'down', KeyA: 'left', KeyD: 'right',
  Space: 'fire', ControlLeft: 'fire', ControlRight: 'fire',
};

// Where the middle of the paddle is in the picture when it is turned fully to the left, and fully to the right: in Pong that is down and up.
const reach = { vertical: [0.89, 0.214], horizontal: [0.09, 0.915] };

export class Play {
  #socket = null;
  #words;
  #bars;
  #held = new Map();
  #told = '';
  #agentPlays = false;
  #paused = false;

  constructor(stage) {
    this.stage = stage;
    this.#words = wordsOf(stage.palette);
    shapePicture($('play-picture'), stage.screen);
    this.#bars = new Bars($('play-values'), stage.actions);
    this.#allow(stage.kind !== 'game');
    $('take').textContent = $('play').querySelector('h2').textContent = stage.paddle ? 'Take the paddle' : 'Take the stick';
    $('play-known').textContent = stage.agentScore == null ? '' : `The agent's mean over many games is ${fixed(stage.agentScore, 1)}.`;
    $('play-how').textContent = stage.paddle
      ? 'Drag on the picture, or move the mouse over it; a click or the space bar fires. Or use the arrow keys.'
      : 'Arrow keys or W A S D move, the space bar fires. On a phone, use the stick and the button.';
    $('play-take').onclick = () => this.take();
    $('play-agent').onclick = () => this.#send({ agent: !this.#agentPlays });
    $('play-pause').onclick = () => this.#pause(!this.#paused);
    $('play-reset').onclick = () => this.#send({ do: 'reset' });
    $('play').addEventListener('toggle', () => $('play').open || this.#socket?.close());
    document.addEventListener('visibilitychange', () => document.hidden && this.#socket && this.#pause(true));
    this.#listenToKeys();
    this.#listenToPaddle();
    this.#listenToPad();
  }

  /** Switches the console on. */
  take() {
    $('play').open = true;
    if (this.#socket)
      return;
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/play?agent=1`);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#say('');
      $('play-take').hidden = true;
      $('pad').hidden = !matchMedia('(pointer: coarse)').matches || this.stage.paddle;
      $('play-picture').focus();
      this.#send({ do: 'next' });
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string')
        requestAnimationFrame(() => this.#show(openMessage(data)));
      else
        this.#say(JSON.parse(data).error ?? JSON.parse(data).reason ?? '');
    };
    socket.onclose = () => {
      this.#socket = null;
      $('play-take').hidden = false;
      $('pad').hidden = true;
      if ($('play').open)
        this.#say('The console has been switched off.');
    };
  }

  #show({ header, arrays }) {
    if (arrays.screen)
      drawScreen($('play-screen'), arrays.screen, this.#words);
    this.#agentPlays = header.who === 'agent';
    this.#showPause(header.paused);
    this.#allow(header.mayTakeOver);
    const best = scores => score(scores?.length ? Math.max(...scores) : null);
    $('play-score').textContent = score(header.score);
    $('play-yours').textContent = best(header.yourScores);
    $('play-agents').textContent = best(header.agentScores);
    $('play-agent').textContent = this.#agentPlays ? 'Take over' : 'Let the agent play';
    $('play-agent').setAttribute('aria-pressed', this.#agentPlays);
    $('play-values').hidden = !header.q;
    if (header.q)
      this.#bars.show(header.q, header.action ?? header.q.indexOf(Math.max(...header.q)));
    $('play-reset').classList.toggle('asked', header.over);
    this.#send({ do: 'next' });
  }

  /** Whether there is an agent that may take over. */
  #allow(agent) {
    $('play-agent').hidden = $('play-agents').parentElement.hidden = !agent;
  }

  #pause(wanted) {
    this.#showPause(wanted);
    this.#send({ do: wanted ? 'pause' : 'resume' });
  }

  // The server pauses a game that nobody looks at.
  #showPause(paused) {
    this.#paused = paused;
    $('play-pause').textContent = paused ? 'Go on' : 'Pause';
  }

  // Keys count while the console has the focus, so that the rest of the page keeps its own.
  #listenToKeys() {
    const picture = $('play-picture');
    picture.addEventListener('keydown', event => this.#key(event, true));
    picture.addEventListener('keyup', event => this.#key(event, false));
    picture.addEventListener('blur', () => this.#hold(() => Object.keys(keys).forEach(code => this.#held.delete(code))));
  }

  #key(event, down) {
    const key = keys[event.code];
    if (!key || !this.#socket)
      return;
    event.preventDefault();
    this.#hold(() => down ? this.#held.set(event.code, key) : this.#held.delete(event.code));
  }

  #hold(change) {
    change();
    const held = [...new Set(this.#held.values())].sort();
    if (held.join() === this.#told)
      return;
    this.#told = held.join();
    this.#send({ keys: held });
  }

  #listenToPaddle() {
    if (!this.stage.paddle)
      return;
    const picture = $('play-picture');
    const move = ({ clientX, clientY }) => {
      const box = picture.getBoundingClientRect();
      const [left, right] = reach[this.stage.paddle];
      const at = this.stage.paddle === 'vertical' ? (clientY - box.top) / box.height : (clientX - box.left) / box.width;
      this.#send({ paddle: Math.min(1, Math.max(0, (at - left) / (right - left))) });
    };
    picture.addEventListener('pointermove', event => this.#socket && move(event));
    picture.addEventListener('pointerdown', event => {
      if (!this.#socket)
        return;
      picture.focus();
      move(event);
      this.#hold(() => this.#held.set('pointer', 'fire'));
    });
    for (const end of ['pointerup', 'pointercancel'])
      picture.addEventListener(end, () => this.#hold(() => this.#held.delete('pointer')));
    picture.addEventListener('pointerleave', () => {
      this.#hold(() => this.#held.delete('pointer'));
      this.#send({ paddle: null });
    });
  }

  // A stick and a button for a thumb each.
  #listenToPad() {
    const stick = $('pad-stick');
    const lean = event => {
      const box = stick.getBoundingClientRect();
      const [x, y] = [2 * (event.clientX - box.left) / box.width - 1, 2 * (event.clientY - box.top) / box.height - 1];
      stick.firstElementChild.style.transform = `translate(${55 * Math.max(-1, Math.min(1, x))}%, ${55 * Math.max(-1, Math.min(1, y))}%)`;
      const held = { left: x < -0.35, right: x > 0.35, up: y < -0.35, down: y > 0.35 };
      this.#hold(() => {
        for (const [key, isHeld] of Object.entries(held))
          isHeld ? this.#held.set(`pad ${key}`, key) : this.#held.delete(`pad ${key}`);
      });
    };
    const loose = () => {
      stick.firstElementChild.style.transform = '';
      this.#hold(() => ['left', 'right', 'up', 'down'].forEach(key => this.#held.delete(`pad ${key}`)));
    };
    stick.addEventListener('pointerdown', event => {
      stick.setPointerCapture(event.pointerId);
      lean(event);
    });
    stick.addEventListener('pointermove', event => event.buttons && lean(event));
    stick.addEventListener('pointerup', loose);
    stick.addEventListener('pointercancel', loose);
    $('pad-fire').addEventListener('pointerdown', () => this.#hold(() => this.#held.set('pad fire', 'fire')));
    for (const end of ['pointerup', 'pointercancel', 'pointerleave'])
      $('pad-fire').addEventListener(end, () => this.#hold(() => this.#held.delete('pad fire')));
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(JSON.stringify(message));
  }

  #say(text) {
    $('play').querySelector('.error').textContent = text;
  }
}
