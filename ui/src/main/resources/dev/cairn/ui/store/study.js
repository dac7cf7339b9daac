import { Refusal, call, get } from '../api.js';
import { listen } from '../events.js';
import { connection } from '../components/connection.js';
import { Hints } from '../hints.js';
import * as csv from './csv.js';
import { everything, fitting } from './filter.js';
import { inOrder } from './derive.js';
import { STUDY_FINAL } from './progress.js';
import { DIGITS, STATES, Trials } from './trials.js';

const QUEUED = STATES.indexOf('QUEUED');
const RUNNING = STATES.indexOf('RUNNING');

/** How long events are gathered, in milliseconds. */
const TOGETHER = 250;
/** How often running trials are asked for their new points, in milliseconds: measurements are not events. */
const LOOK = 1000;
/** The most curves kept up to date. */
const MOST_RUNNING = 100;
/** The most curves of one call, and the points of each. */
const CURVES_AT_ONCE = 500;
const POINTS = 100;
/** So many trials come with their points at once; of more the points come in pieces of so many, the newest first. */
const POINTS_AT_ONCE = 12_000;
/** When they begin to come at the latest, in milliseconds. */
const FILL_AFTER = 1500;
/** Numbers that fit into one condition. */
const NUMBERS = 200;
/** After a longer absence everything is read anew. */
const MOST_EVENTS = 5;
/** Events that change a trial that has ended. */
const AFTERWARDS = ['TRIAL_EXCLUDED', 'TRIAL_MEASURED'];

/**
 * One study, its trials and what is looked at of them: the only source of every chart and table of its page, so that all show the
 * same. Fires `change`.
 *
 * @typedef {{steps: number[], values: number[], reported: number}} Curve  thinned out where more were reported
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
    /** @type {Map<string, Map<number, Curve>>} by metric and the trial's id */
    this.curves = new Map();
    /** @type {string[]} what the trials report whose curves were asked for */
    this.reports = [];
    this.curvesVersion = 0;
    /** @type {Error | undefined} */
    this.error = undefined;
    this.loading = true;
    /** Number of the last event of which all that it changed is here. */
    this.heardTo = 0;
    this.stops = new AbortController();
    this.hints = new Hints(() => (this.trials ? this.catchUp(this.trials) : this.load()), TOGETHER);
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
      this.hints.stop();
      clearInterval(this.looking);
    });
    await this.hints.run();
    this.looking = setInterval(() => document.hidden || this.look(), LOOK);
  }

  close() {
    this.stops.abort();
  }

  async load() {
    try {
      this.study = await get(`studies/${this.id}`, { signal: this.stops.signal });
      const heardTo = this.study.lastEvent;
      this.told();
      const trials = new Trials(this.study.spec);
      const count = Object.values(this.study.trials ?? {}).reduce((a, b) => a + b, 0);
      await this.read(trials, '', count <= POINTS_AT_ONCE);
      this.trials = trials;
      this.heardTo = heardTo;
      this.error = undefined;
      // What is seen first is drawn first.
      if (trials.withPoint < trials.size) requestIdleCallback(() => this.fill(trials), { timeout: FILL_AFTER });
    } catch (e) {
      if (this.stops.signal.aborted) return;
      this.error = /** @type {Error} */ (e);
    }
    this.loading = false;
    this.changed();
  }

  /** The points of trials that came without, the newest first. @param {Trials} trials */
  async fill(trials) {
    const newest = Math.max(...this.ends(trials));
    try {
      for (let below = newest; below > 0; below -= POINTS_AT_ONCE) {
        await this.read(trials, `number <= ${below} and number > ${below - POINTS_AT_ONCE}`);
        if (this.trials !== trials) return;
        this.changed();
      }
    } catch (e) {
      if (this.stops.signal.aborted) return;
      this.error = /** @type {Error} */ (e);
      this.told();
    }
  }

  /** The highest number, or none. @param {Trials} trials */
  ends(trials) {
    return trials.size ? [trials.number.subarray(0, trials.size).reduce((a, b) => Math.max(a, b))] : [0];
  }

  /**
   * @param {Trials} trials @param {string} where a condition, or empty for all @param {boolean} [points] whether they are needed
   * @returns {Promise<Set<number>>} numbers of those that were read
   */
  async read(trials, where, points = true) {
    const query = new URLSearchParams({ format: 'csv', digits: String(DIGITS), columns: trials.columns(points), ...(where ? { where } : {}) });
    const response = await call(`studies/${this.id}/trials?${query}`, { accept: 'text/csv', signal: this.stops.signal });
    /** @type {Set<number>} */
    const seen = new Set();
    /** @type {((fields: string[]) => number) | undefined} */
    let take;
    const feed = csv.reader(fields => (take ? seen.add(take(fields)) : (take = trials.reader(fields))));
    const pieces = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    try {
      // What has arrived is taken in while the service makes the rest; between two pieces the page answers whoever uses it.
      for (let piece = await pieces?.read(); piece && !piece.done; piece = await pieces?.read()) feed(piece.value);
    } catch (e) {
      throw this.stops.signal.aborted ? e : new Refusal(0, undefined);
    }
    feed('', true);
    return seen;
  }

  hear() {
    this.hints.hint();
  }

  /** Asks for what may have changed: trials that are open or new, have ended since, or were changed after their end. @param {Trials} trials */
  async catchUp(trials) {
    try {
      const [newest] = this.ends(trials);
      const ended = trials.latestEnd ? ` or endedAt >= '${trials.latestEnd}'` : '';
      const study = await get(`studies/${this.id}`, { signal: this.stops.signal });
      const changed = await this.changedAfterwards(this.heardTo);
      if (!changed) return this.load();
      const seen = await this.read(trials, `number > ${newest} or state in ['QUEUED', 'RUNNING']${ended}`);
      // One that ended before another of which we heard earlier is open here and nowhere else.
      const open = this.inStates([QUEUED, RUNNING]).map(row => trials.number[row]);
      const missed = [...new Set([...open, ...changed])].filter(number => !seen.has(number));
      for (let i = 0; i < missed.length; i += NUMBERS) await this.read(trials, `number in [${missed.slice(i, i + NUMBERS).join(', ')}]`);
      // Only now: what a call that failed would have told is asked for again.
      this.study = study;
      this.heardTo = study.lastEvent;
      this.error = undefined;
      this.changed();
    } catch (e) {
      if (!this.stops.signal.aborted) this.error = /** @type {Error} */ (e);
      this.told();
    }
  }

  /**
   * Numbers of trials that were taken out or measured after an event, by anybody.
   * @param {number} after @returns {Promise<number[] | undefined>} undefined where too much has happened since
   */
  async changedAfterwards(after) {
    /** @type {number[]} */
    const numbers = [];
    let page = { items: [], next: '' };
    for (let i = 0; i === 0 || page.next; i++) {
      if (i === MOST_EVENTS) return undefined;
      page = await get(`studies/${this.id}/events?after=${after}&limit=1000${page.next ? `&cursor=${encodeURIComponent(page.next)}` : ''}`,
        { signal: this.stops.signal });
      numbers.push(...page.items.filter((/** @type {any} */ one) => AFTERWARDS.includes(one.type)).map((/** @type {any} */ one) => one.number));
    }
    return numbers;
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
      const running = this.running.slice(-MOST_RUNNING).map(row => this.trials?.id[row] ?? 0);
      // Of the metrics that somebody looks at.
      for (const metric of new Set([this.trials.objectives[0].metric, ...this.curves.keys()])) await this.ask(running, metric);
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

  /** @param {number} id of a trial @param {string} metric @returns {Curve | undefined} */
  curve(id, metric) {
    return this.curves.get(metric)?.get(id);
  }

  /** Asks for curves, whether they are known or not. @param {number[]} ids @param {string} metric */
  async ask(ids, metric) {
    if (!ids.length) return;
    const known = this.curves.get(metric) ?? new Map();
    this.curves.set(metric, known);
    const query = new URLSearchParams({ metric, points: String(POINTS), trials: ids.join(',') });
    const { metrics, curves } = await get(`studies/${this.id}/curves?${query}`, { signal: this.stops.signal });
    const before = this.reports.length;
    this.reports = [...new Set([...this.reports, ...metrics])].sort();
    let moved = before !== this.reports.length;
    // A trial that has reported nothing yet is asked for again while it runs, and no more when it has ended.
    for (const id of ids) if (!known.has(id)) known.set(id, { steps: [], values: [], reported: 0 });
    for (const { trial, steps, values, reported } of curves) {
      moved ||= known.get(trial).reported !== reported;
      known.set(trial, { steps, values: values.map(Number), reported });
    }
    if (!moved) return;
    this.curvesVersion++;
    this.told();
  }

  /** Curves of many, as far as they are not known. @param {number[]} ids @param {string} metric */
  async want(ids, metric) {
    const missing = ids.filter(id => !this.curve(id, metric));
    for (let i = 0; i < missing.length; i += CURVES_AT_ONCE) await this.ask(missing.slice(i, i + CURVES_AT_ONCE), metric);
  }
}
