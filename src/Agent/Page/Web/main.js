// Puts the page together: what there is to see depends on what the program runs.
import { startTheme, switchTheme } from './colours.js';
import { Explain } from './explain.js';
import { Game } from './game.js';
import { Live } from './live.js';
import { Memory } from './memory.js';
import { Network } from './network.js';
import { count } from './numbers.js';
import { Play } from './play.js';
import { Rally } from './rally.js';
import { Run } from './run.js';
import { Saliency } from './saliency.js';
import { getJson } from './server.js';

const $ = id => document.getElementById(id);
const dqngpu = window.dqngpu = { stage: null, lastStep: null, framesDrawn: 0 };

startTheme();
$('theme').onclick = switchTheme;
start();

async function start() {
  let stage;
  try {
    stage = await getJson('/api/stage');
  } catch (error) {
    say('connecting', error.message);
    setTimeout(start, 2000);
    return;
  }
  dqngpu.stage = stage;
  document.title = `${stage.title} – DqnGpu`;
  $('title').textContent = stage.title;
  $('about').textContent = stage.network ? `${count(stage.network.parameters)} parameters on ${stage.device.name}, ${stage.device.description}` : '';
  $('cartridge').textContent = `${stage.cartridge}.`;
  document.documentElement.dataset.kind = stage.kind;
  $('play').hidden = false;
  const play = new Play(stage);
  $('take').onclick = () => {
    play.take();
    $('play').scrollIntoView({ behavior: 'smooth' });
  };
  if (stage.kind === 'game')
    playAlone();
  else
    await watch(stage);
  openNamed();
  window.addEventListener('hashchange', openNamed);
}

// An address may name a card: /#play.
function openNamed() {
  const card = document.querySelector(`details.card[id="${CSS.escape(location.hash.slice(1))}"]`);
  if (!card)
    return;
  card.open = true;
  requestAnimationFrame(() => card.scrollIntoView());
}

function playAlone() {
  $('play').open = true;
  say('live', 'yours to play');
}

async function watch(stage) {
  const runs = await getJson('/api/runs').catch(() => []);
  // Shown without a pause before everything listens: no click is lost.
  $('stage').hidden = false;
  const thisRun = runs.find(run => run.thisRun)?.name;
  const run = stage.kind === 'training' || thisRun ? new Run(thisRun) : null;
  $('run').hidden = !run;
  $('run').classList.toggle('finished', stage.kind !== 'training');
  let live;
  const game = new Game(stage, () => live);
  if (stage.network)
    lookInside(stage, game, run);
  live = new Live(message => {
    const { header } = message;
    // Before the first step there is a status alone.
    if (header.kind === 'step')
      game.show(message);
    if (header.status)
      run?.show(header.status);
    say(header.paused ? 'paused' : 'live', header.paused ? 'paused' : stage.kind === 'training' ? learning(run) : 'playing');
    if (header.kind === 'step') {
      dqngpu.lastStep = header;
      dqngpu.framesDrawn++;
    }
  }, (state, reason) => {
    if (state === 'connecting')
      say(state, 'The program does not answer; the page waits for it.');
    if (state === 'ended')
      say(state, reason ?? 'The training has ended.');
  }, async () => {
    // Another program may have begun behind the same address.
    if (JSON.stringify(await getJson('/api/stage')) !== JSON.stringify(stage))
      location.reload();
  });
}

function lookInside(stage, game, run) {
  new Saliency(game);
  new Memory(stage);
  $('memory').hidden = false;
  // Only a run keeps snapshots.
  if (run) {
    new Rally(stage, () => game.game);
    $('rally').hidden = false;
  }
  let network;
  const explain = new Explain(stage, () => network, field => game.light(field));
  network = new Network(stage, () => game.game, explain);
  $('network').hidden = false;
  $('td-error').onclick = () => {
    $('network').open = true;
    explain.loss();
  };
}

const learning = run => run?.latest?.filling ? 'filling its memory with random play' : 'learning';

function say(state, text) {
  $('state').dataset.state = state;
  if ($('state').textContent !== text)
    $('state').textContent = text;
}
