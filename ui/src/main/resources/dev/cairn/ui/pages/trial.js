import { html } from 'lit';
import { View, trouble } from '../components/view.js';
import '../components/chart.js';
import { connection } from '../components/connection.js';
import { command } from '../components/curl.js';
import { confirmed } from '../components/dialog.js';
import { enqueue } from '../components/enqueue.js';
import { attempt } from '../components/toast.js';
import { mayChange, me, whyNot } from '../components/me.js';
import { call, curl, find, get, send } from '../api.js';
import { listen } from '../events.js';
import { Hints } from '../hints.js';
import { here, remember } from '../url.js';
import { byLayer, curveOf, together } from '../store/curve.js';
import { nearest } from '../store/near.js';
import { FINAL } from '../store/progress.js';
import { curve } from '../charts/curve.js';
import { attempts, diagnosis, figures, header, metrics, model, point } from './trial-parts.js';
import { neighbours, suggestion } from './trial-suggestion.js';

const TOGETHER = 400;
const LOOK = 3000;
/** Neighbours are looked for among so many: the best ones. */
const MOST_OTHERS = 1000;

/** One trial: what was tried, why, how it went, and what to do about it. */
class Trial extends View {
  static properties = { params: { attribute: false }, tick: { state: true } };

  constructor() {
    super();
    /** @type {{trial: string}} */
    this.params = { trial: '' };
    this.tick = 0;
    /** @type {any} */
    this.trial = undefined;
    /** @type {any} */
    this.study = undefined;
    /** @type {Error | undefined} */
    this.error = undefined;
    /** @type {import('../store/curve.js').Curve} */
    this.curve = { steps: [], values: {} };
    this.curveVersion = 0;
    /** @type {Record<string, string>} by the attempt's id */
    this.logs = {};
    /** @type {any[] | undefined} */
    this.others = undefined;
    const { query } = here();
    this.shown = query.get('curve') ?? '';
    this.log = query.get('log') === 'true';
    this.stops = new AbortController();
    this.hints = new Hints(() => this.load(), TOGETHER);
  }

  connectedCallback() {
    super.connectedCallback();
    me().then(who => {
      this.who = who;
      this.tick++;
    });
    this.later(listen('events', {
      told: ({ type, data }) => (type === 'STUDIES_MOVED' || data.study === this.trial?.study) && this.hear(),
      state: state => {
        connection(state);
        if (state === 'live' && this.lost) this.hear();
        this.lost = state !== 'live';
      },
    }));
    this.later(() => {
      connection(undefined);
      this.hints.stop();
      this.stops.abort();
    });
    this.every(LOOK, () => this.trial && !FINAL.includes(this.trial.state) && this.hear());
    this.hints.run();
  }

  hear() {
    this.hints.hint();
  }

  async load() {
    const { signal } = this.stops;
    const id = this.params.trial;
    try {
      const trial = await get(`trials/${id}`, { signal });
      this.study = await get(`studies/${trial.study}`, { signal });
      const news = JSON.stringify(trial) !== JSON.stringify(this.trial);
      this.trial = trial;
      document.title = `Trial ${trial.number} of ${this.study.spec.name} · Cairn`;
      this.error = undefined;
      this.tick++;
      if (news || trial.state === 'RUNNING') await this.more();
    } catch (e) {
      if (!signal.aborted) this.error = /** @type {Error} */ (e);
    }
    this.tick++;
  }

  /** What hangs on the trial. */
  async more() {
    const { signal } = this.stops;
    const { trial } = this;
    const [curve, diagnosed, suggested] = await Promise.all([
      curveOf(trial.id, signal),
      find(`trials/${trial.id}/diagnosis`, { signal }),
      this.suggested ?? (trial.origin === 'SUGGESTED' ? find(`trials/${trial.id}/suggestion`, { signal }) : undefined),
    ]);
    if (JSON.stringify(curve) !== JSON.stringify(this.curve)) this.curveVersion++;
    this.curve = curve;
    this.diagnosed = diagnosed;
    this.suggested = suggested;
    const latest = trial.attempts.at(-1);
    if (latest) await this.readLog(latest.id);
    this.others ??= (await get(`studies/${trial.study}/trials?state=COMPLETED&sort=-score&limit=${MOST_OTHERS}`, { signal })).items;
    this.near = nearest(this.study.spec.space.parameters, trial.point, (this.others ?? []).filter(one => one.id !== trial.id), 5);
  }

  /** @param {number} id of an attempt */
  async readLog(id) {
    try {
      this.logs = { ...this.logs, [id]: await (await call(`attempts/${id}/log`, { accept: 'text/plain', signal: this.stops.signal })).text() };
    } catch (e) {
      if (!this.stops.signal.aborted) this.logs = { ...this.logs, [id]: /** @type {Error} */ (e).message };
    }
    this.tick++;
  }

  /** @param {string} title @param {string} text @param {string} word @param {string} path @param {unknown} [body] @param {boolean} [danger] */
  async act(title, text, word, path, body, danger = false) {
    if (!(await confirmed(title, text, word, { path, body }, danger))) return;
    await attempt(async () => {
      this.trial = await send(path, 'POST', body);
      this.tick++;
      await this.hints.run();
    });
  }

  actions() {
    const { trial, study, who } = this;
    if (!mayChange(who)) return whyNot(who);
    const title = (/** @type {string} */ word) => `${word}: trial ${trial.number}`;
    const open = ['QUEUED', 'RUNNING'].includes(trial.state);
    const again = ['FAILED', 'INFEASIBLE', 'CANCELLED'].includes(trial.state) && trial.origin !== 'IMPORTED' && trial.purpose === 'SEARCH' && study.state !== 'CANCELLED';
    return html`${open ? html`<button class="danger" @click=${() => this.act(title('Cancel'), 'A queued trial ends at once, a running one when its worker hears of it with its next report.', 'Cancel the trial', `trials/${trial.id}/cancel`, undefined, true)}>Cancel</button>` : ''}
      ${again ? html`<button class="primary" @click=${() => this.act(title('Retry'), 'It is queued again with the same number, point and seed. A study that has ended is reopened.', 'Retry', `trials/${trial.id}/retry`)}>Retry</button>` : ''}
      ${trial.purpose === 'SEARCH' ? html`<button @click=${() => this.act(title(trial.excluded ? 'Include' : 'Exclude'), trial.excluded ? 'Sampler and pruner learn from it again, and it may be the best.' : 'It is never the best, and sampler and pruner learn nothing from it. Its point stays taken.', trial.excluded ? 'Include' : 'Exclude', `trials/${trial.id}/exclude`, { excluded: !trial.excluded })}>${trial.excluded ? 'Include' : 'Exclude'}</button>` : ''}
      ${['ACTIVE', 'PAUSED'].includes(study.state) ? html`<button @click=${() => enqueue(`A changed copy of trial ${trial.number}`, study, trial.point)}>Queue a changed copy</button>` : ''}`;
  }

  curves() {
    const { trial, study } = this;
    const groups = together(Object.keys(this.curve.values).sort());
    const { metric } = study.spec.objectives[0];
    const plain = [...groups.keys()].filter(title => !byLayer(title));
    const title = plain.includes(this.shown) ? this.shown : plain.find(one => groups.get(one)?.includes(metric)) ?? plain[0] ?? metric;
    const lines = (/** @type {string[]} */ names) => names.map(name => ({ name, steps: this.curve.steps, values: this.curve.values[name], dashed: name.startsWith('train.') }));
    const marks = trial.attempts.filter((/** @type {any} */ one) => one.resumedFromStep !== undefined).map((/** @type {any} */ one) => ({ step: one.resumedFromStep, word: `attempt ${one.number} resumed` }));
    const key = `${this.curveVersion}/${this.log}`;
    return html`<cairn-chart class="two-thirds" .heading=${'Curves'} .height=${300} .description=${`${title} by step. Broken lines are the training part.`} .key=${`${key}/${title}`}
        .draw=${curve(lines(groups.get(title) ?? []), { log: this.log, label: `${title} over ${this.curve.steps.length} steps`, mark: marks })}
        .controls=${html`${plain.length > 1 ? html`<select aria-label="Metric of the curves" @change=${(/** @type {any} */ e) => { this.shown = e.target.value; remember({ curve: this.shown }); this.tick++; }}>${
            plain.map(one => html`<option ?selected=${one === title}>${one}</option>`)}</select>` : ''}
          <button class="quiet small" aria-pressed=${this.log} @click=${() => { this.log = !this.log; remember({ log: this.log ? 'true' : null }); this.tick++; }}>Log<span class="hide"> scale</span></button>`}></cairn-chart>`;
  }

  /** Norms and ratios by layer. */
  layers() {
    const groups = together(Object.keys(this.curve.values).sort());
    return [...groups].filter(([title]) => byLayer(title)).map(([title, names]) => html`<cairn-chart .heading=${title} .height=${220} .key=${String(this.curveVersion)}
      .description=${`${title} at each step, on a logarithmic axis. What fades towards the first layers or grows without end explains a training that fails.`}
      .draw=${curve(names.map(name => ({ name: name.slice(name.indexOf('.') + 1), steps: this.curve.steps, values: this.curve.values[name] })), { log: true, label: title })}></cairn-chart>`);
  }

  render() {
    const { trial, study } = this;
    if (!trial || !study) return this.error ? html`<div class="stack">${trouble(this.error)}<p><a href="#/studies">All studies</a></p></div>` : html`<p class="empty" role="status">Loading the trial…</p>`;
    const halves = [...this.layers(), this.diagnosed && diagnosis(this.diagnosed), suggestion(this), neighbours(trial, study, this.near)].filter(Boolean);
    return html`<div class="stack">
      ${header(trial, study, this.actions())}${trouble(this.error)}${figures(trial, study, this.curve)}
      <div class="charts">
        ${this.curves()}
        <div class="third">${point(trial, study)}</div>
        ${halves.map((part, i) => html`<div class=${i === halves.length - 1 && halves.length % 2 ? 'wide' : ''}>${part}</div>`)}
        <div class="wide">${attempts(trial, this.logs, id => this.readLog(id))}</div>
        <div>${metrics(trial)}</div>
        <div>${model(trial, study)}</div>
      </div>
      <details><summary class="soft">The same from a shell</summary><div class="stack">${command(curl(`trials/${trial.id}`))}${command(curl(`trials/${trial.id}/measurements`))}</div></details></div>`;
  }
}
customElements.define('cairn-trial', Trial);
