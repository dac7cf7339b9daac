import { html, nothing } from 'lit';
import { View, trouble } from '../components/view.js';
import { command } from '../components/curl.js';
import { mayChange, me, whyNot } from '../components/me.js';
import { toast } from '../components/toast.js';
import { Refusal, call, curl, find, get, pages } from '../api.js';
import { here, remember } from '../url.js';
import { at, parsed, put, shown } from '../store/pointer.js';
import { clone, guess, named, ofNoTask, ofTask, withoutTask } from '../store/templates.js';
import { form } from './new-form.js';
import { preview } from './new-preview.js';

const QUIET = 450;

/** @typedef {{text?: boolean, options?: (string | [string, string])[], hint?: string, placeholder?: string, list?: boolean, suggest?: string[], rows?: number}} Kind */

/** A study to be: as a form or as text, judged by the service while it is written. */
export class NewStudy extends View {
  static properties = { tick: { state: true } };

  constructor() {
    super();
    this.tick = 0;
    /** @type {any} */
    this.spec = withoutTask();
    this.mode = here().query.get('as') === 'text' ? 'text' : 'form';
    /** What was written, where it is not what the form has. @type {string | undefined} */
    this.text = undefined;
    this.from = 'none';
    /** @type {Map<string, string>} */
    this.drafts = new Map();
    /** @type {Map<string, string>} by pointer */
    this.wrong = new Map();
    /** Pointers of fields that are there, so that a violation is shown once. @type {Set<string>} */
    this.fields = new Set();
    /** @type {any} */
    this.preview = undefined;
    this.judging = true;
    this.canPreview = true;
    this.round = 0;
    /** @type {number | undefined} */
    this.drawn = undefined;
    /** @type {any[]} */
    this.datasets = [];
    /** @type {any[]} */
    this.studies = [];
    /** @type {any[]} */
    this.catalogue = [];
  }

  connectedCallback() {
    super.connectedCallback();
    document.title = 'New study · Cairn';
    me().then(who => {
      this.who = who;
      this.tick++;
    });
    this.later(() => clearTimeout(this.timer));
    this.open();
  }

  async open() {
    const all = async (/** @type {string} */ path) => {
      const found = [];
      for await (const items of pages(path)) found.push(...items);
      return found;
    };
    try {
      [this.datasets, this.studies, this.catalogue] = await Promise.all([all('datasets'), all('studies'), get('hyperparameters').then(page => page.items)]);
      const from = here().query.get('from');
      if (from) await this.begin(from.startsWith('data:') ? from : `study:${from}`);
    } catch (e) {
      this.error = /** @type {Error} */ (e);
    }
    this.ask();
  }

  /** @param {string} from what to start from */
  async begin(from) {
    const [kind, id] = from.split(/:(.*)/s);
    this.from = from;
    this.drafts.clear();
    this.text = undefined;
    if (kind === 'study') {
      const study = await find(`studies/${id}`);
      if (!study) throw new Error(`There is no study ${id}.`);
      this.spec = clone(study.spec);
    } else if (kind === 'data') {
      const data = this.datasets.find(one => one.address === id);
      this.spec = data ? this.made({ ...withoutTask(), name: named(data) }, guess(data), data) : withoutTask();
    } else this.spec = withoutTask();
    this.ask();
  }

  /** @param {any} spec @param {import('../store/templates.js').TaskType} type @param {any} data */
  made(spec, type, data) {
    return ofTask(spec, type, data, this.catalogue.find(one => one.task === type));
  }

  /** Another task, on the same data set if there is one already. @param {import('../store/templates.js').TaskType | ''} type none if empty */
  train(type) {
    this.drafts.clear();
    this.text = undefined;
    const data = this.datasets.find(one => one.address === this.spec.task?.dataset) ?? this.datasets[0];
    this.spec = type && data ? this.made(this.spec, type, data) : ofNoTask(this.spec);
    this.ask();
  }

  /** @param {string} pointer @param {unknown} value */
  set(pointer, value) {
    const other = pointer === '/task/dataset' && this.datasets.find(one => one.address === value);
    // Another data set has other columns.
    this.spec = other ? this.made(this.spec, this.spec.task.type, other) : put(this.spec, pointer, value);
    this.text = undefined;
    this.ask();
  }

  /** @param {string} text */
  write(text) {
    this.text = text;
    try {
      this.spec = JSON.parse(text);
      this.text = undefined;
      this.drafts.clear();
    } catch {
      // YAML, perhaps: the service reads it.
    }
    this.ask();
  }

  ask() {
    this.judging = true;
    this.tick++;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.judge(), QUIET);
  }

  /** What is sent: the very text where it is YAML. A seed that was drawn is kept, so that the study begins with the points that were shown. */
  get sent() {
    return this.text === undefined ? { body: JSON.stringify(this.spec && typeof this.spec === 'object' ? { seed: this.drawn, ...this.spec } : this.spec), headers: { 'Content-Type': 'application/json' } } : { body: this.text, headers: { 'Content-Type': 'application/yaml' } };
  }

  async judge() {
    const round = ++this.round;
    /** @type {Map<string, string>} */
    let wrong = new Map();
    let seen;
    if (this.canPreview) {
      try {
        seen = await (await call('studies/preview', { method: 'POST', ...this.sent })).json();
        this.drawn ??= seen.spec.seed;
        if (seen.isNameTaken) wrong.set('/name', 'Another study has this name.');
      } catch (e) {
        if (e instanceof Refusal && (e.status === 404 || e.status === 405)) this.canPreview = false;
        else wrong = violations(e);
      }
    }
    if (round !== this.round) return;
    this.preview = seen;
    this.wrong = wrong;
    this.judging = false;
    this.tick++;
  }

  async create() {
    this.creating = true;
    this.tick++;
    try {
      const study = await (await call('studies', { method: 'POST', ...this.sent })).json();
      toast(`Study ${study.spec.name} was created.`);
      location.hash = `#/studies/${study.id}`;
    } catch (e) {
      this.wrong = violations(e);
      this.creating = false;
      this.tick++;
      await this.updateComplete;
      /** @type {HTMLElement | null} */ (this.querySelector('[aria-invalid=true]') ?? this.querySelector('.summary'))?.focus();
    }
  }

  /**
   * A field for what stands at a pointer, with what is wrong there.
   * @param {string} pointer @param {string} label @param {Kind} [kind]
   */
  field(pointer, label, kind = {}) {
    this.fields.add(pointer);
    const value = at(this.spec, pointer);
    const wrong = this.wrong.get(pointer);
    const id = 'f' + pointer.replaceAll(/[^\w]/g, '-');
    const about = wrong || kind.hint ? id + '-about' : nothing;
    const invalid = wrong ? 'true' : nothing;
    const read = (/** @type {any} */ e) => {
      const text = e.target.value;
      this.drafts.set(pointer, text);
      this.set(pointer, kind.list ? (text.trim() ? text.split(/[,\n]/).map((/** @type {string} */ one) => parsed(one.trim())).filter((/** @type {unknown} */ one) => one !== undefined) : undefined)
        : kind.text || kind.options ? text || undefined : parsed(text));
    };
    const draft = this.drafts.get(pointer);
    const said = kind.list ? draft ?? (value ?? []).join(', ') : kind.text ? value ?? '' : shown(this.drafts, pointer, value);
    const control = kind.options ? html`<select id=${id} aria-invalid=${invalid} aria-describedby=${about} @change=${read}>${kind.options.map(one => {
        const [key, word] = Array.isArray(one) ? one : [one, one.toLowerCase().replaceAll('_', ' ')];
        return html`<option value=${key} ?selected=${key === (value ?? '')}>${word}</option>`;
      })}</select>`
      : kind.rows ? html`<textarea id=${id} rows=${kind.rows} aria-invalid=${invalid} aria-describedby=${about} spellcheck="false" .value=${said} @input=${read}></textarea>`
      : html`<input id=${id} autocomplete="off" spellcheck="false" inputmode=${kind.text || kind.list ? 'text' : 'decimal'} placeholder=${kind.placeholder ?? ''} list=${kind.suggest ? id + '-list' : nothing} aria-invalid=${invalid} aria-describedby=${about} .value=${said} @input=${read}>${
        kind.suggest ? html`<datalist id="${id}-list">${kind.suggest.map(one => html`<option value=${one}></option>`)}</datalist>` : ''}`;
    return html`<div class="field"><label for=${id}>${label}</label>${control}${about === nothing ? '' : html`<span id=${about} class="small ${wrong ? 'wrong' : 'soft'}">${wrong ?? kind.hint}</span>`}</div>`;
  }

  start() {
    return html`<div class="field"><label for="from">Start from</label><select id="from" @change=${(/** @type {any} */ e) => this.begin(e.target.value).catch(error => toast(error.message, 'bad'))}>
      <option value="none" ?selected=${this.from === 'none'}>nothing: no task, whoever leases trains</option>
      ${this.datasets.length ? html`<optgroup label="A data set">${this.datasets.map(one => html`<option value="data:${one.address}" ?selected=${this.from === `data:${one.address}`}>${one.name}, ${one.rows.toLocaleString('en')} rows</option>`)}</optgroup>` : ''}
      ${this.studies.length ? html`<optgroup label="A copy of the study">${[...this.studies].reverse().map(one => html`<option value="study:${one.id}" ?selected=${this.from === `study:${one.id}`}>${one.spec.name}</option>`)}</optgroup>` : ''}</select></div>`;
  }

  written() {
    return html`<section class="panel" aria-labelledby="text-title"><header><h2 id="text-title">Specification as JSON or YAML</h2></header><div class="body">
      <label class="hide" for="text">Specification as JSON or YAML</label>
      <textarea id="text" class="mono" rows="28" spellcheck="false" aria-describedby="text-about" .value=${this.text ?? JSON.stringify(this.spec, null, 2)} @input=${(/** @type {any} */ e) => this.write(e.target.value)}></textarea>
      <p id="text-about" class="soft small">${this.text === undefined ? 'JSON, as the form has it.' : 'Read as YAML by the service. The form has what was last valid JSON.'}</p></div></section>`;
  }

  /** Violations that no field shows. */
  elsewhere() {
    return [...this.wrong].filter(([pointer]) => this.mode === 'text' || !this.fields.has(pointer));
  }

  render() {
    this.fields = new Set();
    const main = this.mode === 'text' ? this.written() : form(this);
    const rest = this.elsewhere();
    const choose = (/** @type {string} */ mode) => {
      this.mode = mode;
      remember({ as: mode === 'text' ? 'text' : null });
      this.tick++;
    };
    return html`<div class="stack">
      <div class="row"><div class="grow"><nav class="crumbs" aria-label="Where you are"><a href="#/studies">Studies</a></nav><h1>New study</h1></div>
        <div class="chips" role="group" aria-label="How to write it"><button aria-pressed=${this.mode === 'form'} @click=${() => choose('form')}>Form</button><button aria-pressed=${this.mode === 'text'} @click=${() => choose('text')}>Text</button></div></div>
      ${trouble(this.error)}
      <div class="making"><div class="stack">${this.start()}
          <div class="notice bad summary" tabindex="-1" role="alert" ?hidden=${!rest.length}>${rest.map(([pointer, message]) => html`<div>${pointer ? html`<code>${pointer}</code> ` : ''}${message}</div>`)}</div>
          ${main}</div>
        <div class="stack aside">${preview(this)}
          ${mayChange(this.who) ? html`<button class="primary big" ?disabled=${this.creating || (this.canPreview && (this.judging || this.wrong.size > 0))} @click=${() => this.create()}>Create the study</button>` : whyNot(this.who)}
          <details><summary class="soft">The same from a shell</summary>${command(this.text === undefined ? curl('studies', 'POST', this.spec) : `${curl('studies', 'POST')} -H 'Content-Type: application/yaml' --data-binary @study.yaml`)}</details></div></div></div>`;
  }
}
customElements.define('cairn-new-study', NewStudy);

/** @param {unknown} e @returns {Map<string, string>} */
function violations(e) {
  const all = new Map();
  for (const { pointer, message } of e instanceof Refusal ? e.violations : []) all.set(pointer, all.has(pointer) ? `${all.get(pointer)}\n${message}` : message);
  if (!all.size) all.set('', /** @type {Error} */ (e).message);
  return all;
}
