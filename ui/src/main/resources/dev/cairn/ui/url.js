/**
 * The address behind `#`: a path and what is shown there, so that every view can be sent to somebody.
 * `#/studies/3?tab=trials` is `{path: ['studies', '3'], query: tab=trials}`.
 * @typedef {{path: string[], query: URLSearchParams}} Address
 */

/** @param {string} hash @returns {Address} */
export function parse(hash) {
  const [path, query] = hash.replace(/^#/, '').split(/\?(.*)/s);
  return { path: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query ?? '') };
}

/** @param {(string | number)[]} path @param {URLSearchParams | Record<string, string>} [query] */
export function format(path, query) {
  const text = new URLSearchParams(query ?? '').toString();
  return '#/' + path.map(part => encodeURIComponent(part)).join('/') + (text ? '?' + text : '');
}

/** A percent sign that encodes nothing stands for itself. @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @returns {Address} */
export const here = () => parse(location.hash);

/**
 * Changes the query of the present address without a step in the browser's history: a filter is not a page.
 * @param {Record<string, string | null>} changes null removes
 */
export function remember(changes) {
  const { path, query } = here();
  for (const [key, value] of Object.entries(changes)) {
    value === null || value === '' ? query.delete(key) : query.set(key, value);
  }
  history.replaceState(null, '', format(path, query));
}
