/** What the service makes of a study to be. */
import { html } from 'lit';
import { plainTable } from '../components/table.js';
import { number } from '../format.js';
import { size } from '../store/space.js';

/** @param {{point: Record<string, unknown>, origin: string, reason?: string}[]} points @param {string[]} names */
const table = (points, names) => html`<div class="scroll" tabindex="0" role="group" aria-label="First points">${plainTable('First points', [
  ...names.filter(name => points.some(one => one.point[name] !== undefined)).map(name => ({ key: name, title: name, num: true, cell: (/** @type {any} */ one) => number(one.point[name]) })),
  { key: 'origin', title: 'Found as', cell: (/** @type {any} */ one) => html`<span class="soft" title=${one.reason ?? ''}>${one.origin.toLowerCase()}</span>` }], points)}</div>`;

/** @param {import('./new.js').NewStudy} page */
export function preview(page) {
  const { preview: seen, wrong, judging, canPreview } = page;
  const parameters = (page.spec.space?.parameters ?? []).filter((/** @type {any} */ p) => p && typeof p === 'object');
  const state = judging ? ['still', 'checking'] : wrong.size ? ['bad', wrong.size === 1 ? 'one thing to mend' : `${wrong.size} things to mend`] : canPreview ? ['good', 'valid'] : ['open', 'checked when it is created'];
  return html`<section class="panel" aria-labelledby="preview-title"><header><h2 id="preview-title">Preview</h2><div class="tools"><span role="status"><span class="badge" data-tone=${state[0]}>${state[1]}</span></span></div></header>
    <div class="body stack"><dl class="pairs">${page.text === undefined ? html`<dt>space</dt><dd>${seen?.size === undefined ? size(parameters) : `${number(seen.size)} points`}</dd><dt>budget</dt><dd>${number(page.spec.budget?.trials)} trials</dd>` : ''}
      </dl>
      ${seen?.points.length ? html`<div><h3>First points</h3>${table(seen.points, seen.parameters.map((/** @type {any} */ one) => one.parameter))}</div>` : ''}
      ${seen?.whyFewer ? html`<p class="soft small">${seen.whyFewer}</p>` : ''}</div></section>`;
}
