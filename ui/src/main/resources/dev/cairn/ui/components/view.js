import { LitElement, html } from 'lit';

/**
 * The base of every element here. No shadow: one style sheet serves all, and labels may point anywhere in the page.
 */
export class View extends LitElement {
  createRenderRoot() {
    return this;
  }

  constructor() {
    super();
    /** @type {(() => void)[]} what to do when the element goes */
    this.endings = [];
  }

  /** Undoes something when the element goes. @param {() => void} ending */
  later(ending) {
    this.endings.push(ending);
  }

  /** @param {EventTarget} target @param {string} type @param {(e: any) => void} handler */
  on(target, type, handler) {
    target.addEventListener(type, handler);
    this.later(() => target.removeEventListener(type, handler));
  }

  /** Every so often while the page is seen. @param {number} millis @param {() => void} work */
  every(millis, work) {
    const timer = setInterval(() => document.hidden || work(), millis);
    this.later(() => clearInterval(timer));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.endings.splice(0).forEach(ending => ending());
  }
}

/** @param {Error | undefined} error */
export const trouble = error => (error ? html`<p class="notice bad" role="alert">${error.message}</p>` : '');
