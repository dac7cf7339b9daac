import { html } from 'lit';
import { View } from './view.js';

const changed = new EventTarget();
/** @type {'live' | 'connecting' | 'offline' | undefined} */
let now;

/** Says how the stream of events fares; undefined when nothing listens. @param {typeof now} state */
export function connection(state) {
  now = state;
  changed.dispatchEvent(new Event('change'));
}

const WORDS = { live: ['good', 'live'], connecting: ['warn', 'connecting'], offline: ['bad', 'disconnected'] };

/** Whether what is seen is what is. */
class Connection extends View {
  connectedCallback() {
    super.connectedCallback();
    this.on(changed, 'change', () => this.requestUpdate());
  }

  render() {
    return html`<span role="status">${now ? html`<span class="badge" data-tone=${WORDS[now][0]}
      title=${now === 'live' ? 'Changes are shown as they happen' : 'Changes are not shown until the connection is back'}>${WORDS[now][1]}</span>` : ''}</span>`;
  }
}
customElements.define('cairn-connection', Connection);
