/** What the service makes of a study to be. */
import { html } from 'lit';
import { plainTable } from '../components/table.js';
import { number } from '../format.js';
import { size } from '../store/space.js';

/** `firstPoints` as `first points`. @param {string} key */
const words = key => key.replaceAll(/([A-Z])/g, ' $1').toLowerCase();

/** @param {any[]} points */
function table(points) {
  const rows = points.map(one => one.point ?? one);
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))];
  return html`<div class="scroll" tabindex="0" role="group" aria-label="First points">${plainTable('First points', names.map(name => ({ key: name, title: name, cell: (/** @type {any} */ row) => number(row[name]) })), rows)}</div>`;
}

/** @param {import('./new.js').NewStudy} page */
export function preview(page) {
  const { preview: seen, wrong, judging, canPreview } = page;
  const parameters = (page.spec.space?.parameters ?? []).filter((/** @type {any} */ p) => p && typeof p === 'object');
  const plain = Object.entries(seen ?? {}).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  const lists = Object.entries(seen ?? {}).filter(([, value]) => Array.isArray(value) && value.length && typeof value[0] === 'object');
  const state = judging ? ['still', 'checking'] : wrong.size ? ['bad', wrong.size === 1 ? 'one thing to mend' : `${wrong.size} things to mend`] : canPreview ? ['good', 'valid'] : ['open', 'checked when it is created'];
  return html`<section class="panel" aria-labelledby="preview-title"><header><h2 id="preview-title">Preview</h2><div class="tools"><span role="status"><span class="badge" data-tone=${state[0]}>${state[1]}</span></span></div></header>
    <div class="body stack"><dl class="pairs">${page.text === undefined ? html`<dt>space</dt><dd>${size(parameters)}</dd><dt>budget</dt><dd>${number(page.spec.budget?.trials)} trials</dd>` : ''}
      ${plain.map(([key, value]) => html`<dt>${words(key)}</dt><dd>${number(value)}</dd>`)}</dl>
      ${lists.map(([key, value]) => html`<div><h3>${words(key)}</h3>${table(/** @type {any[]} */ (value))}</div>`)}</div></section>`;
}
