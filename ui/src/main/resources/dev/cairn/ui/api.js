/** The REST API, and nothing else: what this page does, curl can do. */

const ROOT = new URL('../api/v1/', document.baseURI);
const TOKEN = 'cairn.token';

/** How far the service's clock is ahead of this machine's, in milliseconds. */
let ahead = 0;

/** Now, by the service's clock. */
export const now = () => Date.now() + ahead;

/** A refusal, with what a person needs to know. */
export class Refusal extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    super(readable(status, problem));
    this.status = status;
    this.code = problem?.code;
    /** @type {{pointer: string, message: string}[]} */
    this.violations = (problem?.violations ?? []).map((/** @type {any} */ v) => ({ pointer: v.pointer ?? '', message: v.message }));
  }
}

/** @param {number} status @param {any} problem an RFC 9457 document */
export function readable(status, problem) {
  const said = problem?.detail ?? problem?.title ?? (status ? `The service answered ${status}.` : 'The service does not answer.');
  const violations = (problem?.violations ?? []).map(
    (/** @type {any} */ v) => (v.pointer ? `${v.pointer}: ` : '') + v.message);
  return [said, ...violations].join('\n');
}

export const token = {
  get: () => sessionStorage.getItem(TOKEN),
  /** @param {string} value empty forgets it */
  set: value => (value ? sessionStorage.setItem(TOKEN, value) : sessionStorage.removeItem(TOKEN)),
};

const PROJECT = 'cairn.project';

/** The one project that is shown; null where all are. */
export const project = {
  get: () => sessionStorage.getItem(PROJECT),
  /** @param {string} name empty: all */
  set: name => (name ? sessionStorage.setItem(PROJECT, name) : sessionStorage.removeItem(PROJECT)),
};

/** Calls that are about a project, and not about something that is in one. */
const SCOPED = /^(studies|studies\/preview|datasets|workers|fleet\/demand)(\?|$)/;

/** @param {string} path below /api/v1 */
export function address(path) {
  const url = new URL(path.replace(/^\//, ''), ROOT);
  const chosen = project.get();
  if (chosen && SCOPED.test(path)) url.searchParams.set('project', chosen);
  return url.href;
}

/**
 * @param {string} path
 * @param {RequestInit & {accept?: string}} [init]
 * @returns {Promise<Response>} one that says yes
 * @throws {Refusal}
 */
export async function call(path, init = {}) {
  const headers = new Headers(init.headers);
  headers.set('Accept', init.accept ?? 'application/json');
  const secret = token.get();
  if (secret) headers.set('Authorization', `Bearer ${secret}`);
  let response;
  try {
    response = await fetch(address(path), { ...init, headers });
  } catch (e) {
    if (init.signal?.aborted) throw e;
    throw new Refusal(0, undefined);
  }
  const date = Date.parse(response.headers.get('Date') ?? '');
  // The header has whole seconds: only a larger difference is one of clocks.
  if (Math.abs(date - Date.now()) > 2000) ahead = date - Date.now();
  if (response.ok) return response;
  if (response.status === 401) window.dispatchEvent(new CustomEvent('cairn-token-needed'));
  throw new Refusal(response.status, await response.json().catch(() => undefined));
}

/** @param {string} path @param {RequestInit} [init] */
export const get = async (path, init) => (await call(path, init)).json();

/** As `get`, but undefined where there is none. @param {string} path @param {RequestInit} [init] */
export async function find(path, init) {
  try {
    return await get(path, init);
  } catch (e) {
    if (e instanceof Refusal && e.status === 404) return undefined;
    throw e;
  }
}

/** @param {string} path @param {string} [method] @param {unknown} [body] */
export async function send(path, method = 'POST', body) {
  const response = await call(path, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.status === 204 ? undefined : response.json();
}

/** Every item of a list, page by page. @param {string} path @param {AbortSignal} [signal] */
export async function* pages(path, signal) {
  let next;
  do {
    const joint = path.includes('?') ? '&' : '?';
    const page = await get(path + joint + 'limit=1000' + (next ? `&cursor=${encodeURIComponent(next)}` : ''), { signal });
    yield page.items;
    next = page.next;
  } while (next);
}

/** @param {string} text for a POSIX shell */
const quoted = text => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The same call for a shell. The token is named, never shown.
 * @param {string} path @param {string} [method] @param {unknown} [body]
 */
export function curl(path, method = 'GET', body) {
  const words = ['curl'];
  if (method !== 'GET') words.push('-X', method);
  words.push('-H "Authorization: Bearer $CAIRN_TOKEN"');
  if (body !== undefined) words.push('-H', quoted('Content-Type: application/json'), '-d', quoted(JSON.stringify(body)));
  return [...words, quoted(address(path))].join(' ');
}

/** Saves what a call answers, by the browser. @param {string} path @param {string} name of the file */
export async function download(path, name) {
  save(await (await call(path, { accept: '*/*' })).blob(), name);
}

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
