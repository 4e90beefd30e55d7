// How numbers are written. Signs are as wide as digits are, so that a number that changes does not move what stands around it.

const whole = new Intl.NumberFormat('en');

/** 1,234,567. */
export const count = value => value == null ? '–' : whole.format(Math.round(value));

/** Fixed decimals, with a true minus. */
export const fixed = (value, decimals = 2) => value == null || !Number.isFinite(value) ? '–' : value.toFixed(decimals).replace('-', '−');

/** A score: whole where it is. */
export const score = value => value == null ? '–' : fixed(value, Number.isInteger(value) ? 0 : 1);

/** About `digits` significant digits, for numbers of any size. */
export function significant(value, digits = 4) {
  if (value == null || !Number.isFinite(value))
    return '–';
  if (value === 0)
    return '0';
  const size = Math.abs(value);
  if (size >= 1e6)
    return count(value).replace('-', '−');
  if (size < 1e-4)
    return value.toExponential(digits - 2).replaceAll('-', '−').replace('e', ' e');
  return fixed(value, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

/** Seconds as 4 s, 12 min, 2 h 7 min or 3 days. */
export function duration(seconds) {
  if (seconds == null)
    return '–';
  const minutes = Math.round(seconds / 60);
  if (seconds < 99)
    return `${Math.round(seconds)} s`;
  if (minutes < 60)
    return `${minutes} min`;
  if (minutes < 48 * 60)
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(minutes / 1440)} days`;
}

/** 12k, 1.5M: for an axis. */
export function short(value) {
  const size = Math.abs(value);
  const [divisor, unit] = size >= 1e6 ? [1e6, 'M'] : size >= 1e3 ? [1e3, 'k'] : [1, ''];
  return String(Number((value / divisor).toPrecision(3))).replace('-', '−') + unit;
}
