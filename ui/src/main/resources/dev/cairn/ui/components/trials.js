import { html } from 'lit';
import { View } from './view.js';
import './table.js';
import { badge } from './badge.js';
import { sparkline } from './sparkline.js';
import { number, time } from '../format.js';
import { STATES } from '../store/trials.js';

const SIZE = 50;

/** The trials that fit the filter. Set `store`, and `version` with each of its changes; `curves` with each new point. */
class TrialTable extends View {
  static properties = { store: { attribute: false }, version: { type: Number }, curves: { type: Number }, at: { state: true }, sort: { state: true }, descending: { state: true } };

  constructor() {
    super();
    /** @type {import('../store/study.js').StudyStore | undefined} */
    this.store = undefined;
    this.version = 0;
    this.curves = 0;
    this.at = 0;
    this.sort = 'number';
    this.descending = true;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    const { store } = this;
    if (!store?.trials || !['version', 'sort', 'descending', 'store'].some(key => changed.has(key))) return;
    const { trials } = store;
    const column = this.sort === 'number' ? trials.number : this.sort === 'state' ? trials.state : this.sort === 'ended' ? trials.ended
      : this.sort.startsWith('v.') ? trials.objectives.find(o => 'v.' + o.metric === this.sort)?.data : trials.parameters.find(p => 'p.' + p.name === this.sort)?.data;
    const data = column ?? trials.number;
    const sign = this.descending ? -1 : 1;
    // What a trial does not have comes last, whichever way.
    this.sorted = Array.from(store.rows).sort((a, b) => {
      const [x, y] = [data[a], data[b]];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
      return sign * (x - y) || a - b;
    });
    this.at = Math.min(this.at, Math.max(0, Math.ceil(this.sorted.length / SIZE) - 1));
  }

  /** @param {import('../store/trials.js').Trials} trials @returns {import('./table.js').Column[]} */
  columns(trials) {
    const { store } = this;
    const metric = trials.objectives[0].metric;
    const curve = (/** @type {number} */ row) => {
      const values = store?.curve(trials.id[row], metric)?.values;
      return values?.length ? sparkline(values, `${metric} by step, last ${number(values[values.length - 1])}`) : '';
    };
    const hasCurves = (store?.running.length ?? 0) > 0;
    return [
      { key: 'number', title: 'Trial', num: true, cell: row => html`<a href="#/trials/${trials.id[row]}">${trials.number[row]}</a>` },
      { key: 'state', title: 'State', cell: row => html`${badge(STATES[trials.state[row]])}${trials.excluded[row] ? html` <span class="soft small">excluded</span>` : ''}` },
      ...trials.objectives.map(o => ({ key: 'v.' + o.metric, title: o.metric, num: true, cell: (/** @type {number} */ row) => {
        const last = store?.curve(trials.id[row], o.metric)?.values.at(-1);
        return Number.isNaN(o.data[row]) && last !== undefined && trials.state[row] === 1
          ? html`<span class="soft" title="reported last">${number(last)}</span>` : number(o.data[row]);
      } })),
      ...(hasCurves ? [{ key: 'curve', title: 'Curve', sort: false, cell: curve }] : []),
      ...trials.parameters.map(p => ({ key: 'p.' + p.name, title: p.name, num: !p.labels, cell: (/** @type {number} */ row) =>
        (p.labels ? p.labels[p.data[row]] ?? '–' : number(p.data[row])) })),
      { key: 'ended', title: 'Ended', num: true, cell: row => (Number.isNaN(trials.ended[row]) ? '–' : time(trials.ended[row])) },
    ];
  }

  render() {
    const trials = this.store?.trials;
    if (!trials || !this.sorted) return '';
    const page = this.sorted.slice(this.at * SIZE, (this.at + 1) * SIZE);
    if (!page.length) return html`<p class="empty">${trials.size ? 'No trial fits the filter.' : 'No trial yet: the first worker that asks gets one.'}</p>`;
    return html`<cairn-table .caption=${'Trials'} .columns=${this.columns(trials)} .page=${page} .total=${this.sorted.length} .at=${this.at} .size=${SIZE}
      .sortedBy=${this.sort} .descending=${this.descending} .mark=${(/** @type {number} */ row) => (row === this.store?.best ? 'best' : '')}
      @sort=${(/** @type {any} */ e) => {
        this.descending = this.sort === e.detail ? !this.descending : false;
        this.sort = e.detail;
      }} @page=${(/** @type {any} */ e) => (this.at = e.detail)}></cairn-table>`;
  }
}
customElements.define('cairn-trials', TrialTable);
