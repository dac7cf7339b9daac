import { html } from 'lit';
import { View, trouble } from '../components/view.js';
import '../components/chart.js';
import { badge } from '../components/badge.js';
import { command } from '../components/curl.js';
import { attempt } from '../components/toast.js';
import { curl, get, now, pages } from '../api.js';
import { theme } from '../charts/theme.js';
import { curve } from '../charts/curve.js';
import { count, duration, number } from '../format.js';
import { here, remember } from '../url.js';
import { curveOf } from '../store/curve.js';
import { progress } from '../store/progress.js';
import { trialRows, studyRows } from './compare-rows.js';

const MOST_TRIALS = 8;
const MOST_STUDIES = 3;
/** @type {Record<string, [string, (point: any, i: number) => number]>} */
const ACROSS = {
  trials: ['completed trials', (_, i) => i + 1],
  wall: ['seconds since the study began', point => point.wallSeconds],
  training: ['seconds of training', point => point.trainingSeconds],
};

/** @param {string | null} text @param {number} most */
const ids = (text, most) => [...new Set((text ?? '').split(',').filter(id => /^\d+$/.test(id)))].slice(0, most);

/** Trials side by side, or studies. */
class Compare extends View {
  static properties = { tick: { state: true } };

  constructor() {
    super();
    this.tick = 0;
    const { query } = here();
    this.kind = query.has('studies') ? 'studies' : 'trials';
    this.trials = ids(query.get('trials'), MOST_TRIALS);
    this.studies = ids(query.get('studies'), MOST_STUDIES);
    this.metric = query.get('curve') ?? '';
    this.across = query.get('x') ?? '';
    if (!(this.across in ACROSS)) this.across = 'trials';
    this.log = query.get('log') === 'true';
    this.differing = query.get('differing') === 'true';
    /** @type {any[] | undefined} */
    this.all = undefined;
    /** @type {{trial: any, study: any, curve: import('../store/curve.js').Curve}[]} */
    this.found = [];
    /** @type {{study: any, history: any}[]} */
    this.histories = [];
    this.version = 0;
    /** @type {Error | undefined} */
    this.error = undefined;
    this.loading = true;
  }

  connectedCallback() {
    super.connectedCallback();
    document.title = 'Compare · Cairn';
    // The same page under another address is no other page: links within it lead here again.
    this.on(window, 'hashchange', () => {
      const { path, query } = here();
      if (path[0] !== 'compare') return;
      this.kind = query.has('studies') ? 'studies' : 'trials';
      this.trials = ids(query.get('trials'), MOST_TRIALS);
      this.studies = ids(query.get('studies'), MOST_STUDIES);
      this.load();
    });
    this.on(window, 'cairn-theme', () => this.tick++);
    this.choices();
    this.load();
  }

  async choices() {
    try {
      const all = [];
      for await (const items of pages('studies')) all.push(...items);
      this.all = all.reverse();
    } catch (e) {
      this.error = /** @type {Error} */ (e);
    }
    this.tick++;
  }

  async load() {
    this.loading = true;
    this.tick++;
    try {
      if (this.kind === 'trials') {
        const trials = await Promise.all(this.trials.map(id => get(`trials/${id}`)));
        const studies = new Map(await Promise.all([...new Set(trials.map(t => t.study))].map(async id => /** @type {[number, any]} */ ([id, await get(`studies/${id}`)]))));
        const curves = await Promise.all(trials.map(t => curveOf(t.id)));
        this.found = trials.map((trial, i) => ({ trial, study: studies.get(trial.study), curve: curves[i] }));
      } else {
        this.histories = await Promise.all(this.studies.map(async id => ({ study: await get(`studies/${id}`), history: await get(`studies/${id}/insights/history`) })));
      }
      this.error = undefined;
    } catch (e) {
      this.error = /** @type {Error} */ (e);
    }
    this.version++;
    this.loading = false;
    this.tick++;
  }

  /** @param {string[]} chosen */
  choose(chosen) {
    if (this.kind === 'trials') this.trials = chosen;
    else this.studies = chosen;
    remember({ trials: null, studies: null, [this.kind]: chosen.join(',') || (this.kind === 'studies' ? 'none' : null) });
    this.load();
  }

  /** @param {Record<string, string | null>} changes @param {() => void} set */
  set(changes, set) {
    set();
    remember(changes);
    this.tick++;
  }

  /** @param {SubmitEvent} event */
  async add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const answer = new FormData(form);
    const study = String(answer.get('study'));
    if (this.kind === 'studies') return this.choose([...new Set([...this.studies, study])].slice(0, MOST_STUDIES));
    await attempt(async () => {
      const where = encodeURIComponent(`number == ${Number(answer.get('number'))}`);
      const { items } = await get(`studies/${study}/trials?purpose=SEARCH,REPEAT,CONFIRM&where=${where}`);
      if (!items.length) throw new Error(`The study has no trial ${answer.get('number')}.`);
      form.reset();
      this.choose([...new Set([...this.trials, String(items[0].id)])].slice(0, MOST_TRIALS));
    });
  }

  adder() {
    const isTrials = this.kind === 'trials';
    const full = isTrials ? this.trials.length >= MOST_TRIALS : this.studies.length >= MOST_STUDIES;
    const last = this.found.at(-1)?.trial.study;
    if (full) return html`<p class="soft small">${isTrials ? `No more than ${MOST_TRIALS} trials` : `No more than ${MOST_STUDIES} studies`}: remove one to add another.</p>`;
    return html`<form class="row" @submit=${(/** @type {any} */ e) => this.add(e)}>
      <select name="study" aria-label="Study" required>${(this.all ?? []).map(s => html`<option value=${s.id} ?selected=${s.id === last}>${s.spec.name}</option>`)}</select>
      ${isTrials ? html`<input name="number" type="number" min="1" step="1" required placeholder="trial" aria-label="Trial number" class="short">` : ''}
      <button ?disabled=${!this.all?.length}>Add</button></form>`;
  }

  /** @param {string} id @param {string[]} chosen @param {string} name */
  remover(id, chosen, name) {
    return html`<button class="quiet small" aria-label="Remove ${name}" @click=${() => this.choose(chosen.filter(one => one !== id))}>✕</button>`;
  }

  /** @param {{title: string, group?: string, cells: {text: unknown, same: boolean, best?: boolean, more?: string}[]}[]} rows @param {unknown[]} heads @param {string} caption */
  table(rows, heads, caption) {
    const shown = rows.filter(row => !this.differing || row.cells.some(cell => !cell.same));
    return html`<section class="panel" aria-labelledby="side-title"><header><h2 id="side-title">Side by side</h2><div class="tools">
        <label class="check small"><input type="checkbox" .checked=${this.differing} @change=${(/** @type {any} */ e) => this.set({ differing: e.target.checked ? 'true' : null }, () => (this.differing = e.target.checked))}> Only what differs</label></div></header>
      <div class="scroll" tabindex="0" role="group" aria-label=${caption}><table class="beside"><caption class="hide">${caption}. What differs from the first column is marked.</caption>
        <thead><tr><td></td>${heads.map(head => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${shown.map(row => html`<tr><th scope="row">${row.title}</th>${row.cells.map(cell => html`<td class=${cell.same ? 'soft' : 'differs'}>${cell.same ? '' : html`<span class="hide">differs: </span>`}${cell.text}${
          cell.more ? html` <span class="soft small">${cell.more}</span>` : ''}${cell.best ? html` <span class="badge" data-tone="good">best</span>` : ''}</td>`)}</tr>`)}</tbody></table></div></section>`;
  }

  compareTrials() {
    if (!this.found.length) return html`<p class="empty">Choose trials above: of one study or of several. On a trial’s page a link compares it with the best.</p>`;
    const { many } = theme();
    const several = new Set(this.found.map(one => one.study.id)).size > 1;
    const name = (/** @type {any} */ one) => (several ? `${one.study.spec.name} ${one.trial.number}` : `trial ${one.trial.number}`);
    const metrics = [...new Set(this.found.flatMap(one => Object.keys(one.curve.values)))].sort();
    const { metric: objective } = this.found[0].study.spec.objectives[0];
    const metric = metrics.includes(this.metric) ? this.metric : metrics.includes(objective) ? objective : metrics[0] ?? objective;
    const lines = this.found.map((one, i) => ({ name: name(one), steps: one.curve.steps, values: one.curve.values[metric] ?? [], colour: i }));
    return html`<cairn-chart .heading=${'Curves'} .height=${320} .description=${`${metric} by step, a line for each trial.`} .key=${`${this.version}/${metric}/${this.log}`}
        .draw=${curve(lines, { log: this.log, label: `${metric} of ${lines.length} trials` })}
        .controls=${html`${metrics.length > 1 ? html`<select aria-label="Metric of the curves" @change=${(/** @type {any} */ e) => this.set({ curve: e.target.value }, () => (this.metric = e.target.value))}>${
            metrics.map(one => html`<option ?selected=${one === metric}>${one}</option>`)}</select>` : ''}${this.logButton()}`}></cairn-chart>
      ${this.table(trialRows(this.found, now()), this.found.map((one, i) => html`<span class="row nowrap"><span class="dot" .style=${`--dot: ${many[i % many.length]}`}></span><a href="#/trials/${one.trial.id}">${name(one)}</a>${badge(one.trial.state)}${
        this.remover(String(one.trial.id), this.trials, name(one))}</span>`), 'Trials side by side')}`;
  }

  logButton() {
    return html`<button class="quiet small" aria-pressed=${this.log} @click=${() => this.set({ log: this.log ? null : 'true' }, () => (this.log = !this.log))}>Log<span class="hide"> scale</span></button>`;
  }

  compareStudies() {
    if (!this.histories.length) return html`<p class="empty">Choose two or three studies above.</p>`;
    const { many } = theme();
    const metrics = [...new Set(this.histories.map(one => one.history.objectives[0].metric))];
    const [word, across] = ACROSS[this.across];
    const lines = this.histories.map(({ study, history }, i) => {
      const points = history.objectives[0].points.map((/** @type {any} */ point, /** @type {number} */ k) => ({ at: across(point, k), best: point.best })).filter((/** @type {any} */ one) => one.at !== undefined && one.best !== undefined);
      return { name: study.spec.name, steps: points.map((/** @type {any} */ one) => one.at), values: points.map((/** @type {any} */ one) => one.best), colour: i };
    });
    return html`${metrics.length > 1 ? html`<p class="notice warn">These studies have different objectives, ${metrics.join(' and ')}: their curves share an axis, not a meaning.</p>` : ''}
      <cairn-chart .heading=${'Best so far'} .height=${340} .description=${`The best ${metrics.join(', ')} so far over ${word}, a line for each study.`} .key=${`${this.version}/${this.across}/${this.log}`}
        .draw=${curve(lines, { log: this.log, label: `Best so far of ${lines.length} studies over ${word}`, across: word, step: true, empty: 'No trial of these studies has completed.' })}
        .controls=${html`<select aria-label="Across" @change=${(/** @type {any} */ e) => this.set({ x: e.target.value }, () => (this.across = e.target.value))}>${
          Object.entries(ACROSS).map(([key, [title]]) => html`<option value=${key} ?selected=${key === this.across}>${title}</option>`)}</select>${this.logButton()}`}></cairn-chart>
      ${this.table(studyRows(this.histories, study => progress(study, now()), { count, duration, number }), this.histories.map(({ study }, i) => html`<span class="row nowrap"><span class="dot" .style=${`--dot: ${many[i % many.length]}`}></span>
        <a href="#/studies/${study.id}">${study.spec.name}</a>${badge(study.state)}${this.remover(String(study.id), this.studies, study.spec.name)}</span>`), 'Studies side by side')}`;
  }

  render() {
    const isTrials = this.kind === 'trials';
    const paths = isTrials ? this.trials.map(id => `trials/${id}`) : this.studies.map(id => `studies/${id}/insights/history`);
    return html`<div class="stack">
      <div class="row"><h1>Compare</h1><div class="chips grow" role="group" aria-label="What to compare">
          <a class="button" href="#/compare" aria-current=${isTrials ? 'true' : 'false'}>Trials</a><a class="button" href="#/compare?studies=none" aria-current=${isTrials ? 'false' : 'true'}>Studies</a></div>${this.adder()}</div>
      ${trouble(this.error)}
      ${this.error ? '' : this.loading && !this.found.length && !this.histories.length ? html`<p class="empty" role="status">Loading…</p>` : isTrials ? this.compareTrials() : this.compareStudies()}
      ${paths.length ? html`<details><summary class="soft">The same from a shell</summary><div class="stack">${paths.map(path => command(curl(path)))}</div></details>` : ''}</div>`;
  }
}
customElements.define('cairn-compare', Compare);
