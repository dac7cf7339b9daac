/** What follows from trials: pure functions of columns and rows. */

/** @typedef {import('./trials.js').Trials} Trials */

/** Rows of ended trials that may be the best, in the order of their ends. @param {Trials} trials @param {ArrayLike<number>} rows */
export function inOrder(trials, rows) {
  /** @type {number[]} */
  const found = [];
  for (let i = 0; i < rows.length; i++) if (trials.counts(rows[i])) found.push(rows[i]);
  return found.sort((a, b) => trials.ended[a] - trials.ended[b] || trials.number[a] - trials.number[b]);
}

/**
 * The rows with the largest values, the best first: of tens of thousands a few, so that all need not be sorted.
 * @param {ArrayLike<number>} rows @param {(row: number) => number} value @param {number} count
 */
export function largest(rows, value, count) {
  /** @type {{row: number, value: number}[]} */
  const best = [];
  for (let i = 0; i < rows.length; i++) {
    const of = value(rows[i]);
    if (Number.isNaN(of) || (best.length === count && of <= best[count - 1].value)) continue;
    let at = best.length;
    while (at > 0 && best[at - 1].value < of) at--;
    best.splice(at, 0, { row: rows[i], value: of });
    if (best.length > count) best.pop();
  }
  return best.map(one => one.row);
}

/** The best value up to each. @param {ArrayLike<number>} values @param {1 | -1} sign larger sign * value is better @returns {Float64Array} */
export function bestSoFar(values, sign) {
  const best = new Float64Array(values.length);
  let so = NaN;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(so) || sign * values[i] > sign * so) so = values[i];
    best[i] = so;
  }
  return best;
}

/**
 * Those that no other beats: at least as good in every objective and better in one.
 * @param {number[][]} points one array of values for each @param {(1 | -1)[]} signs
 * @returns {number[]} places in points, best first objective first
 */
export function front(points, signs) {
  const scores = points.map(values => values.map((value, i) => signs[i] * value));
  const order = points.map((_, i) => i).sort((a, b) => {
    const differs = signs.findIndex((_, i) => scores[a][i] !== scores[b][i]);
    return differs < 0 ? a - b : scores[b][differs] - scores[a][differs];
  });
  /** @type {number[]} */
  const kept = [];
  // Whatever beats another stands before it, so that only what was kept need be asked.
  for (const i of order) {
    const beaten = kept.some(k => scores[k].every((score, j) => score >= scores[i][j]) && scores[k].some((score, j) => score > scores[i][j]));
    if (!beaten) kept.push(i);
  }
  return kept;
}

/** @param {number[]} values @param {number} bins @returns {{low: number, high: number, count: number}[]} */
export function histogram(values, bins) {
  if (!values.length) return [];
  const sorted = Float64Array.from(values).sort();
  // A few diverged trials must not squeeze all others into one bar: what lies far out is counted in the last ones.
  const quarter = (/** @type {number} */ part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  const spread = quarter(0.75) - quarter(0.25);
  const low = Math.max(sorted[0], quarter(0.25) - 4 * spread);
  const high = Math.min(sorted[sorted.length - 1], quarter(0.75) + 4 * spread);
  const width = (high - low) / bins || 1;
  const all = Array.from({ length: high > low ? bins : 1 }, (_, i) => ({ low: low + i * width, high: low + (i + 1) * width, count: 0 }));
  for (const value of sorted) all[Math.max(0, Math.min(all.length - 1, Math.floor((value - low) / width)))].count++;
  return all;
}

/** A fraction in [0, 1) that looks random and is always the same (the finaliser of MurmurHash3). @param {number} i */
function scattered(i) {
  let hash = Math.imul(i ^ (i >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * At most so many, evenly taken, always the ones to keep. Of each stretch one anywhere in it: every fourth of a grid would show
 * one of four values.
 * @template T @param {ArrayLike<T>} rows @param {number} most @param {T[]} [keep] @returns {T[]}
 */
export function thin(rows, most, keep = []) {
  if (rows.length <= most) return Array.from(rows);
  const step = rows.length / most;
  const begin = (/** @type {number} */ i) => Math.floor(i * step);
  const places = Array.from({ length: most }, (_, i) => begin(i) + Math.floor(scattered(i) * (begin(i + 1) - begin(i))));
  for (const row of keep) {
    const at = Array.prototype.indexOf.call(rows, row);
    if (at >= 0) places.push(at);
  }
  return [...new Set(places.sort((a, b) => a - b))].map(place => rows[place]);
}

/**
 * Values on a square grid between scattered points: the mean of all, weighted by nearness.
 * @param {number[]} x in [0, 1] @param {number[]} y in [0, 1] @param {number[]} z @param {number} cells along a side
 * @returns {[number, number, number][]} column, row, value
 */
export function smooth(x, y, z, cells) {
  // Of the order of the distance between points: nearer points count, farther ones fade.
  const width = Math.max(0.04, 0.6 / Math.sqrt(x.length));
  const scale = 1 / (2 * width * width);
  /** @type {[number, number, number][]} */
  const all = [];
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) {
      const [u, v] = [(i + 0.5) / cells, (j + 0.5) / cells];
      let sum = 0;
      let weights = 0;
      for (let k = 0; k < x.length; k++) {
        const weight = Math.exp(-((x[k] - u) ** 2 + (y[k] - v) ** 2) * scale);
        sum += weight * z[k];
        weights += weight;
      }
      // Where nobody has looked, nothing is claimed.
      if (weights > 0.05) all.push([i, j, sum / weights]);
    }
  }
  return all;
}
