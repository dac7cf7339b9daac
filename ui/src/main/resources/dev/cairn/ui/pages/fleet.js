import { html } from 'lit';
import { View, trouble } from '../components/view.js';
import '../components/table.js';
import { plainTable } from '../components/table.js';
import { command } from '../components/curl.js';
import { connection } from '../components/connection.js';
import { curl, get, pages } from '../api.js';
import { listen } from '../events.js';
import { Hints } from '../hints.js';
import { count, duration, number, seconds, time } from '../format.js';
import { here, remember } from '../url.js';

const LOOK = 3000;
const TOGETHER = 400;

/** @typedef {{name: string, projects: string[], tasks: string[], backend?: string, memoryMebibytes?: number, deviceMemoryMebibytes?: number, isThere: boolean, silence: number, firstSeenAt: string, running: any[]}} Worker */

/**
 * One row for each worker: one that serves several projects is told once for each.
 * @param {any[]} rows @returns {Worker[]}
 */
export function merged(rows) {
  /** @type {Map<string, Worker>} */
  const all = new Map();
  for (const row of rows) {
    const silence = seconds(row.silence);
    const before = all.get(row.name);
    if (!before) all.set(row.name, { ...row, silence, projects: [row.project], running: [...row.running] });
    else {
      before.projects.push(row.project);
      before.running.push(...row.running);
      before.isThere ||= row.isThere;
      before.silence = Math.min(before.silence, silence);
    }
  }
  return [...all.values()];
}

/** @param {Worker} worker */
const state = worker => (worker.running.length ? ['busy', 'busy'] : worker.isThere ? ['good', 'waiting for work'] : ['still', 'silent']);

/** @param {number | undefined} mebibytes */
const memory = mebibytes => (mebibytes === undefined ? '' : mebibytes >= 1024 ? `${number(mebibytes / 1024)} GiB` : `${mebibytes} MiB`);

/** @param {string} task */
const words = task => task.toLowerCase().replaceAll('_', ' ');

/** @param {any[]} running */
const doing = running => (running.length === 0 ? html`<span class="soft">–</span>` : html`<ul class="plain wide-cell">${running.map(slot => html`<li><a href="#/trials/${slot.trial}">trial ${slot.trialNumber}</a>
  <span class="soft">of <a href="#/studies/${slot.study}">${slot.studyName}</a> for ${duration(seconds(slot.age))}${seconds(slot.silence) > 60 ? html`, <span class="wrong">silent for ${duration(seconds(slot.silence))}</span>` : ''}</span></li>`)}</ul>`);

/** @type {Record<string, (worker: Worker) => string | number>} */
const SORTS = {
  name: worker => worker.name, state: worker => state(worker)[1], backend: worker => worker.backend ?? '', memory: worker => worker.deviceMemoryMebibytes ?? worker.memoryMebibytes ?? 0,
  running: worker => worker.running.length, silence: worker => worker.silence, first: worker => Date.parse(worker.firstSeenAt),
};

/** @param {boolean} several whether there are several projects */
const columns = several => [
  { key: 'name', title: 'Worker', cell: (/** @type {Worker} */ w) => html`<span class="wrap">${w.name}</span>${several ? html`<div class="soft small">${w.projects.join(', ')}</div>` : ''}` },
  { key: 'state', title: 'State', cell: (/** @type {Worker} */ w) => html`<span class="badge" data-tone=${state(w)[0]}>${state(w)[1]}</span>` },
  { key: 'running', title: 'Does now', cell: (/** @type {Worker} */ w) => doing(w.running) },
  { key: 'silence', title: 'Last sign of life', num: true, cell: (/** @type {Worker} */ w) => (w.silence < 5 ? 'just now' : `${duration(w.silence)} ago`) },
  { key: 'backend', title: 'Backend', cell: (/** @type {Worker} */ w) => w.backend ?? '–' },
  { key: 'memory', title: 'Memory', num: true, cell: (/** @type {Worker} */ w) => html`${memory(w.memoryMebibytes) || '–'}${w.deviceMemoryMebibytes === undefined ? '' : html`<div class="soft small">device ${memory(w.deviceMemoryMebibytes)}</div>`}` },
  { key: 'tasks', title: 'Trains', sort: false, cell: (/** @type {Worker} */ w) => html`<span class="soft small">${w.tasks.map(words).join(', ') || 'studies without a task'}</span>` },
  { key: 'first', title: 'First seen', num: true, cell: (/** @type {Worker} */ w) => html`<span class="soft small num">${time(w.firstSeenAt)}</span>` },
];

const HOURS = { PT1H: 'of the last hour', PT6H: 'of the last 6 hours', P1D: 'of the last day', P7D: 'of the last week' };

/** Who trains, what they do, and how many more would have something to do. */
class Fleet extends View {
  static properties = { workers: { state: true }, demand: { state: true }, error: { state: true }, sort: { state: true }, descending: { state: true }, search: { state: true }, at: { state: true } };

  constructor() {
    super();
    /** @type {Worker[] | undefined} */
    this.workers = undefined;
    /** @type {any} */
    this.demand = undefined;
    /** @type {Error | undefined} */
    this.error = undefined;
    const { query } = here();
    this.search = query.get('q') ?? '';
    const within = query.get('within') ?? '';
    this.within = within in HOURS ? within : 'PT6H';
    this.sort = 'state';
    this.descending = false;
    this.at = 0;
    this.hints = new Hints(() => this.load(), TOGETHER);
  }

  connectedCallback() {
    super.connectedCallback();
    document.title = 'Fleet · Cairn';
    this.hints.run();
    this.every(LOOK, () => this.hints.run());
    this.later(listen('events', {
      told: () => this.hear(),
      state: state => {
        connection(state);
        if (state === 'live') this.hear();
      },
    }));
    this.later(() => {
      connection(undefined);
      this.hints.stop();
    });
  }

  hear() {
    this.hints.hint();
  }

  async load() {
    try {
      const rows = [];
      for await (const items of pages(`workers?within=${this.within}`)) rows.push(...items);
      this.demand = await get('fleet/demand');
      this.workers = merged(rows);
      this.error = undefined;
    } catch (e) {
      this.error = /** @type {Error} */ (e);
    }
  }

  shown() {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    const by = SORTS[this.sort];
    const sign = this.descending ? -1 : 1;
    return (this.workers ?? [])
      .filter(w => words.every(word => [w.name, w.backend, ...w.tasks, ...w.running.map(r => r.studyName)].join(' ').toLowerCase().includes(word)))
      .sort((a, b) => {
        const [x, y] = [by(a), by(b)];
        return sign * (typeof x === 'string' ? x.localeCompare(String(y)) : x - Number(y)) || a.name.localeCompare(b.name);
      });
  }

  figures() {
    const workers = this.workers ?? [];
    const there = workers.filter(w => w.isThere);
    const idle = there.filter(w => !w.running.length).length;
    const busy = workers.reduce((all, w) => all + w.running.length, 0);
    const tasks = this.demand?.tasks ?? [];
    const waiting = tasks.reduce((/** @type {number} */ all, /** @type {any} */ one) => all + one.waiting, 0);
    return html`<section class="panel" aria-label="Fleet in figures"><div class="body"><dl class="figures">
      <div><dt>Workers there</dt><dd>${count(there.length)} <small>${idle ? `${count(idle)} without work` : ''}</small></dd></div>
      <div><dt>Slots at work</dt><dd>${count(busy)}</dd></div>
      <div><dt>Further slots that would find work</dt><dd>${count(waiting)}</dd></div>
      <div><dt>Silent</dt><dd>${count(workers.length - there.length)} <small>${HOURS[/** @type {'PT1H'} */ (this.within)]}</small></dd></div></dl></div></section>`;
  }

  demands() {
    const tasks = this.demand?.tasks ?? [];
    return html`<section class="panel" aria-labelledby="demand-title"><header><h2 id="demand-title">Demand</h2></header>${!tasks.length ? html`<p class="empty">No study is open: no slot would find work.</p>`
      : html`<div class="scroll" tabindex="0" role="group" aria-label="Demand by task">${plainTable('Demand by task', [
        { key: 'task', title: 'Studies', cell: one => (one.task ? words(one.task) : html`without a task <span class="soft small">(outside trainers; not for the autoscaler)</span>`) },
        { key: 'running', title: 'Slots at work', num: true, cell: one => count(one.running) },
        { key: 'waiting', title: 'Further would find work', num: true, cell: one => count(one.waiting) },
        { key: 'slots', title: 'Together', num: true, cell: one => html`<strong>${count(one.slots)}</strong>` }], tasks)}</div>`}
      <details class="body"><summary class="soft">What an autoscaler reads</summary>${command(curl('fleet/demand'), 'The field slots, divided by the slots of a worker, is how many workers there should be')}</details></section>`;
  }

  none() {
    return html`<section class="panel"><div class="body stack empty"><h2>No worker ${this.search ? 'fits the search' : HOURS[/** @type {'PT1H'} */ (this.within)]}</h2>
      ${this.search ? '' : html`<p>A worker asks the service for trials and trains them. It needs to reach this address, and nothing needs to reach it.</p>
        ${command('docker compose up --scale worker=3', 'Three in containers')}${command(`CAIRN_URL=${new URL('..', document.baseURI).href.replace(/\/$/, '')} java -cp 'worker/target/cairn-worker.jar:worker/target/lib/*' dev.cairn.worker.Worker`, 'One on a machine with a JDK and a build of Cairn')}`}</div></section>`;
  }

  render() {
    const shown = this.shown();
    const size = 50;
    return html`<div class="stack">
      <div class="row"><h1 class="grow">Fleet</h1><div class="row" role="search">
        <input type="search" aria-label="Search workers" placeholder="Search names, backends, studies" .value=${this.search} @input=${(/** @type {any} */ e) => { this.search = e.target.value; this.at = 0; remember({ q: this.search }); }}>
        <select aria-label="How long ago" @change=${(/** @type {any} */ e) => { this.within = e.target.value; remember({ within: this.within }); this.hints.run(); }}>${
          Object.entries(HOURS).map(([value, word]) => html`<option value=${value} ?selected=${value === this.within}>${word}</option>`)}</select></div></div>
      ${trouble(this.error)}
      ${!this.workers ? (this.error ? '' : html`<p class="empty" role="status">Loading the fleet…</p>`) : html`${this.figures()}
        ${!shown.length ? this.none() : html`<section class="panel"><cairn-table .caption=${'Workers'} .columns=${columns(new Set(this.workers.flatMap(w => w.projects)).size > 1)} .page=${shown.slice(this.at * size, (this.at + 1) * size)}
          .total=${shown.length} .at=${this.at} .size=${size} .sortedBy=${this.sort} .descending=${this.descending} @sort=${(/** @type {any} */ e) => {
            this.descending = this.sort === e.detail ? !this.descending : false;
            this.sort = e.detail;
          }} @page=${(/** @type {any} */ e) => (this.at = e.detail)}></cairn-table></section>`}
        ${this.demands()}`}
      <details><summary class="soft">The same from a shell</summary>${command(curl(`workers?within=${this.within}`))}</details></div>`;
  }
}
customElements.define('cairn-fleet', Fleet);
