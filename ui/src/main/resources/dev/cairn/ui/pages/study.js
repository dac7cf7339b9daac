import { html } from 'lit';
import { View, trouble } from '../components/view.js';
import '../components/chart.js';
import '../components/filter.js';
import '../components/trials.js';
import { command } from '../components/curl.js';
import { address, curl, download, find, now, pages } from '../api.js';
import { me } from '../components/me.js';
import { attempt } from '../components/toast.js';
import { here, remember } from '../url.js';
import { everything, fitting, read, write } from '../store/filter.js';
import { largest } from '../store/derive.js';
import { StudyStore } from '../store/study.js';
import { STATES } from '../store/trials.js';
import { history } from '../charts/history.js';
import { distribution } from '../charts/distribution.js';
import { parallel } from '../charts/parallel.js';
import { slice } from '../charts/slice.js';
import { contour } from '../charts/contour.js';
import { curves, importance, pareto, timeline } from '../charts/others.js';
import { figures, header, winner } from './study-parts.js';

/** More curves than this are a cloud. */
const MOST_CURVES = 200;
/** More attempts than this are a band of colour. */
const MOST_TIMELINE = 5000;
const RUNNING = STATES.indexOf('RUNNING');
const IMPORTANCE_LEAST_WAIT = 5000;

/** @param {string} label @param {string} value @param {string[]} options @param {(value: string) => void} chosen */
const choice = (label, value, options, chosen) => html`<select aria-label=${label} @change=${(/** @type {any} */ e) => chosen(e.target.value)}>${
  options.map(one => html`<option value=${one} ?selected=${one === value}>${one}</option>`)}</select>`;

/** A study as it moves: all charts and the table show the same trials. */
class Study extends View {
  static properties = { params: { attribute: false }, tick: { state: true } };

  constructor() {
    super();
    /** @type {{study: string}} */
    this.params = { study: '' };
    this.tick = 0;
    /** @type {StudyStore | undefined} */
    this.store = undefined;
    const { query } = here();
    this.objective = Number(query.get('objective') ?? 0) || 0;
    this.log = query.get('log') === 'true';
    this.sliced = query.get('slice') ?? '';
    this.across = query.get('x') ?? '';
    this.up = query.get('y') ?? '';
    this.curveMetric = query.get('curve') ?? '';
  }

  connectedCallback() {
    super.connectedCallback();
    me().then(who => {
      this.who = who;
      this.tick++;
    });
    const store = new StudyStore(this.params.study, read(here().query));
    this.store = store;
    this.on(store, 'change', () => this.changed());
    this.later(() => store.close());
    this.every(2000, () => this.tick++);
    store.open();
  }

  changed() {
    this.tick++;
    const { store } = this;
    if (!store?.study) return;
    document.title = `${store.study.spec.name} · Cairn`;
    if (!store.trials) return;
    if (store.version !== this.seen) {
      this.seen = store.version;
      this.refresh();
    }
  }

  /** What has to be asked for beside the trials. */
  async refresh() {
    const { store } = this;
    if (!store?.trials) return;
    if (this.curvesSeen) this.wantCurves();
    const ended = store.completed.length;
    if (this.importanceOf !== ended && !(this.askedAt && Date.now() - this.askedAt < IMPORTANCE_LEAST_WAIT)) {
      this.importanceOf = ended;
      this.askedAt = Date.now();
      try {
        this.insight = await find(`studies/${store.id}/insights/importance`);
        this.insightError = undefined;
      } catch (e) {
        this.insightError = /** @type {Error} */ (e);
      }
      this.insightVersion = (this.insightVersion ?? 0) + 1;
      this.tick++;
    }
  }

  /** Only when somebody comes to see them. */
  async wantCurves() {
    const { store } = this;
    if (!store?.trials) return;
    const first = !this.curvesSeen;
    this.curvesSeen = true;
    await store.want(this.curveRows().map(row => store.trials?.id[row] ?? 0), this.curveMetric || store.trials.objectives[this.objective].metric).catch(() => {});
    if (first) {
      this.curvesThere = true;
      this.tick++;
    }
  }

  /** The running, the best and the newest. */
  curveRows() {
    const { store } = this;
    const { trials } = store ?? {};
    if (!store || !trials) return [];
    const key = `${store.version}/${this.objective}`;
    if (this.curveRowsOf === key) return this.curveRowsThen ?? [];
    this.curveRowsOf = key;
    const { sign, data } = trials.objectives[this.objective];
    const best = largest(store.completed, row => sign * data[row], MOST_CURVES / 2);
    /** @type {number[]} */
    const running = [];
    /** @type {number[]} */
    const newest = [];
    for (let i = store.rows.length - 1; i >= 0 && (newest.length < MOST_CURVES || running.length < MOST_CURVES / 2); i--) {
      const row = store.rows[i];
      if (trials.state[row] === RUNNING && running.length < MOST_CURVES / 2) running.push(row);
      if (trials.state[row] > RUNNING && newest.length < MOST_CURVES) newest.push(row);
    }
    this.curveRowsThen = [...new Set([...running, ...best, ...newest])].slice(0, MOST_CURVES);
    return this.curveRowsThen;
  }

  /** Completed trials in the states that are chosen, whatever the ranges: those among which ranges are drawn. */
  lines() {
    const { store } = this;
    const { trials } = store ?? {};
    if (!store || !trials) return [];
    return Array.from(fitting(trials, { ...everything(), states: store.filter.states })).filter(row => trials.counts(row));
  }

  async loadTimeline() {
    const { store } = this;
    if (!store?.trials) return;
    this.timelineLoading = true;
    this.tick++;
    try {
      /** @type {any[]} */
      const all = [];
      for await (const items of pages(`studies/${store.id}/attempts`, store.stops.signal)) {
        all.push(...items);
        if (all.length >= MOST_TIMELINE) break;
      }
      this.attempts = all.map(one => ({
        worker: one.worker, number: one.trialNumber, attempt: one.number, state: one.state, from: Date.parse(one.startedAt), to: one.endedAt ? Date.parse(one.endedAt) : now(),
      }));
      this.timelineError = undefined;
    } catch (e) {
      this.timelineError = /** @type {Error} */ (e);
    }
    this.timelineLoading = false;
    this.timelineVersion = (this.timelineVersion ?? 0) + 1;
    this.tick++;
  }

  /** Attempts of the trials that fit the filter, and how many there are of these, known or not. */
  fittingAttempts() {
    const { store } = this;
    const { trials } = store ?? {};
    if (!store || !trials || !this.attempts) return { shown: [], of: 0 };
    const numbers = new Set(Array.from(store.rows, row => trials.number[row]));
    const of = store.rows.reduce((all, row) => all + trials.attempt[row], 0);
    return { shown: this.attempts.filter(one => numbers.has(one.number)), of };
  }

  /** @param {import('../store/filter.js').Filter} filter */
  show(filter) {
    const { store } = this;
    if (!store) return;
    const gone = Object.fromEntries(Object.keys(write(store.filter)).map(key => [key, null]));
    remember({ ...gone, ...write(filter) });
    store.show(filter);
  }

  /** @param {Record<string, string | null>} changes to the address @param {() => void} set */
  choose(changes, set) {
    set();
    remember(changes);
    this.tick++;
  }

  charts() {
    const store = /** @type {StudyStore} */ (this.store);
    const trials = /** @type {import('../store/trials.js').Trials} */ (store.trials);
    const names = trials.parameters.map(p => p.name);
    const metrics = trials.objectives.map(o => o.metric);
    const i = Math.min(this.objective, metrics.length - 1);
    const metric = metrics[i];
    const top = this.insight?.objectives?.[i]?.parameters?.map((/** @type {any} */ one) => one.parameter) ?? names;
    const sliced = names.includes(this.sliced) ? this.sliced : top[0];
    const across = names.includes(this.across) ? this.across : top[0];
    const up = names.includes(this.up) ? this.up : top[1] ?? top[0];
    const version = `${store.version}/${i}`;
    // The axes do not depend on the ranges that are drawn on them.
    const lines = `${[...store.filter.states]}/${trials.size}/${trials.withPoint}/${trials.latestEnd}/${i}`;
    const curveMetrics = [...new Set([...store.reports, metric])].sort();
    const curveMetric = curveMetrics.includes(this.curveMetric) ? this.curveMetric : metric;
    return html`<div class="charts">
      <cairn-chart class="two-thirds" .heading=${'History'} .height=${300} .description=${`Each dot is a completed trial in the order in which they ended; the line is the best ${metric} so far.`}
        .key=${version + this.log} .draw=${history(store, i, this.log)}
        .controls=${html`${metrics.length > 1 ? choice('Objective', metric, metrics, value => this.choose({ objective: String(metrics.indexOf(value)) }, () => (this.objective = metrics.indexOf(value)))) : ''}
          <button class="quiet small" aria-pressed=${this.log} @click=${() => this.choose({ log: this.log ? null : 'true' }, () => (this.log = !this.log))}>Log<span class="hide"> scale</span></button>`}></cairn-chart>
      <div class="third">${winner(store)}</div>
      ${metrics.length > 1 ? html`<cairn-chart class="wide" .heading=${'Pareto front'} .height=${320} .description=${'Completed trials by two objectives. The marked ones are beaten by no other in every objective.'}
        .key=${version} .draw=${pareto(store, 0, 1)}></cairn-chart>` : ''}
      <cairn-chart class="wide" .heading=${'Parallel coordinates'} .height=${340}
        .description=${'A line for each trial through its hyperparameters to its value. Drag along an axis to filter the whole page; the ranges of the filter above do the same by keyboard.'}
        .key=${lines} .draw=${(/** @type {any} */ t) => parallel(store, i, this.lines(), next => this.show(next))(t)}></cairn-chart>
      <cairn-chart class="third" .heading=${'Importance'} .description=${`How much each parameter mattered for ${metric} among the best tenth of all trials of the study, whatever the filter.`}
        .key=${`${this.insightVersion}/${i}`} .loading=${!this.insightVersion} .error=${this.insightError} .draw=${importance(this.insight, i)}></cairn-chart>
      <cairn-chart class="third" .heading=${'Slice'} .description=${`${metric} of each trial over one parameter. Colour goes from the first trials to the last.`} .key=${`${version}/${sliced}`} .draw=${slice(store, i, sliced)}
        .controls=${choice('Parameter of the slice', sliced, names, value => this.choose({ slice: value }, () => (this.sliced = value)))}></cairn-chart>
      <cairn-chart class="third" .heading=${'Distribution'} .description=${`How many completed trials have which ${metric}.`} .key=${version} .draw=${distribution(store, i)}></cairn-chart>
      <cairn-chart .heading=${'Contour'} .height=${320} .description=${`${metric} over two parameters, smoothed between trials, which are the dots.`} .key=${`${version}/${across}/${up}`} .draw=${contour(store, i, across, up)}
        .controls=${html`${choice('Across', across, names, value => this.choose({ x: value }, () => (this.across = value)))}${choice('Up', up, names, value => this.choose({ y: value }, () => (this.up = value)))}`}></cairn-chart>
      <cairn-chart .heading=${'Learning curves'} .height=${320} .description=${`${curveMetric} by step, of the running, the best and the newest trials that fit the filter.`}
        .key=${`${version}/${store.curvesVersion}/${this.curvesThere}/${curveMetric}/${this.log}`}
        .draw=${(/** @type {any} */ t) => {
          if (!this.curvesSeen) setTimeout(() => this.wantCurves());
          return this.curvesThere ? curves(store, this.curveRows(), curveMetric, store.rows.length, this.log)(t) : { empty: 'Loading…' };
        }}
        .controls=${curveMetrics.length > 1 ? choice('Metric of the curves', curveMetric, curveMetrics, value => this.choose({ curve: value }, () => {
          this.curveMetric = value;
          this.wantCurves();
        })) : ''}></cairn-chart>
      <cairn-chart class="wide" .heading=${'Timeline'} .height=${220} .description=${'Which worker ran which attempt when, of the newest trials that fit the filter.'}
        .key=${`${this.timelineVersion}/${version}`} .loading=${this.timelineLoading ?? false} .error=${this.timelineError}
        .draw=${(/** @type {any} */ t) => {
          // Only when somebody comes to see them.
          if (!this.attempts && !this.timelineLoading) setTimeout(() => this.loadTimeline());
          const { shown, of } = this.fittingAttempts();
          return this.attempts ? timeline(shown, shown.length, of)(t) : { empty: 'Loading…' };
        }}
        .controls=${this.attempts ? html`<button class="quiet small" @click=${() => this.loadTimeline()}>Load again<span class="hide">: the timeline</span></button>` : ''}></cairn-chart>
    </div>`;
  }

  render() {
    const { store } = this;
    if (!store?.study) {
      return store?.error ? html`<div class="stack"><h1>This study cannot be shown</h1>${trouble(store.error)}<p><a href="#/studies">All studies</a></p></div>` : html`<p class="empty" role="status">Loading the study…</p>`;
    }
    if (!store.trials) return html`<div class="stack">${header(store, this.who)}${figures(store)}${trouble(store.error)}${store.error ? '' : html`<p class="empty" role="status">Loading trials…</p>`}</div>`;
    const path = `studies/${store.id}/trials?format=csv`;
    return html`<div class="stack">
      ${header(store, this.who)}${trouble(store.error)}${figures(store)}
      <cairn-filter .store=${store} .version=${store.version} @filter=${(/** @type {any} */ e) => this.show(e.detail)}></cairn-filter>
      ${this.charts()}
      <section class="panel" aria-labelledby="trials-title"><header><h2 id="trials-title">Trials</h2><div class="tools">
          <button class="quiet small" @click=${() => attempt(() => download(path, store.study.spec.name + '.csv'))}>All as CSV</button></div></header>
        <cairn-trials .store=${store} .version=${store.version} .curves=${store.curvesVersion}></cairn-trials></section>
      <details><summary class="soft">The same from a shell</summary><div class="stack">
        ${command(curl(`studies/${store.id}`))}${command(curl(path) + ' -o trials.csv')}${command(`curl -N -H "Authorization: Bearer $CAIRN_TOKEN" '${address(`studies/${store.id}/events`)}'`)}</div></details></div>`;
  }
}
customElements.define('cairn-study', Study);
