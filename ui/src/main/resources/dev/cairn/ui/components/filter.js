import { html } from 'lit';
import { View } from './view.js';
import { STATES } from '../store/trials.js';
import { everything, isEverything } from '../store/filter.js';
import { count } from '../format.js';

/**
 * What is looked at of a study's trials: states, and ranges of parameters and values. What a brush does can be done here by keyboard.
 * Set `store`, and `version` with each of its changes; fires `filter`.
 */
class FilterBar extends View {
  static properties = { store: { attribute: false }, version: { type: Number }, open: { state: true } };

  constructor() {
    super();
    /** @type {import('../store/study.js').StudyStore | undefined} */
    this.store = undefined;
    this.version = 0;
    this.open = false;
  }

  /** @param {(filter: import('../store/filter.js').Filter) => void} change */
  change(change) {
    const old = this.store?.filter ?? everything();
    const filter = { states: new Set(old.states), ranges: new Map(old.ranges), picks: new Map(old.picks) };
    change(filter);
    this.dispatchEvent(new CustomEvent('filter', { detail: filter }));
  }

  /** @param {string} key @param {0 | 1} end @param {string} text */
  range(key, end, text) {
    this.change(filter => {
      const range = /** @type {[number, number]} */ ([...(filter.ranges.get(key) ?? [-Infinity, Infinity])]);
      range[end] = text === '' ? (end ? Infinity : -Infinity) : Number(text);
      if (range.some(Number.isFinite)) filter.ranges.set(key, range);
      else filter.ranges.delete(key);
    });
  }

  /** @param {string} key @param {string[]} labels @param {string} label */
  pick(key, labels, label) {
    this.change(filter => {
      const picked = new Set(filter.picks.get(key) ?? labels);
      picked.has(label) ? picked.delete(label) : picked.add(label);
      if (picked.size === labels.length) filter.picks.delete(key);
      else filter.picks.set(key, picked);
    });
  }

  /** @param {string} key @param {string} name */
  bounds(key, name) {
    const [low, high] = this.store?.filter.ranges.get(key) ?? [-Infinity, Infinity];
    const field = (/** @type {0 | 1} */ end, /** @type {number} */ value) => html`<input type="number" step="any" aria-label="${name}, ${end ? 'at most' : 'at least'}"
      placeholder=${end ? 'at most' : 'at least'} .value=${Number.isFinite(value) ? String(value) : ''} @change=${(/** @type {any} */ e) => this.range(key, end, e.target.value)}>`;
    return html`<fieldset><legend>${name}</legend><div class="row">${field(0, low)}${field(1, high)}</div></fieldset>`;
  }

  render() {
    const { store } = this;
    const trials = store?.trials;
    if (!store || !trials) return '';
    const counts = new Array(STATES.length).fill(0);
    for (let row = 0; row < trials.size; row++) counts[trials.state[row]]++;
    const { filter } = store;
    return html`<section class="panel" aria-label="Filter"><div class="body stack">
      <div class="row"><div class="chips grow" role="group" aria-label="States">${STATES.map((state, i) => (counts[i] || filter.states.has(state) ? html`
          <button class="small" aria-pressed=${filter.states.has(state)} @click=${() => this.change(f => (f.states.has(state) ? f.states.delete(state) : f.states.add(state)))}>
            ${state.toLowerCase()} <span class="soft">${count(counts[i])}</span></button>` : ''))}
          <button class="small toggle" aria-expanded=${this.open} aria-controls="ranges" @click=${() => (this.open = !this.open)}>Ranges${
            filter.ranges.size + filter.picks.size ? ` (${filter.ranges.size + filter.picks.size})` : ''}</button>
          ${isEverything(filter) ? '' : html`<button class="small quiet" @click=${() => this.dispatchEvent(new CustomEvent('filter', { detail: everything() }))}>Clear the filter</button>`}</div>
        <span role="status"><strong>${count(store.rows.length)}</strong> <span class="soft">of ${count(trials.size)} trials${
          trials.withPoint < trials.size ? `; hyperparameters of ${count(trials.withPoint)} so far` : ''}</span></span></div>
      <div id="ranges" class="ranges" ?hidden=${!this.open}>
        ${trials.objectives.map(o => this.bounds('v.' + o.metric, o.metric))}
        ${trials.parameters.map(p => {
          const key = 'p.' + p.name;
          const { labels } = p;
          return !labels ? this.bounds(key, p.name) : html`<fieldset><legend>${p.name}</legend><div class="chips">${labels.map(label => html`
            <label class="check"><input type="checkbox" .checked=${filter.picks.get(key)?.has(label) ?? true} @change=${() => this.pick(key, labels, label)}> ${label}</label>`)}</div></fieldset>`;
        })}</div></div></section>`;
  }
}
customElements.define('cairn-filter', FilterBar);
