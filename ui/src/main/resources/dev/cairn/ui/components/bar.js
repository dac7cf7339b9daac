import { html } from 'lit';
import { parts } from '../store/progress.js';

/** How much of a study's budget went where. @param {any} study */
export function bar(study) {
  const all = parts(study);
  return html`<div class="bar" role="img" aria-label=${all.map(one => one.word).join(', ') || 'no trial yet'}
    title=${all.map(one => one.word).join(', ')}>${
    all.map(one => html`<span data-tone=${one.tone} .style=${`--part: ${one.part}`}></span>`)}</div>`;
}
