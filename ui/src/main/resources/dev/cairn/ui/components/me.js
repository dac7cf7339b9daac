import { html } from 'lit';
import { find } from '../api.js';

/** @typedef {{name: string, role: 'ADMIN' | 'USER' | 'WORKER' | 'READER', allProjects: boolean, projects: string[]}} Me */

/** @type {Promise<Me | undefined> | undefined} */
let asked;

/** Who uses this page, as the service tells it: asked once. @returns {Promise<Me | undefined>} */
export function me() {
  asked ??= find('me').catch(() => {
    asked = undefined;
    return undefined;
  });
  return asked;
}

/** Until it is known, nothing is taken away: the service refuses what must be refused. @param {Me | undefined} who */
export const mayChange = who => !who || who.role === 'ADMIN' || who.role === 'USER';

/** Why there are no buttons. @param {Me | undefined} who */
export const whyNot = who => (mayChange(who) ? '' : html`<p class="soft small">You are ${who?.name} with the role ${who?.role.toLowerCase()}, which may look at everything here and change nothing.
  An admin makes tokens of the role user.</p>`);
