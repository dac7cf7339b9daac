import { html } from 'lit';
import { View } from './view.js';
import { number } from '../format.js';

/**
 * @typedef {{key: string, title: string, num?: boolean, sort?: boolean, cell?: (row: any) => unknown}} Column
 *   `cell` gives text or a template; without it the row's property of that key is shown
 */

/** @param {Column} column @param {any} row */
const content = (column, row) => {
  if (column.cell) return column.cell(row);
  const value = row[column.key];
  return typeof value === 'number' ? number(value) : value ?? '–';
};

/** A plain table. @param {string} caption for screen readers @param {Column[]} columns @param {any[]} rows */
export const plainTable = (caption, columns, rows) => html`<table><caption class="hide">${caption}</caption>
  <thead><tr>${columns.map(c => html`<th scope="col" class=${c.num ? 'num' : ''}>${c.title}</th>`)}</tr></thead>
  <tbody>${rows.map(row => html`<tr>${columns.map(c => html`<td class=${c.num ? 'num' : ''}>${content(c, row)}</td>`)}</tr>`)}</tbody></table>`;

/**
 * A table that is sorted and paged by whoever owns the rows: `page` holds only what is seen.
 * Fires `sort` (detail: key) and `page` (detail: number from 0).
 */
class Table extends View {
  static properties = {
    caption: {}, columns: { attribute: false }, page: { attribute: false }, total: { type: Number }, at: { type: Number },
    size: { type: Number }, sortedBy: {}, descending: { type: Boolean }, mark: { attribute: false },
  };

  constructor() {
    super();
    this.caption = '';
    /** @type {Column[]} */
    this.columns = [];
    /** @type {any[]} */
    this.page = [];
    this.total = 0;
    this.at = 0;
    this.size = 50;
    this.sortedBy = '';
    this.descending = false;
    /** @type {(row: any) => string} class of a row */
    this.mark = () => '';
  }

  /** @param {string} type @param {unknown} detail */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** @param {Column} column */
  head(column) {
    const sorted = this.sortedBy === column.key;
    const order = sorted ? (this.descending ? 'descending' : 'ascending') : undefined;
    return html`<th scope="col" class=${column.num ? 'num' : ''} aria-sort=${order ?? 'none'}>${
      column.sort === false ? column.title
        : html`<button @click=${() => this.tell('sort', column.key)}>${column.title}<span aria-hidden="true">${
          sorted ? (this.descending ? '↓' : '↑') : ''}</span></button>`}</th>`;
  }

  render() {
    const last = Math.max(0, Math.ceil(this.total / this.size) - 1);
    return html`<div class="scroll tall" tabindex="0" role="region" aria-label="Table: ${this.caption}">
        <table><caption class="hide">${this.caption}</caption><thead><tr>${this.columns.map(c => this.head(c))}</tr></thead>
        <tbody>${this.page.map(row => html`<tr class=${this.mark(row)}>${
          this.columns.map(c => html`<td class=${c.num ? 'num' : ''}>${content(c, row)}</td>`)}</tr>`)}</tbody></table></div>
      ${last === 0 ? '' : html`<nav class="row" aria-label="Pages of the table">
        <button class="small" ?disabled=${this.at === 0} @click=${() => this.tell('page', this.at - 1)}>Before</button>
        <span class="soft">${(this.at * this.size + 1).toLocaleString('en')} to ${Math.min(this.total, (this.at + 1) * this.size).toLocaleString('en')} of ${this.total.toLocaleString('en')}</span>
        <button class="small" ?disabled=${this.at >= last} @click=${() => this.tell('page', this.at + 1)}>After</button></nav>`}`;
  }
}
customElements.define('cairn-table', Table);
