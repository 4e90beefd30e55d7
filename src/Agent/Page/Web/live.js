// The steps of the shown game, one message for each "next": a slow page gets fewer of them, and none waits in a queue.
import { openMessage } from './message.js';

const secondsToRetry = 2;
const secondsToRetryAfterEnd = 10;

export class Live {
  #socket;
  #view = { game: 0, speed: 1 };
  #ended = false;

  #wasOpen = false;

  /** onStep(message) is called within an animation frame; onState('connecting' | 'live' | 'ended', reason); onReturn() when a lost program answers again. */
  constructor(onStep, onState, onReturn) {
    Object.assign(this, { onStep, onState, onReturn });
    this.#connect();
  }

  view(change) {
    this.#view = { ...this.#view, ...change };
    this.#send({ do: 'view', ...this.#view });
  }

  pause(wanted) {
    this.#send({ do: wanted ? 'pause' : 'resume' });
  }

  #connect() {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#ended = false;
      if (this.#wasOpen)
        this.onReturn();
      this.#wasOpen = true;
      this.view({});
      this.#send({ do: 'next' });
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string')
        this.#end(JSON.parse(data));
      else
        requestAnimationFrame(() => this.#draw(openMessage(data)));
    };
    socket.onclose = () => {
      if (!this.#ended)
        this.onState('connecting');
      setTimeout(() => this.#connect(), 1000 * (this.#ended ? secondsToRetryAfterEnd : secondsToRetry));
    };
  }

  #draw(message) {
    // The last step may wait for its animation frame when the end is told.
    if (this.#ended)
      return;
    try {
      this.onState('live');
      this.onStep(message);
    } finally {
      this.#send({ do: 'next' });
    }
  }

  #end(message) {
    if (message.kind !== 'ended')
      return;
    this.#ended = true;
    this.onState('ended', message.reason);
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN)
      this.#socket.send(JSON.stringify(message));
  }
}
