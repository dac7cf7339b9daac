import { call, get } from '../api.js';
import { listen } from '../events.js';
import { connection } from '../components/connection.js';
import * as csv from './csv.js';
import { everything, fitting } from './filter.js';
import { inOrder } from './derive.js';
import { STUDY_FINAL } from './progress.js';
import { STATES, Trials } from './trials.js';

const QUEUED = STATES.indexOf('QUEUED');
const RUNNING = STATES.indexOf('RUNNING');

/** Rows that are read without letting anything else happen: some milliseconds. */
const AT_ONCE = 2500;
/** How long events are gathered, in milliseconds. */
const TOGETHER = 250;
/** How often running trials are asked for their new points, in milliseconds: measurements are not events. */
const LOOK = 1000;
/** The most curves kept up to date. */
const MOST_RUNNING = 16;

/**
 * One study, its trials and what is looked at of them: the only source of every chart and table of its page, so that all show the
 * same. Fires `change`.
 *
 * @typedef {{steps: number[], values: Record<string, number[]>, next?: string, done?: boolean}} Curve
 */
export class StudyStore extends EventTarget {
  /** @param {string} id @param {import('./filter.js').Filter} [filter] */
  constructor(id, filter = everything()) {
    super();
    this.id = id;
    this.filter = filter;
    /** @type {any} */
    this.study = undefined;
    /** @type {Trials | undefined} */
    this.trials = undefined;
    /** The rows that fit the filter. */
    this.rows = new Int32Array(0);
    /** Grows with every change of trials or filter. */
    this.version = 0;
    /** @type {Map<number, Curve>} by the trial's id */
    this.curves = new Map();
    this.curvesVersion = 0;
    /** @type {Error | undefined} */
    this.error = undefined;
    this.loading = true;
    this.stops = new AbortController();
  }

  get over() {
    return STUDY_FINAL.includes(this.study?.state);
  }

  /** Row of the best trial, or -1. */
  get best() {
    return this.study?.best ? this.trials?.rowOf.get(this.study.best.number) ?? -1 : -1;
  }

  async open() {
    // The hints come first, so that nothing falls between the first look and them.
    const stop = listen('events', {
      told: ({ type, data }) => (type === 'STUDIES_MOVED' || String(data.study) === this.id) && this.hear(),
      state: state => {
        connection(state);
        if (state === 'live' && this.lost) this.hear();
        this.lost = state !== 'live';
      },
    });
    this.stops.signal.addEventListener('abort', () => {
      stop();
      connection(undefined);
      clearTimeout(this.timer);
      clearInterval(this.looking);
    });
    await this.load();
    this.looking = setInterval(() => document.hidden || this.look(), LOOK);
  }

  close() {
    this.stops.abort();
  }

  async load() {
    try {
      this.study = await get(`studies/${this.id}`, { signal: this.stops.signal });
      this.told();
      const trials = new Trials(this.study.spec);
      await this.read(trials, '');
      this.trials = trials;
      this.error = undefined;
    } catch (e) {
      if (this.stops.signal.aborted) return;
      this.error = /** @type {Error} */ (e);
    }
    this.loading = false;
    this.changed();
  }

  /**
   * @param {Trials} trials @param {string} where a condition, or empty for all
   * @returns {Promise<Set<number>>} numbers of those that were read
   */
  async read(trials, where) {
    const query = new URLSearchParams({ format: 'csv', columns: trials.columns, ...(where ? { where } : {}) });
    const response = await call(`studies/${this.id}/trials?${query}`, { accept: 'text/csv', signal: this.stops.signal });
    const rows = csv.rows(await response.text());
    const header = rows.next().value;
    const seen = new Set();
    if (!header) return seen;
    const take = trials.reader(header);
    for (const fields of rows) {
      seen.add(take(fields));
      if (seen.size % AT_ONCE === 0) await new Promise(done => setTimeout(done));
    }
    return seen;
  }

  hear() {
    this.timer ??= setTimeout(async () => {
      await this.catchUp();
      this.timer = undefined;
    }, TOGETHER);
  }

  /** Asks for what may have changed: trials that are open or new, or have ended since. */
  async catchUp() {
    const { trials } = this;
    if (!trials) return;
    try {
      const newest = trials.size ? trials.number.subarray(0, trials.size).reduce((a, b) => Math.max(a, b)) : 0;
      const ended = trials.latestEnd ? ` or endedAt >= '${trials.latestEnd}'` : '';
      this.study = await get(`studies/${this.id}`, { signal: this.stops.signal });
      const seen = await this.read(trials, `number > ${newest} or state in ['QUEUED', 'RUNNING']${ended}`);
      // One that ended before another of which we heard earlier is open here and nowhere else.
      const missed = this.inStates([QUEUED, RUNNING]).map(row => trials.number[row]).filter(number => !seen.has(number));
      if (missed.length) await this.read(trials, `number in [${missed.slice(0, 200).join(', ')}]`);
      this.changed();
    } catch (e) {
      if (!this.stops.signal.aborted) this.error = /** @type {Error} */ (e);
      this.told();
    }
  }

  /** @param {import('./filter.js').Filter} filter */
  show(filter) {
    this.filter = filter;
    this.changed();
  }

  changed() {
    if (this.trials) this.rows = fitting(this.trials, this.filter);
    this.version++;
    this.ordered = undefined;
    this.told();
  }

  told() {
    this.dispatchEvent(new Event('change'));
  }

  /** Rows that fit, completed and counting, in the order of their ends. @returns {number[]} */
  get completed() {
    this.ordered ??= this.trials ? inOrder(this.trials, this.rows) : [];
    return this.ordered;
  }

  /** Rows of running trials. */
  get running() {
    return this.inStates([RUNNING]);
  }

  /** @param {number[]} states */
  inStates(states) {
    const { trials } = this;
    const found = [];
    for (let row = 0; trials && row < trials.size; row++) if (states.includes(trials.state[row])) found.push(row);
    return found;
  }

  /** Points that running trials have reported since. Whatever was granted meanwhile is seen here too: that is no event. */
  async look() {
    if (!this.trials || this.over || this.busy) return;
    this.busy = true;
    try {
      await this.catchUpOnOpen();
      await Promise.all(this.running.slice(-MOST_RUNNING).map(row => this.curve(this.trials?.id[row] ?? 0, true)));
    } catch {
      // The stream of events says whether the service is there; the next look may find it.
    } finally {
      this.busy = false;
    }
  }

  async catchUpOnOpen() {
    const open = this.trials ? this.study.trials?.QUEUED || this.study.trials?.RUNNING || this.study.state === 'ACTIVE' : false;
    if (!open || !this.trials) return;
    const before = this.running.length;
    await this.read(this.trials, "state == 'RUNNING'");
    if (this.running.length !== before) this.changed();
  }

  /**
   * A trial's curve, asked for once, or its new points if it may have such.
   * @param {number} id @param {boolean} [again] @returns {Promise<Curve>}
   */
  async curve(id, again = false) {
    let curve = this.curves.get(id);
    if (curve && !again) return curve;
    curve ??= { steps: [], values: {} };
    const known = curve.steps.length;
    const page = await get(`trials/${id}/measurements?limit=1000`, { signal: this.stops.signal });
    if (page.items.length !== known) {
      curve = { steps: [], values: {} };
      for (const { step, metrics } of page.items) {
        curve.steps.push(step);
        for (const [name, value] of Object.entries(metrics)) (curve.values[name] ??= [])[curve.steps.length - 1] = Number(value);
      }
    }
    this.curves.set(id, curve);
    if (curve.steps.length !== known) {
      this.curvesVersion++;
      this.told();
    }
    return curve;
  }

  /** Curves of many, a few at a time. @param {number[]} ids */
  async want(ids) {
    const missing = ids.filter(id => !this.curves.has(id));
    const next = async () => {
      for (let id = missing.pop(); id !== undefined; id = missing.pop()) await this.curve(id);
    };
    await Promise.all([next(), next(), next(), next()]);
  }
}
