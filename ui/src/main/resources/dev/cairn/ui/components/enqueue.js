import { html } from 'lit';
import './point.js';
import { ask } from './dialog.js';
import { command } from './curl.js';
import { attempt, toast } from './toast.js';
import { curl, send } from '../api.js';
import { exists } from '../store/near.js';

/** A point to begin with: defaults, else the first value or the lower bound. @param {import('../store/near.js').Parameter[]} parameters */
export function firstPoint(parameters) {
  /** @type {Record<string, unknown>} */
  const point = {};
  for (const p of parameters) if (exists(p, point)) point[p.name] = p.default ?? p.values?.[0] ?? p.low;
  return point;
}

/**
 * Asks for a point in a window over the page and queues it, before any new suggestion.
 * @param {string} title @param {any} study as the API shows it @param {Record<string, unknown>} point to begin with
 */
export async function enqueue(title, study, point) {
  /** @type {any} */
  let form;
  let made = '';
  const path = `studies/${study.id}/trials`;
  const answer = await ask({
    title,
    action: 'Queue it',
    wide: true,
    body: html`<cairn-point .study=${study.id} .parameters=${study.spec.space.parameters} .point=${point} @judged=${(/** @type {any} */ e) => {
      form = e.target;
      const dialog = form.closest('dialog');
      dialog.querySelector('button[value=yes]').disabled = !form.isGood;
      made = JSON.stringify(form.body);
      dialog.querySelector('.same code').textContent = curl(path, 'POST', form.body);
    }}></cairn-point><details class="same"><summary class="soft">The same from a shell</summary>${command(curl(path, 'POST', { points: [point] }))}</details>`,
  });
  if (!answer || !form?.isGood) return;
  await attempt(async () => {
    const { trials } = await send(path, 'POST', JSON.parse(made));
    toast('Queued.', '', { href: `#/trials/${trials[0]}`, word: 'Show it' });
  });
}
