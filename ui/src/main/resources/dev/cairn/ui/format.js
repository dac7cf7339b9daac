/** Numbers, times and words as people read them. */

/** Four significant digits; absent as a dash. @param {unknown} value */
export function number(value) {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || Number.isNaN(value)) return '–';
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return value.toLocaleString('en');
  const size = Math.abs(value);
  if (size >= 1e4 && size < 1e7) return Math.round(value).toLocaleString('en');
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) return value.toExponential(2).replace(/\.?0+e/, 'e').replace('e+', 'e');
  return String(Number(value.toPrecision(4)));
}

/** @param {number} value */
export const count = value => value.toLocaleString('en');

/** @param {number} seconds such as `2 h 5 min` */
export function duration(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 1) return Math.round(seconds * 1000) + ' ms';
  if (seconds < 60) return (seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)) + ' s';
  const parts = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const first = parts.findIndex(([unit]) => seconds >= Number(unit));
  let rest = Math.round(seconds);
  const words = [];
  for (const [unit, name] of parts.slice(first, first + 2)) {
    const whole = Math.floor(rest / Number(unit));
    rest -= whole * Number(unit);
    if (whole) words.push(`${whole} ${name}`);
  }
  return words.join(' ');
}

/** Seconds of an ISO 8601 duration of days and smaller. @param {string} text such as PT1H30M */
export function seconds(text) {
  const found = /^P(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/.exec(text ?? '');
  if (!found) return NaN;
  const [days, hours, minutes, rest] = found.slice(1).map(part => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest;
}

const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** @param {string | number | undefined} instant */
export const time = instant => (instant === undefined ? '–' : clock.format(new Date(instant)));

/** @param {number} from in milliseconds @param {number} now */
export function ago(from, now) {
  const passed = (now - from) / 1000;
  return passed < 5 ? 'just now' : duration(passed).split(' ').slice(0, 2).join(' ') + ' ago';
}

/** Enough of a point to recognise it. @param {Record<string, unknown>} point */
export const point = point =>
  Object.entries(point).map(([name, value]) => `${name} ${number(value)}`).join(', ');
