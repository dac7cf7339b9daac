import { html } from 'lit';
import { View } from '../components/view.js';

class Study extends View {
  render() {
    return html`<h1>Study</h1>`;
  }
}
customElements.define('cairn-study', Study);
