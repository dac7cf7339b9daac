import { html, render } from 'lit';
import { curl } from '../api.js';
import { command } from './curl.js';

/**
 * Asks in a window over the page; the browser keeps the focus in it and gives it back.
 * @param {{title: string, body?: unknown, action: string, danger?: boolean, wide?: boolean}} question
 * @returns {Promise<FormData | undefined>} what was filled in; undefined when it was left
 */
export function ask({ title, body, action, danger = false, wide = false }) {
  const window = document.createElement('dialog');
  window.setAttribute('aria-labelledby', 'dialog-title');
  window.classList.toggle('wide', wide);
  document.body.append(window);
  render(html`<form method="dialog">
      <h2 id="dialog-title">${title}</h2>
      ${body ?? ''}
      <div class="row"><button value="" formnovalidate>Leave</button><button value="yes" class=${danger ? 'danger' : 'primary'}>${action}</button></div>
    </form>`, window);
  window.showModal();
  return new Promise(resolve => window.addEventListener('close', () => {
    const form = window.querySelector('form');
    resolve(window.returnValue === 'yes' && form ? new FormData(form) : undefined);
    window.remove();
  }));
}

/**
 * Asks before an action and shows it as a command.
 * @param {string} title @param {string} text @param {string} action @param {{path: string, method?: string, body?: unknown}} call
 */
export const confirmed = async (title, text, action, call, danger = false) =>
  (await ask({
    title,
    action,
    danger,
    body: html`<p>${text}</p>${command(curl(call.path, call.method ?? 'POST', call.body), 'The same from a shell')}`,
  })) !== undefined;
