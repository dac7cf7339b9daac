import { html, nothing } from 'lit';
import { View } from './view.js';
import { Refusal, send } from '../api.js';
import { number } from '../format.js';
import { exists } from '../store/near.js';
import { parsed, shown } from '../store/pointer.js';

const QUIET = 350;

/**
 * A point to be tried: a field for each parameter that exists, judged by the service while it is filled in. Set `study` (an id),
 * `parameters` and `point`; read `point` and `isGood`. Fires `judged`.
 */
class PointForm extends View {
  static properties = { study: {}, parameters: { attribute: false }, point: { attribute: false }, repeat: { type: Boolean }, wrong: { state: true }, judging: { state: true } };

  constructor() {
    super();
    this.study = '';
    /** @type {import('../store/near.js').Parameter[]} */
    this.parameters = [];
    /** @type {Record<string, any>} */
    this.point = {};
    this.repeat = false;
    /** @type {Map<string, string>} by pointer */
    this.wrong = new Map();
    this.judging = true;
    this.round = 0;
    /** @type {Map<string, string>} */
    this.drafts = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    this.judge();
    this.later(() => clearTimeout(this.timer));
  }

  /** In a window over the page the first field has the focus. */
  firstUpdated() {
    /** @type {HTMLElement | null} */ (this.querySelector('input, select'))?.focus();
  }

  get isGood() {
    return !this.judging && !this.wrong.size;
  }

  /** What would be sent. */
  get body() {
    return { points: [this.point], ...(this.repeat ? { repeat: true } : {}) };
  }

  /** @param {import('../store/near.js').Parameter} parameter @param {any} value undefined where nothing readable stands */
  set(parameter, value) {
    const next = { ...this.point, [parameter.name]: value };
    /** @type {Record<string, any>} */
    const point = {};
    for (const p of this.parameters) if (exists(p, point)) point[p.name] = next[p.name] ?? (p.name === parameter.name ? undefined : this.first(p));
    this.point = JSON.parse(JSON.stringify(point));
    this.ask();
  }

  /** For a parameter that has just come to exist. @param {import('../store/near.js').Parameter} p */
  first(p) {
    return p.default ?? p.values?.[0] ?? p.low;
  }

  ask() {
    this.judging = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.judge(), QUIET);
  }

  async judge() {
    const round = ++this.round;
    /** @type {Map<string, string>} */
    const wrong = new Map();
    try {
      await send(`studies/${this.study}/trials?dryRun=true`, 'POST', this.body);
    } catch (e) {
      const violations = e instanceof Refusal ? e.violations : [];
      if (!violations.length) wrong.set('', /** @type {Error} */ (e).message);
      for (const { pointer, message } of violations) wrong.set(pointer.replace(/^\/points\/0\/?/, ''), message);
    }
    if (round !== this.round) return;
    this.wrong = wrong;
    this.judging = false;
    this.updateComplete.then(() => this.dispatchEvent(new CustomEvent('judged')));
  }

  /** @param {import('../store/near.js').Parameter} p */
  field(p) {
    const id = `point-${p.name}`;
    const value = this.point[p.name];
    const wrong = this.wrong.get(p.name);
    const about = `${id}-about`;
    const control = p.values
      ? html`<select id=${id} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${about} @change=${(/** @type {any} */ e) => this.set(p, p.values?.[e.target.selectedIndex])}>${
        p.values.map(one => html`<option ?selected=${one === value}>${String(one)}</option>`)}</select>`
      : html`<input id=${id} autocomplete="off" inputmode="decimal" aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${about} .value=${shown(this.drafts, p.name, value)}
          @input=${(/** @type {any} */ e) => {
            this.drafts.set(p.name, e.target.value);
            this.set(p, parsed(e.target.value));
          }}>`;
    return html`<div class="field"><label for=${id}>${p.name}</label>${control}
      <span id=${about} class="small ${wrong ? 'wrong' : 'soft'}">${wrong ?? (p.values ? p.type.toLowerCase() : `${number(p.low)} to ${number(p.high)}${p.scale && p.scale !== 'LINEAR' ? ', ' + p.scale.toLowerCase().replace('_', ' ') : ''}${p.type === 'INTEGER' ? ', whole' : ''}`)}</span></div>`;
  }

  render() {
    const shown = this.parameters.filter(p => exists(p, this.point));
    const whole = this.wrong.get('');
    return html`<div class="fields">${shown.map(p => this.field(p))}</div>
      <label class="check"><input type="checkbox" .checked=${this.repeat} @change=${(/** @type {any} */ e) => { this.repeat = e.target.checked; this.ask(); }}> Try it even if a trial has this point already</label>
      <p role="status" class="small ${whole ? 'wrong' : 'soft'}">${this.judging ? 'Checking…' : whole ?? (this.wrong.size ? 'Not yet valid.' : 'Valid: it would be queued before any new suggestion.')}</p>`;
  }
}
customElements.define('cairn-point', PointForm);
