// Questions to the server over HTTP. A refusal becomes an Error whose message is the server's one line.
import { openMessage } from './message.js';

async function ask(path) {
  let answer;
  try {
    answer = await fetch(path);
  } catch {
    throw new Error('The program does not answer.');
  }
  if (answer.ok)
    return answer;
  const { error } = await answer.json().catch(() => ({}));
  throw new Error(error ?? `The program answers with ${answer.status}.`);
}

export const getJson = async path => (await ask(path)).json();

export const getMessage = async path => openMessage(await (await ask(path)).arrayBuffer());

/** "?a=1&b=2" of what is not null. */
export const query = values => '?' + new URLSearchParams(Object.entries(values).filter(([, value]) => value != null));
