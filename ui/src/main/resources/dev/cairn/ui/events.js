/**
 * Server-sent events by fetch: EventSource cannot send an Authorization header.
 */
import { call } from './api.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
/** The service sends at least a comment every 15 seconds. */
const SILENCE = 40_000;

/** @typedef {{id?: string, type: string, data: any}} Told */

/**
 * Cuts a stream's text into events, however it is chopped.
 * @param {(told: Told) => void} tell
 */
export function parser(tell) {
  let rest = '';
  /** @type {Told} */
  let event = { type: 'message', data: '' };
  return (/** @type {string} */ text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (event.data) tell({ ...event, data: JSON.parse(event.data) });
        event = { type: 'message', data: '' };
      } else if (!line.startsWith(':')) {
        const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
        if (field === 'id') event.id = value;
        if (field === 'event') event.type = value;
        if (field === 'data') event.data += value;
      }
    }
  };
}

/**
 * Listens until it is stopped, connecting again after what was heard last.
 * @param {string} path
 * @param {{after?: number, told: (told: Told) => void, state?: (state: 'live' | 'connecting' | 'offline') => void}} options
 * @returns {() => void} stops it
 */
export function listen(path, { after, told, state = () => {} }) {
  const stop = new AbortController();
  let last = after === undefined ? undefined : String(after);
  let wait = FIRST_WAIT;

  async function once() {
    const silent = new AbortController();
    const either = AbortSignal.any([stop.signal, silent.signal]);
    let timer = setTimeout(() => silent.abort(), SILENCE);
    const response = await call(path, {
      accept: 'text/event-stream',
      headers: last === undefined ? {} : { 'Last-Event-ID': last },
      signal: either,
      cache: 'no-store',
    });
    state('live');
    wait = FIRST_WAIT;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const feed = parser(event => {
      last = event.id ?? last;
      told(event);
    });
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE);
      feed(part.value);
    }
    clearTimeout(timer);
  }

  (async () => {
    while (!stop.signal.aborted) {
      state('connecting');
      try {
        await once();
      } catch {
        if (stop.signal.aborted) return;
        state('offline');
      }
      // Somewhere between half and all of it, so that many pages do not come back at once.
      await new Promise(done => setTimeout(done, wait * (0.5 + Math.random() / 2)));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  })();
  return () => stop.abort();
}
