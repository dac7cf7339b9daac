import { html } from 'lit';

/** @type {Record<string, string>} */
export const TONES = {
  ACTIVE: 'busy', RUNNING: 'busy', CONFIRMING: 'busy', STOPPING: 'warn', PAUSED: 'warn',
  COMPLETED: 'good', SUCCEEDED: 'good', PRUNED: 'still', INFEASIBLE: 'warn', PREEMPTED: 'still',
  FAILED: 'bad', LOST: 'bad', CANCELLED: 'still', QUEUED: 'open',
};

/** A state as a mark and a word. @param {string} state */
export const badge = state => html`<span class="badge" data-tone=${TONES[state] ?? 'still'}>${state.toLowerCase()}</span>`;
