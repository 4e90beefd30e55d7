// The page's colours for canvases: named ones from the style sheet, and ramps that are even in lightness (Oklab), one for each theme.

const listeners = new Set();
const dark = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;
let named = new Map();
let ramps = {};

/** Tells when the theme has changed: what stands still on a canvas must be drawn anew. */
export const onTheme = listener => listeners.add(listener);

export const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;

/** The style sheet's colour of that name, as a canvas takes it. */
export function colour(name) {
  if (!named.has(name)) {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = `var(--${name})`;
    named.set(name, getComputedStyle(probe).color);
    probe.remove();
  }
  return named.get(name);
}

/** 256 colours as a canvas holds them: "amount" from nothing to much, "signed" from much below zero to much above. */
export const ramp = name => ramps[name];

/** Goes on to the other theme; the system's own is the first. */
export function switchTheme() {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset.theme);
  change();
}

export function startTheme() {
  const kept = localStorage.getItem('theme');
  if (kept)
    root.dataset.theme = kept;
  dark.addEventListener('change', change);
  change();
}

function change() {
  named = new Map();
  const table = at => Uint32Array.from({ length: 256 }, (_, i) => pixel(...at(i / 255)));
  const mix = (a, b, t) => a + (b - a) * t;
  ramps = isDark()
    ? {
      amount: table(t => [mix(0.235, 0.95, t), 0.012 + 0.13 * Math.sin(Math.PI * t) ** 0.8, mix(255, 95, t)]),
      signed: table(t => [mix(0.24, 0.84, Math.abs(2 * t - 1)), 0.15 * Math.abs(2 * t - 1), t < 0.5 ? 250 : 52]),
    }
    : {
      amount: table(t => [mix(0.965, 0.3, t), 0.005 + 0.14 * Math.sin(Math.PI * 0.8 * t), mix(190, 285, t)]),
      signed: table(t => [mix(0.965, 0.5, Math.abs(2 * t - 1)), 0.17 * Math.abs(2 * t - 1), t < 0.5 ? 255 : 42]),
    };
  for (const listener of listeners)
    listener();
}

// Oklch to sRGB (Ottosson 2020), as the 32 bits of a canvas pixel.
function pixel(lightness, chroma, hue) {
  const angle = hue * Math.PI / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3;
  const byte = linear => {
    const light = Math.min(1, Math.max(0, linear));
    return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
  };
  const red = byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
  return (255 << 24 | blue << 16 | green << 8 | red) >>> 0;
}
