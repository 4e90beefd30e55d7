// Work for what is looked at, and only for that: a closed card, one that is scrolled away and a hidden tab cost nothing.

const pauseAfterError = 2000;
const patience = 1500;

/** Calls work() again and again, `pause` milliseconds after it has ended, while the element is seen; an Error's line goes into its .error. */
export function whileSeen(element, pause, work) {
  const line = element.querySelector('.error');
  let inView = false;
  let timer = 0;
  let working = false;

  const seen = () => inView && element.open !== false && !document.hidden;
  const round = async () => {
    timer = 0;
    if (working || !seen())
      return;
    working = true;
    let next = pause;
    const impatient = setTimeout(() => element.setAttribute('aria-busy', 'true'), patience);
    try {
      await work();
      say('');
    } catch (error) {
      say(error.message);
      next = pauseAfterError;
    }
    clearTimeout(impatient);
    element.removeAttribute('aria-busy');
    working = false;
    wake(next);
  };
  const say = text => {
    if (line && line.textContent !== text)
      line.textContent = text;
  };
  const wake = delay => {
    if (seen() && !timer && !working)
      timer = setTimeout(round, delay);
  };

  new IntersectionObserver(([entry]) => {
    inView = entry.isIntersecting;
    wake(0);
  }, { rootMargin: '100px' }).observe(element);
  document.addEventListener('visibilitychange', () => wake(0));
  element.addEventListener('toggle', () => wake(0));
  return { now: () => wake(0) };
}
