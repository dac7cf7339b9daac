import { html } from 'lit';
import { View } from './view.js';

const told = new EventTarget();

/** Tells something in passing. @param {string} text @param {'' | 'bad'} [tone] @param {{href: string, word: string}} [link] where to see it */
export const toast = (text, tone = '', link) => told.dispatchEvent(new CustomEvent('toast', { detail: { text, tone, link } }));

/** Runs something a person asked for, and tells what went wrong. @param {() => Promise<unknown>} work @param {string} [done] */
export async function attempt(work, done) {
  try {
    await work();
    if (done) toast(done);
    return true;
  } catch (e) {
    toast(e instanceof Error ? e.message : String(e), 'bad');
    return false;
  }
}

class Toasts extends View {
  static properties = { shown: { state: true } };

  constructor() {
    super();
    /** @type {{text: string, tone: string, link?: {href: string, word: string}}[]} */
    this.shown = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.on(told, 'toast', ({ detail }) => {
      this.shown = [...this.shown.slice(-3), detail];
      // Refusals stay until they are read.
      if (!detail.tone) setTimeout(() => this.close(detail), 5000);
    });
  }

  /** @param {object} one */
  close(one) {
    this.shown = this.shown.filter(other => other !== one);
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite">${this.shown.map(one => html`
      <div class="notice toast ${one.tone}"><span class="grow">${one.text}${one.link ? html` <a href=${one.link.href}>${one.link.word}</a>` : ''}</span>
        <button class="quiet small" aria-label="Close this message" @click=${() => this.close(one)}>✕</button></div>`)}</div>`;
  }
}
customElements.define('cairn-toasts', Toasts);
