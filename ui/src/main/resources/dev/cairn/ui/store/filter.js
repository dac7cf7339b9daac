import { STATES } from './trials.js';

/**
 * Which trials are looked at. A key is `p.<parameter>` or `v.<metric>`; what it has no entry for is not asked.
 * @typedef {{states: Set<string>, ranges: Map<string, [number, number]>, picks: Map<string, Set<string>>}} Filter
 */

/** @returns {Filter} */
export const everything = () => ({ states: new Set(), ranges: new Map(), picks: new Map() });

/** @param {Filter} filter */
export const isEverything = filter => !filter.states.size && !filter.ranges.size && !filter.picks.size;

/**
 * The rows that fit. A trial that lacks what is asked does not fit.
 * @param {import('./trials.js').Trials} trials @param {Filter} filter @returns {Int32Array}
 */
export function fitting(trials, filter) {
  const fits = fitsOf(trials, filter);
  const found = new Int32Array(trials.size);
  let size = 0;
  for (let row = 0; row < trials.size; row++) if (fits(row)) found[size++] = row;
  return found.subarray(0, size);
}

/** Whether a row fits. @param {import('./trials.js').Trials} trials @param {Filter} filter @returns {(row: number) => boolean} */
export function fitsOf(trials, filter) {
  const states = STATES.map(state => !filter.states.size || filter.states.has(state));
  const ranges = [];
  const picks = [];
  for (const p of trials.parameters) {
    const range = filter.ranges.get('p.' + p.name);
    const pick = filter.picks.get('p.' + p.name);
    if (range) ranges.push({ data: p.data, low: range[0], high: range[1] });
    if (pick) picks.push({ data: p.data, fits: (p.labels ?? []).map(label => pick.has(label)) });
  }
  for (const o of trials.objectives) {
    const range = filter.ranges.get('v.' + o.metric);
    if (range) ranges.push({ data: o.data, low: range[0], high: range[1] });
  }
  return row => {
    if (!states[trials.state[row]]) return false;
    for (const { data, low, high } of ranges) if (!(data[row] >= low && data[row] <= high)) return false;
    for (const { data, fits } of picks) if (!fits[data[row]]) return false;
    return true;
  };
}

/** @param {Filter} filter @returns {Record<string, string>} for an address */
export function write(filter) {
  /** @type {Record<string, string>} */
  const query = {};
  if (filter.states.size) query.state = [...filter.states].join(',');
  for (const [key, [low, high]] of filter.ranges) {
    query[key] = `${Number.isFinite(low) ? low : ''}..${Number.isFinite(high) ? high : ''}`;
  }
  for (const [key, labels] of filter.picks) query[key] = JSON.stringify([...labels]);
  return query;
}

/** What stands in an address, as far as it makes sense. @param {URLSearchParams} query @returns {Filter} */
export function read(query) {
  const filter = everything();
  for (const [key, text] of query) {
    if (key === 'state') text.split(',').filter(s => STATES.includes(s)).forEach(s => filter.states.add(s));
    if (!/^[pv]\./.test(key)) continue;
    const range = /^([^.[]*(?:\.\d+[^.]*)?)\.\.(.*)$/.exec(text);
    if (range) {
      const [low, high] = [range[1] === '' ? -Infinity : Number(range[1]), range[2] === '' ? Infinity : Number(range[2])];
      if (!Number.isNaN(low) && !Number.isNaN(high)) filter.ranges.set(key, [low, high]);
      continue;
    }
    try {
      const labels = JSON.parse(text);
      if (Array.isArray(labels)) filter.picks.set(key, new Set(labels.map(String)));
    } catch {
      // Somebody wrote the address by hand: what it does not say is not asked.
    }
  }
  return filter;
}
