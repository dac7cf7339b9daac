import { html } from 'lit';
import { View, trouble } from '../components/view.js';
import '../components/table.js';
import { badge } from '../components/badge.js';
import { bar } from '../components/bar.js';
import { command } from '../components/curl.js';
import { connection } from '../components/connection.js';
import { address, curl, find, now, pages } from '../api.js';
import { listen } from '../events.js';
import { Hints } from '../hints.js';
import { ago, count, duration, number } from '../format.js';
import { progress } from '../store/progress.js';
import { here, remember } from '../url.js';

const STATES = ['ACTIVE', 'PAUSED', 'STOPPING', 'CONFIRMING', 'COMPLETED', 'FAILED', 'CANCELLED'];
/** Hints that come within this time are answered together, in milliseconds. */
const TOGETHER = 400;

const BEGIN = `curl "${address('studies')}" -H "Authorization: Bearer $CAIRN_TOKEN" -H 'Content-Type: application/json' -d '{
  "name": "bowl",
  "space": {"parameters": [{"name": "x", "type": "REAL", "low": -5, "high": 5}]},
  "objectives": [{"metric": "loss"}],
  "budget": {"trials": 15}}'`;

/** @type {Record<string, (study: any) => string | number>} */
const SORTS = {
  name: study => study.spec.name,
  state: study => STATES.indexOf(study.state),
  progress: study => progress(study, now()).ended / study.spec.budget.trials,
  best: study => study.best?.values?.[0] ?? Infinity,
  open: study => study.trials?.RUNNING ?? 0,
  rate: study => progress(study, now()).perHour,
  left: study => progress(study, now()).secondsLeft || Infinity,
  begun: study => Date.parse(study.createdAt),
};

const COLUMNS = [
  { key: 'name', title: 'Study', cell: (/** @type {any} */ s) => html`<a href="#/studies/${s.id}">${s.spec.name}</a>
    <div class="soft small wrap">${s.spec.objectives.map((/** @type {any} */ o) => `${o.direction === 'MAXIMIZE' ? 'maximize' : 'minimize'} ${o.metric}`).join(', ')}</div>` },
  { key: 'state', title: 'State', cell: (/** @type {any} */ s) => html`${badge(s.state)}` },
  { key: 'progress', title: 'Progress', cell: (/** @type {any} */ s) => {
    const { ended, budget } = progress(s, now());
    return html`${bar(s)}<span class="soft small">${count(ended)} of ${count(budget)}</span>`;
  } },
  { key: 'best', title: 'Best', num: true, cell: (/** @type {any} */ s) => (s.best
    ? html`<strong>${number(s.best.values[0])}</strong><div class="soft small">trial ${s.best.number}</div>` : '–') },
  { key: 'open', title: 'Running', num: true, cell: (/** @type {any} */ s) => html`${count(s.trials?.RUNNING ?? 0)}${
    s.trials?.FAILED ? html`<div class="soft small">${count(s.trials.FAILED)} failed</div>` : ''}` },
  { key: 'rate', title: 'Trials an hour', num: true, cell: (/** @type {any} */ s) => number(progress(s, now()).perHour) },
  { key: 'left', title: 'Time left', num: true, cell: (/** @type {any} */ s) => duration(progress(s, now()).secondsLeft) },
  { key: 'begun', title: 'Created', num: true, cell: (/** @type {any} */ s) => ago(Date.parse(s.createdAt), now()) },
];

/** All studies, as they move. */
class Studies extends View {
  static properties = { studies: { state: true }, error: { state: true }, search: { state: true }, state: { state: true }, at: { state: true } };

  constructor() {
    super();
    /** @type {Map<number, any> | undefined} */
    this.studies = undefined;
    /** @type {Error | undefined} */
    this.error = undefined;
    const { query } = here();
    this.search = query.get('q') ?? '';
    this.state = query.get('state') ?? '';
    this.archived = query.get('archived') === 'true';
    const sort = query.get('sort') ?? '-begun';
    this.descending = sort.startsWith('-');
    this.sort = sort.replace('-', '') in SORTS ? sort.replace('-', '') : 'begun';
    this.at = 0;
    /** @type {Set<number>} */
    this.moved = new Set();
    /** Whether any may have moved. */
    this.all = true;
    this.hints = new Hints(() => this.catchUp(), TOGETHER);
  }

  connectedCallback() {
    super.connectedCallback();
    document.title = 'Studies · Cairn';
    this.hints.run();
    this.later(listen('events', {
      told: ({ type, data }) => (type === 'STUDY_MOVED' ? this.hear(data.study) : type === 'STUDIES_MOVED' && this.hearAll()),
      // Hints are not replayed: whatever moved while nobody listened is asked for again.
      state: state => {
        connection(state);
        if (state === 'live' && this.lost) this.hearAll();
        this.lost = state !== 'live';
      },
    }));
    this.later(() => {
      connection(undefined);
      this.hints.stop();
    });
    this.every(5000, () => this.requestUpdate());
    // Whoever looks at the list opens a study next: its scripts come while nobody waits for them.
    requestIdleCallback(() => Promise.all([import('./study.js'), import('echarts')]).catch(() => {}), { timeout: 2000 });
  }

  async load() {
    try {
      const all = new Map();
      for await (const items of pages(`studies?archived=${this.archived}`)) items.forEach((/** @type {any} */ study) => all.set(study.id, study));
      this.studies = all;
      this.error = undefined;
    } catch (e) {
      this.error = /** @type {Error} */ (e);
    }
  }

  /** @param {number} study */
  hear(study) {
    this.moved.add(study);
    this.hints.hint();
  }

  hearAll() {
    this.all = true;
    this.hints.hint();
  }

  async catchUp() {
    const moved = [...this.moved];
    this.moved.clear();
    if (this.all) {
      this.all = false;
      return this.load();
    }
    await Promise.all(moved.map(async id => {
      const study = await find(`studies/${id}`).catch(() => this.studies?.get(id));
      if (study && (!study.archived || this.archived)) this.studies?.set(id, study);
      else this.studies?.delete(id);
    }));
    this.requestUpdate();
  }

  shown() {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [...(this.studies?.values() ?? [])].filter(study => {
      const text = [study.spec.name, ...Object.entries(study.spec.labels ?? {}).flat()].join(' ').toLowerCase();
      return (!this.state || study.state === this.state) && words.every(word => text.includes(word));
    });
    const by = SORTS[this.sort];
    const sign = this.descending ? -1 : 1;
    return found.sort((a, b) => {
      const [x, y] = [by(a), by(b)];
      return sign * (typeof x === 'string' ? x.localeCompare(String(y)) : x - Number(y));
    });
  }

  /** @param {string} key */
  sortBy(key) {
    this.descending = this.sort === key ? !this.descending : false;
    this.sort = key;
    remember({ sort: (this.descending ? '-' : '') + key });
    this.requestUpdate();
  }

  filter() {
    return html`<div class="row" role="search">
      <input type="search" aria-label="Search names and labels" placeholder="Search names and labels" .value=${this.search}
        @input=${(/** @type {any} */ e) => { this.search = e.target.value; this.at = 0; remember({ q: this.search }); }}>
      <select aria-label="State" .value=${this.state} @change=${(/** @type {any} */ e) => { this.state = e.target.value; this.at = 0; remember({ state: this.state }); }}>
        <option value="">Every state</option>${STATES.map(s => html`<option value=${s} ?selected=${s === this.state}>${s.toLowerCase()}</option>`)}</select>
      <label class="check"><input type="checkbox" .checked=${this.archived} @change=${(/** @type {any} */ e) => {
        this.archived = e.target.checked;
        remember({ archived: this.archived ? 'true' : null });
        this.all = true;
        this.hints.run();
      }}> Archived</label></div>`;
  }

  begin() {
    return html`<section class="panel"><div class="body stack empty">
      <h2>No study yet</h2>
      <p>A study searches hyperparameters. Begin in a terminal; it appears here by itself.</p>
      ${command('./cairn demo', 'A whole search with real data, in half a minute')}
      ${command(BEGIN, 'A study of your own, for a trainer in any language')}</div></section>`;
  }

  render() {
    const shown = this.shown();
    const size = 50;
    return html`<div class="stack">
      <div class="row"><h1 class="grow">Studies</h1>${this.filter()}</div>
      ${trouble(this.error)}
      ${!this.studies ? (this.error ? '' : html`<p class="empty" role="status">Loading studies…</p>`)
        : this.studies.size === 0 ? this.begin()
        : shown.length === 0 ? html`<p class="empty">No study fits the filter.</p>`
        : html`<section class="panel"><cairn-table .caption=${'Studies'} .columns=${COLUMNS} .total=${shown.length} .size=${size} .at=${this.at}
            .page=${shown.slice(this.at * size, (this.at + 1) * size)} .sortedBy=${this.sort} .descending=${this.descending}
            @sort=${(/** @type {any} */ e) => this.sortBy(e.detail)} @page=${(/** @type {any} */ e) => (this.at = e.detail)}></cairn-table></section>`}
      <details><summary class="soft">The same from a shell</summary>${command(curl('studies'))}</details></div>`;
  }
}
customElements.define('cairn-studies', Studies);
