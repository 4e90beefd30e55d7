// Puts the page together: what there is to see depends on what the program runs.
import { startTheme, switchTheme } from './colours.js';
import { Game } from './game.js';
import { Live } from './live.js';
import { count } from './numbers.js';
import { Run } from './run.js';
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
  $('about').textContent = [
    stage.network && `${count(stage.network.parameters)} parameters on ${stage.device.name}, ${stage.device.description}`, stage.run,
  ].filter(text => text).join(' · ');
  $('cartridge').textContent = `${stage.cartridge}. Learned by DqnGpu.`;
  document.documentElement.dataset.kind = stage.kind;
  if (stage.kind !== 'game')
    watch(stage);
}

function watch(stage) {
  $('stage').hidden = false;
  const run = stage.kind === 'training' || stage.run ? new Run(stage) : null;
  $('run').hidden = !run;
  $('run').classList.toggle('finished', stage.kind !== 'training');
  let live;
  const game = new Game(stage, () => live);
  live = new Live(message => {
    const { header } = message;
    game.show(message);
    if (header.status)
      run?.show(header.status);
    say(header.paused ? 'paused' : 'live', header.paused ? 'paused' : stage.kind === 'training' ? learning(run) : 'playing');
    dqngpu.lastStep = header;
    dqngpu.framesDrawn++;
  }, (state, reason) => {
    if (state === 'connecting')
      say(state, 'The program does not answer; the page waits for it.');
    if (state === 'ended')
      say(state, reason ?? 'The training has ended.');
  });
}

const learning = run => run?.latest?.filling ? 'filling its memory with random play' : 'learning';

function say(state, text) {
  $('state').dataset.state = state;
  if ($('state').textContent !== text)
    $('state').textContent = text;
}
