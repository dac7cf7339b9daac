import { html } from 'lit';
import { View } from './view.js';
import { plainTable } from './table.js';
import { save } from '../api.js';
import * as csv from '../store/csv.js';
import { theme } from '../charts/theme.js';

/**
 * What a chart shows. `option` is ECharts'; in its stead `body` may make an element of its own, which is told where the description
 * stands and fires `painted`; or `empty` is a sentence why there is nothing. `table` is the same as numbers.
 * @typedef {{option?: any, body?: (about: string) => unknown, empty?: string, table?: {columns: string[], rows: () => any[][]}, shown?: number, of?: number, unit?: string, label?: string}} Picture
 */

const MOST_TABLE_ROWS = 500;

/** @type {Promise<typeof import('echarts')> | undefined} */
let library;

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/** One chart after the other, each in a task of its own: between two the page answers whoever uses it. */
const turn = () => (last = last.then(() => new Promise(done => setTimeout(done))));

/**
 * A chart with its title, its description, its numbers as a table and as a file. It is drawn once it is near the window, and again
 * when `key` changes: `draw` is not called before.
 *
 * Set `heading`, `description`, `draw: (theme) => Picture`, `key`, `height`; `controls` is a template beside the title. Fires `drawn`.
 */
class Chart extends View {
  static properties = {
    heading: {}, description: {}, draw: { attribute: false }, key: {}, height: { type: Number }, controls: { attribute: false },
    error: { attribute: false }, loading: { type: Boolean }, asTable: { state: true }, near: { state: true }, failed: { state: true }, counts: { state: true },
  };

  constructor() {
    super();
    this.heading = '';
    this.description = '';
    /** @type {(theme: ReturnType<typeof theme>) => Picture} */
    this.draw = () => ({ empty: 'Nothing to show.' });
    this.key = '';
    this.height = 280;
    /** @type {unknown} */
    this.controls = '';
    /** @type {Error | undefined} */
    this.error = undefined;
    this.loading = false;
    this.asTable = false;
    this.near = false;
    this.waiting = false;
    /** What a body has drawn. @type {{shown: number, of: number} | undefined} */
    this.counts = undefined;
    /** @type {Picture} */
    this.picture = {};
    this.name = `chart-${Math.random().toString(36).slice(2)}`;
  }

  connectedCallback() {
    super.connectedCallback();
    const seen = new IntersectionObserver(entries => (this.near = entries.some(entry => entry.isIntersecting)), { rootMargin: '200px' });
    seen.observe(this);
    this.later(() => seen.disconnect());
    const size = new ResizeObserver(() => this.chart?.resize());
    size.observe(this);
    this.later(() => size.disconnect());
    this.on(window, 'cairn-theme', () => {
      this.drawn = undefined;
      this.requestUpdate();
    });
    this.later(() => this.drop());
  }

  drop() {
    this.chart?.dispose();
    this.chart = undefined;
    this.drawn = undefined;
  }

  willUpdate() {
    const isStale = (this.near || this.asTable) && this.drawn !== this.key && !this.loading && !this.error;
    if (!isStale || this.waiting) return;
    this.waiting = true;
    turn().then(() => {
      this.waiting = false;
      if (!this.isConnected) return;
      this.picture = this.draw(theme());
      if (!this.picture.body) this.counts = undefined;
      this.drawn = this.key;
      this.fresh = true;
      this.requestUpdate();
    });
  }

  async updated() {
    const canvas = this.querySelector('.canvas');
    if (!canvas) {
      this.chart?.dispose();
      this.chart = undefined;
      this.fresh = true;
      return;
    }
    if (!this.picture.option || (!this.fresh && this.chart)) return;
    try {
      library ??= import('echarts');
      const echarts = await library;
      if (!canvas.isConnected || !this.picture.option) return;
      this.chart ??= echarts.init(/** @type {HTMLElement} */ (canvas), null, { renderer: 'canvas' });
      this.fresh = false;
      this.chart.setOption(this.picture.option, { notMerge: true });
      this.dispatchEvent(new CustomEvent('drawn'));
    } catch (e) {
      library = undefined;
      this.failed = /** @type {Error} */ (e);
    }
  }

  file() {
    const { table } = this.picture;
    if (table) save(new Blob([csv.format([table.columns, ...table.rows()])], { type: 'text/csv' }), this.heading.toLowerCase().replaceAll(/\W+/g, '-') + '.csv');
  }

  content() {
    const error = this.error ?? this.failed;
    if (error) return html`<p class="empty" role="alert">${error.message}</p>`;
    if (this.loading) return html`<p class="empty" role="status">Loading…</p>`;
    if (this.picture.empty) return html`<p class="empty">${this.picture.empty}</p>`;
    const { table } = this.picture;
    if (this.asTable && table) {
      const rows = table.rows();
      return html`<div class="scroll" tabindex="0" role="region" aria-label="${this.heading} as a table">${
        plainTable(this.heading, table.columns.map((title, i) => ({ key: String(i), title, num: typeof rows[0]?.[i] === 'number' })), rows.slice(0, MOST_TABLE_ROWS))}</div>
        ${rows.length > MOST_TABLE_ROWS ? html`<p class="soft small">The first ${MOST_TABLE_ROWS} of ${rows.length.toLocaleString('en')} rows; the file has all.</p>` : ''}`;
    }
    if (this.picture.body) {
      return html`<div @painted=${(/** @type {any} */ e) => {
        this.counts = e.detail;
        this.dispatchEvent(new CustomEvent('drawn'));
      }}>${this.picture.body(this.name)}</div>`;
    }
    return html`<div class="canvas" role="img" aria-label=${this.picture.label ?? this.heading} aria-describedby=${this.name}></div>`;
  }

  render() {
    const { unit, table, empty } = this.picture;
    const { shown, of } = this.counts ?? this.picture;
    const usable = table && !empty;
    return html`<section class="panel" aria-label=${this.heading} .style=${`--height: ${this.height}px`}>
      <header><h2>${this.heading}</h2>${
        of !== undefined && shown !== undefined && shown < of ? html`<span class="soft small">${shown.toLocaleString('en')} of ${of.toLocaleString('en')} ${unit ?? 'trials'} shown</span>` : ''}
        <div class="tools">${this.controls}
          ${usable ? html`<button class="quiet small" aria-pressed=${this.asTable} @click=${() => (this.asTable = !this.asTable)}>Table<span class="hide">: ${this.heading}</span></button>
            <button class="quiet small" @click=${() => this.file()}>CSV<span class="hide">: data of ${this.heading}</span></button>` : ''}</div></header>
      <p class="hide" id=${this.name}>${this.description}</p>
      <div class="body">${this.content()}</div></section>`;
  }
}
customElements.define('cairn-chart', Chart);
