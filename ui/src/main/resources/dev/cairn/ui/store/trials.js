/**
 * The trials of a study as columns: 50,000 of them are a few megabytes and a filter is a loop over numbers.
 *
 * @typedef {{name: string, type: string, scale: string, values?: unknown[], labels?: string[], low?: number, high?: number, data: Float64Array}} Parameter
 *   `data` has numbers, or places in `values` where there are such; NaN where a point does not have the parameter
 * @typedef {{metric: string, sign: 1 | -1, data: Float64Array}} Objective  sign times value is larger for the better
 */

export const STATES = ['QUEUED', 'RUNNING', 'COMPLETED', 'PRUNED', 'INFEASIBLE', 'FAILED', 'CANCELLED'];
export const COMPLETED = STATES.indexOf('COMPLETED');

const FIRST_ROOM = 256;

export class Trials {
  /** @param {any} spec a study's specification */
  constructor(spec) {
    this.size = 0;
    this.room = FIRST_ROOM;
    this.number = new Int32Array(FIRST_ROOM);
    this.id = new Float64Array(FIRST_ROOM);
    this.state = new Uint8Array(FIRST_ROOM);
    this.excluded = new Uint8Array(FIRST_ROOM);
    this.attempt = new Uint16Array(FIRST_ROOM);
    /** Whether its point is here. */
    this.placed = new Uint8Array(FIRST_ROOM);
    /** Of how many it is. */
    this.withPoint = 0;
    /** Milliseconds since 1970. */
    this.ended = new Float64Array(FIRST_ROOM);
    /** Whether it keeps the outcome constraints. */
    this.keeps = new Uint8Array(FIRST_ROOM);
    /** @type {Objective[]} */
    this.objectives = spec.objectives.map((/** @type {any} */ o) => (
      { metric: o.metric, sign: o.direction === 'MAXIMIZE' ? 1 : -1, data: new Float64Array(FIRST_ROOM) }));
    /** @type {Parameter[]} */
    this.parameters = spec.space.parameters.map((/** @type {any} */ p) => (
      { ...p, scale: p.scale ?? 'LINEAR', labels: p.values?.map(String), data: new Float64Array(FIRST_ROOM) }));
    /** @type {{metric: string, atMost?: number, atLeast?: number}[]} */
    this.constraints = spec.constraints ?? [];
    /** @type {Map<number, number>} from a trial's number to its row */
    this.rowOf = new Map();
    /** The latest end that was told, as the service wrote it. */
    this.latestEnd = '';
  }

  /** What to ask the service for, so that `reader` understands it. Points are most of the bytes. @param {boolean} points */
  columns(points) {
    const metrics = new Set([...this.objectives, ...this.constraints].map(one => 'metrics.' + one.metric));
    return ['number', 'id', 'state', 'excluded', 'attempt', 'endedAt', ...(points ? ['point'] : []), ...metrics].join(',');
  }

  grow() {
    const wider = (/** @type {any} */ old) => {
      const next = new old.constructor(this.room * 2);
      next.set(old);
      return next;
    };
    for (const key of /** @type {const} */ (['number', 'id', 'state', 'excluded', 'attempt', 'placed', 'ended', 'keeps'])) {
      /** @type {any} */ (this)[key] = wider(this[key]);
    }
    for (const column of [...this.objectives, ...this.parameters]) column.data = wider(column.data);
    this.room *= 2;
  }

  /**
   * How rows of a CSV with this header are taken in: new ones are added, known ones replaced.
   * @param {string[]} header
   * @returns {(fields: string[]) => number} the number of the trial that was taken in
   */
  reader(header) {
    const at = (/** @type {string} */ name) => header.indexOf(name);
    const [number, id, state, excluded, attempt, ended] =
      ['number', 'id', 'state', 'excluded', 'attempt', 'endedAt'].map(at);
    const values = this.objectives.map(o => at('metrics.' + o.metric));
    const limits = this.constraints.map(c => at('metrics.' + c.metric));
    const points = this.parameters.map(p => at('point.' + p.name));
    const places = this.parameters.map(p => p.values && new Map(p.values.map((value, i) => [known(value), i])));
    const hasPoints = points.some(place => place >= 0);
    return fields => {
      const key = Number(fields[number]);
      let row = this.rowOf.get(key);
      if (row === undefined) {
        if (this.size === this.room) this.grow();
        row = this.size++;
        this.rowOf.set(key, row);
        for (const p of this.parameters) p.data[row] = NaN;
      }
      if (hasPoints && !this.placed[row]) {
        this.placed[row] = 1;
        this.withPoint++;
      }
      this.number[row] = key;
      this.id[row] = Number(fields[id]);
      this.state[row] = STATES.indexOf(fields[state]);
      this.excluded[row] = fields[excluded] === 'true' ? 1 : 0;
      this.attempt[row] = Number(fields[attempt]);
      this.ended[row] = fields[ended] ? Date.parse(fields[ended]) : NaN;
      if (fields[ended] > this.latestEnd) this.latestEnd = fields[ended];
      const isCompleted = this.state[row] === COMPLETED;
      this.objectives.forEach((o, i) => (o.data[row] = isCompleted ? read(fields[values[i]]) : NaN));
      this.keeps[row] = this.constraints.every((c, i) => {
        const value = read(fields[limits[i]]);
        return !(value > (c.atMost ?? Infinity)) && !(value < (c.atLeast ?? -Infinity));
      }) ? 1 : 0;
      if (hasPoints) {
        this.parameters.forEach((p, i) => {
          const text = fields[points[i]] ?? '';
          const place = places[i];
          // A text that a spreadsheet would compute has an apostrophe in front.
          p.data[row] = place ? place.get(text) ?? place.get(known(read(text))) ?? place.get(text.replace(/^'/, '')) ?? NaN : read(text);
        });
      }
      return key;
    };
  }

  /** @param {number} row @returns {[string, unknown][]} names and values, of the parameters that it has */
  point(row) {
    return this.parameters.filter(p => !Number.isNaN(p.data[row])).map(p => [p.name, p.values ? p.values[p.data[row]] : p.data[row]]);
  }

  /** May it be the best? @param {number} row */
  counts(row) {
    return this.state[row] === COMPLETED && !this.excluded[row] && this.keeps[row] === 1;
  }
}

/** @param {string | undefined} text */
const read = text => (text ? Number(text) : NaN);

/** How many significant digits fractions are asked for: as many as any chart can show. */
export const DIGITS = 6;

/** What a value is found again by, however its number is written. @param {unknown} value */
const known = value => (typeof value === 'number' ? String(Number(value.toPrecision(DIGITS))) : String(value));
