import { html, nothing } from 'lit';
import { View } from './components/view.js';
import './components/connection.js';
import './components/toast.js';
import './components/account.js';
import { here } from './url.js';

/**
 * Which page an address shows: its words, a `:name` standing for any. The first that fits counts. A page is an element, loaded at
 * first use, that gets what the names stood for as the property `params`.
 * @type {{path: string, element: string, load: () => Promise<unknown>, nav?: string}[]}
 */
const PAGES = [
  { path: '', element: 'cairn-studies', load: () => import('./pages/studies.js'), nav: 'studies' },
  { path: 'studies', element: 'cairn-studies', load: () => import('./pages/studies.js'), nav: 'studies' },
  { path: 'studies/new', element: 'cairn-new-study', load: () => import('./pages/new.js'), nav: 'new' },
  { path: 'studies/:study', element: 'cairn-study', load: () => import('./pages/study.js'), nav: 'studies' },
  { path: 'trials/:trial', element: 'cairn-trial', load: () => import('./pages/trial.js'), nav: 'studies' },
  { path: 'compare', element: 'cairn-compare', load: () => import('./pages/compare.js'), nav: 'compare' },
  { path: 'fleet', element: 'cairn-fleet', load: () => import('./pages/fleet.js'), nav: 'fleet' },
];

const THEME = 'cairn.theme';
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

/** @param {string[]} path */
function route(path) {
  for (const page of PAGES) {
    const words = page.path.split('/').filter(Boolean);
    if (words.length !== path.length) continue;
    /** @type {Record<string, string>} */
    const params = {};
    if (words.every((word, i) => (word.startsWith(':') ? (params[word.slice(1)] = path[i]) : word === path[i]))) return { page, params };
  }
  return undefined;
}

class App extends View {
  static properties = { found: { state: true }, theme: { state: true }, error: { state: true } };

  constructor() {
    super();
    this.theme = localStorage.getItem(THEME) ?? (darkSystem.matches ? 'dark' : 'light');
    /** @type {ReturnType<typeof route>} */
    this.found = undefined;
    this.error = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.on(window, 'hashchange', () => this.go());
    this.on(darkSystem, 'change', () => localStorage.getItem(THEME) ?? this.paint(darkSystem.matches ? 'dark' : 'light'));
    this.paint(this.theme);
    this.go();
  }

  async go() {
    const { path } = here();
    const before = this.found;
    const next = route(path);
    this.error = '';
    try {
      await next?.page.load();
    } catch {
      this.error = 'This page could not be loaded. Is the service there? Reload to try again.';
    }
    this.found = next;
    if (before) {
      await this.updateComplete;
      const main = this.querySelector('main');
      main?.focus();
      window.scrollTo(0, 0);
    }
  }

  /** @param {string} theme */
  paint(theme) {
    this.theme = theme;
    document.documentElement.dataset.theme = theme;
    window.dispatchEvent(new CustomEvent('cairn-theme'));
  }

  toggle() {
    const theme = this.theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(THEME, theme);
    this.paint(theme);
  }

  /** @returns {unknown} */
  page() {
    if (this.error) return html`<p class="notice bad" role="alert">${this.error}</p>`;
    if (!this.found) return html`<div class="empty"><h1>There is no such page</h1><a href="#/studies">All studies</a></div>`;
    const { page, params } = this.found;
    // One element for each address: another study is another page.
    const key = page.element + JSON.stringify(params);
    if (this.key !== key) {
      this.key = key;
      this.element = Object.assign(document.createElement(page.element), { params });
    }
    return this.element;
  }

  render() {
    const nav = this.found?.page.nav;
    return html`<a class="skip" href="#main" @click=${(/** @type {Event} */ e) => {
        e.preventDefault();
        this.querySelector('main')?.focus();
      }}>Skip to the content</a>
      <header class="top"><a class="brand" href="#/studies" aria-label="Cairn"><img src="favicon.svg" alt=""><span class="word">Cairn</span></a>
        <nav aria-label="Main"><a href="#/studies" aria-current=${nav === 'studies' ? 'page' : nothing}>Studies</a>
          <a href="#/compare" aria-current=${nav === 'compare' ? 'page' : nothing}>Compare</a>
          <a href="#/fleet" aria-current=${nav === 'fleet' ? 'page' : nothing}>Fleet</a></nav>
        <a class="button small" href="#/studies/new" aria-label="New study" aria-current=${nav === 'new' ? 'page' : nothing}>+<span class="word">New study</span></a>
        <cairn-connection></cairn-connection>
        <cairn-account></cairn-account>
        <button class="quiet" aria-label="Switch to ${this.theme === 'dark' ? 'light' : 'dark'} colours" @click=${() => this.toggle()}>${this.theme === 'dark' ? '☀' : '☾'}</button>
      </header>
      <main id="main" tabindex="-1">${this.page()}</main><cairn-toasts></cairn-toasts>`;
  }
}
customElements.define('cairn-app', App);
