import { html } from 'lit';
import { View } from './view.js';
import { ask } from './dialog.js';
import { mayChange, me } from './me.js';
import { Refusal, get, project, token } from '../api.js';

/** @type {Promise<void> | undefined} */
let asking;

/** @param {string} text */
const invitation = text => ask({
  title: 'Sign in',
  action: 'Sign in',
  body: html`<p>${text} The token stays in this tab until it is closed, and is sent to this service only.</p>
    <label class="field">API token <input name="token" type="password" autocomplete="off" spellcheck="false" required autofocus></label>
    <p class="soft small">An admin makes tokens, with a role for each: a reader looks, a user changes.</p>`,
});

/** Asks for a token until the service takes it or a person gives up. @param {string} [text] */
export function signIn(text = 'This service wants to know who you are.') {
  asking ??= (async () => {
    const before = token.get();
    for (let said = text; ;) {
      const answer = await invitation(said);
      if (!answer) break;
      token.set(String(answer.get('token')).trim());
      try {
        await get('me');
        location.reload();
        return;
      } catch (e) {
        token.set(before ?? '');
        said = e instanceof Refusal && e.status === 401 ? 'The service does not know this token: it may be mistyped, revoked or too old.' : /** @type {Error} */ (e).message;
      }
    }
    asking = undefined;
  })();
  return asking;
}

/** Who uses this page, which project is shown, and how to be somebody else. */
class Account extends View {
  static properties = { who: { state: true } };

  constructor() {
    super();
    /** @type {import('./me.js').Me | undefined} */
    this.who = undefined;
  }

  async connectedCallback() {
    super.connectedCallback();
    this.on(window, 'cairn-token-needed', () => signIn());
    this.who = await me();
    const chosen = project.get();
    if (chosen && this.who && !this.who.projects.includes(chosen)) this.choose('');
  }

  /** @param {string} name empty: all */
  choose(name) {
    project.set(name);
    location.hash = '#/studies';
    location.reload();
  }

  async open() {
    const { who } = this;
    if (!who) return signIn();
    const isLocal = who.name === 'local';
    const answer = await ask({
      title: isLocal ? 'Everybody on this machine' : who.name,
      action: isLocal ? 'Sign in with a token' : 'Sign out',
      body: html`<dl class="pairs"><dt>Role</dt><dd>${who.role.toLowerCase()}${mayChange(who) ? '' : ': looks at everything, changes nothing'}</dd>
        <dt>Projects</dt><dd>${who.allProjects ? 'all' : who.projects.join(', ')}</dd></dl>
        ${isLocal ? html`<p class="soft">The service listens on this machine only and asks nobody who they are.</p>` : ''}`,
    });
    if (!answer) return;
    if (isLocal) await signIn('Be somebody whom the service knows.');
    else {
      token.set('');
      project.set('');
      location.reload();
    }
  }

  render() {
    const { who } = this;
    const chosen = project.get() ?? '';
    return html`<span class="row">${who && who.projects.length > 1 ? html`<select class="projects" aria-label="Project" @change=${(/** @type {any} */ e) => this.choose(e.target.value)}>
        <option value="">every project</option>${who.projects.map(name => html`<option ?selected=${name === chosen}>${name}</option>`)}</select>` : ''}
      <button class="quiet account" @click=${() => this.open()}>${who ? html`<span class="hide">Account: </span>${who.name.replace(/^\w+:/, '')}` : 'Sign in'}</button></span>`;
  }
}
customElements.define('cairn-account', Account);
