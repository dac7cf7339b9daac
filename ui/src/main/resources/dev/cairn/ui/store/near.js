/** Points of a space, compared. Pure. */

/** @typedef {{name: string, type: string, scale?: string, low?: number, high?: number, values?: unknown[], step?: number, when?: Record<string, unknown[]>, default?: unknown}} Parameter */

/**
 * A value's place between the bounds, in [0, 1]; categories have none.
 * @param {Parameter} p @param {any} value
 */
export function place(p, value) {
  if (p.values) return p.values.length < 2 ? 0 : p.values.indexOf(value) / (p.values.length - 1);
  const low = p.low ?? 0;
  const high = p.high ?? 1;
  if (high === low) return 0;
  if (p.scale === 'LOG') return Math.log(value / low) / Math.log(high / low);
  if (p.scale === 'REVERSE_LOG') return 1 - Math.log((low + high - value) / low) / Math.log(high / low);
  return (value - low) / (high - low);
}

/** The number at a place between the bounds: what `place` would place there. @param {Parameter} p @param {number} part in [0, 1] */
export function unplace(p, part) {
  const low = p.low ?? 0;
  const high = p.high ?? 1;
  if (p.scale === 'LOG') return low * (high / low) ** part;
  if (p.scale === 'REVERSE_LOG') return low + high - low * (high / low) ** (1 - part);
  return low + part * (high - low);
}

/** How far two values are apart, in [0, 1]. @param {Parameter} p @param {unknown} a @param {unknown} b */
export function apart(p, a, b) {
  if (a === b) return 0;
  if (a === undefined || b === undefined || p.type === 'CATEGORICAL') return 1;
  return Math.abs(place(p, a) - place(p, b));
}

/**
 * The trials nearest to a point, by the root of the mean of squares of what they are apart in each parameter that either has.
 * @param {Parameter[]} parameters @param {Record<string, unknown>} point @param {any[]} trials @param {number} most
 * @returns {{trial: any, distance: number}[]}
 */
export function nearest(parameters, point, trials, most) {
  const distance = (/** @type {any} */ other) => {
    const seen = parameters.filter(p => point[p.name] !== undefined || other[p.name] !== undefined);
    const sum = seen.reduce((all, p) => all + apart(p, point[p.name], other[p.name]) ** 2, 0);
    return seen.length ? Math.sqrt(sum / seen.length) : 0;
  };
  return trials.map(trial => ({ trial, distance: distance(trial.point) })).sort((a, b) => a.distance - b.distance).slice(0, most);
}

/** Whether a parameter exists where the others have these values. @param {Parameter} p @param {Record<string, unknown>} point */
export const exists = (p, point) => Object.entries(p.when ?? {}).every(([name, values]) => values.includes(point[name]));

/**
 * A value beside another, in words: a factor where the scale is logarithmic, a difference otherwise; empty where they are the same.
 * @param {Parameter | undefined} p @param {any} value @param {any} other @param {(value: number) => string} number
 */
export function difference(p, value, other, number) {
  if (value === other || value === undefined || other === undefined) return '';
  if (typeof value !== 'number' || typeof other !== 'number') return 'other';
  if (p?.scale === 'LOG' && other !== 0) return `× ${number(value / other)}`;
  return (value > other ? '+' : '−') + number(Math.abs(value - other));
}
