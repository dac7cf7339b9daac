import { html } from 'lit';
import { toast } from './toast.js';

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast('Copied.');
  } catch {
    toast('The browser does not let pages copy here. Select the text instead.', 'bad');
  }
}

/** A command, or something else to copy, with the button for it. @param {string} text @param {string} [label] @param {string} [what] */
export const command = (text, label, what = 'command') => html`<div class="stack">${label ? html`<span class="soft">${label}</span>` : ''}
  <div class="code"><code>${text}</code><button type="button" class="small" aria-label="Copy the ${what}" @click=${() => copy(text)}>Copy</button></div></div>`;
