/** Axes side by side, one for each hyperparameter and one for the value: their marks and where they stand. Pure. */
import { number } from '../format.js';
import { place, unplace } from '../store/near.js';

/** The part of an axis that is kept for trials without its parameter. */
const GAP = 0.09;
/** Narrower than this between two axes, their names and marks run into each other: then they lie one below the other. */
const LEAST_APART = 88;
const ROW = 50;

/**
 * @typedef {{key: string, name: string, data: Float64Array, labels?: string[], ticks: {at: number, text: string}[],
 *   at: (value: number) => number, back: (part: number) => number}} Axis
 *   `at` gives a value's place in [0, 1], `back` the value there
 * @typedef {{isAcross: boolean, height: number, along: number[], from: number, to: number}} Layout
 *   across: axes stand side by side at `along` and reach from y `from` up to `to`; else they lie at y `along` from x `from` to `to`
 */

/** Round numbers between two, about four. @param {number} low @param {number} high @param {boolean} log */
export function marks(low, high, log) {
  if (log && high / low >= 90) {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const step = Math.max(1, Math.ceil((last - first) / 5));
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
  }
  if (log) {
    const all = [];
    for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) all.push(...[1, 2, 5].map(one => one * power));
    return all.filter(one => one >= low * (1 - 1e-9) && one <= high * (1 + 1e-9));
  }
  const raw = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(one => one * power).find(one => one >= raw * (1 - 1e-9)) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first) + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/**
 * @param {string} key @param {import('../store/trials.js').Parameter} p @param {boolean} hasGaps whether some trial is without
 * @returns {Axis}
 */
function axis(key, p, hasGaps) {
  const from = hasGaps ? GAP : 0;
  const { labels } = p;
  const unit = (/** @type {number} */ value) => (labels ? (value + 0.5) / labels.length : place(p, value));
  // A logarithm that there is not is that of what lies below the axis.
  const at = (/** @type {number} */ value) => (Number.isNaN(value) ? 0 : from + (1 - from) * Math.min(1, Math.max(0, unit(value) || 0)));
  const [low, high] = [Number(p.low), Number(p.high)];
  const ticks = labels ? labels.map((text, i) => ({ at: at(i), text })) : marks(low, high, p.scale === 'LOG' && low > 0).map(value => ({ at: at(value), text: number(value) }));
  return {
    key, name: p.name, data: p.data, labels, at, ticks: hasGaps ? [{ at: 0, text: 'none' }, ...ticks] : ticks,
    back: part => unplace(p, Math.min(1, Math.max(0, (part - from) / (1 - from)))),
  };
}

/** @param {import('../store/trials.js').Trials} trials @param {number} objective @param {number[]} rows what is drawn @returns {Axis[]} */
export function axesOf(trials, objective, rows) {
  const { metric, sign, data } = trials.objectives[objective];
  const sorted = Float64Array.from(rows, row => data[row]).sort();
  const at = (/** @type {number} */ part) => sorted[Math.round(part * (sorted.length - 1))];
  let [low, high] = [at(0), at(1)];
  // A few diverged trials must not squeeze all others together: they go to the end of the axis.
  if (sign < 0 && high - at(0.95) > 2 * (at(0.95) - low)) high = at(0.95);
  if (sign > 0 && at(0.05) - low > 2 * (high - at(0.05))) low = at(0.05);
  if (!(high > low)) [low, high] = [low - Math.abs(low) * 0.1 - 0.5, high + Math.abs(high) * 0.1 + 0.5];
  return [
    ...trials.parameters.map(p => axis('p.' + p.name, p, rows.some(row => Number.isNaN(p.data[row])))),
    axis('v.' + metric, { name: metric, type: 'REAL', scale: 'LINEAR', low, high, data }, false),
  ];
}

/** @param {number} width in pixels @param {number} axes how many @returns {Layout} */
export function layout(width, axes) {
  const isAcross = width >= axes * LEAST_APART || axes < 3;
  const [left, right] = [36, 46];
  if (isAcross) {
    const apart = (width - left - right) / Math.max(1, axes - 1);
    return { isAcross, height: 330, along: Array.from({ length: axes }, (_, i) => left + i * apart), from: 312, to: 34 };
  }
  return { isAcross, height: 26 + axes * ROW, along: Array.from({ length: axes }, (_, i) => 30 + i * ROW), from: 18, to: width - 18 };
}
