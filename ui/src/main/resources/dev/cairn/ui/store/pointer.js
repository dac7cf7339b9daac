/** JSON Pointers (RFC 6901) into plain values. Pure. */

/** @param {string} pointer */
const words = pointer => pointer.split('/').slice(1).map(word => word.replaceAll('~1', '/').replaceAll('~0', '~'));

/** @param {any} value @param {string} pointer */
export const at = (value, pointer) => words(pointer).reduce((all, word) => all?.[word], value);

/**
 * The same with another value there; undefined removes, and so does an object that becomes empty.
 * @param {any} value @param {string} pointer @param {unknown} next
 */
export function put(value, pointer, next) {
  const copy = structuredClone(value);
  const path = words(pointer);
  const last = path.pop() ?? '';
  let inner = copy;
  for (const word of path) inner = inner[word] ??= {};
  if (next !== undefined) inner[last] = next;
  else if (Array.isArray(inner)) inner.splice(Number(last), 1);
  else delete inner[last];
  return copy;
}

/** What stands in a field, as a value: a number where it is one, nothing where it is empty. @param {string} text */
export const parsed = text => (text.trim() === '' ? undefined : Number.isNaN(Number(text)) ? text : Number(text));

/** What to show of a value in a field where somebody may be in the middle of it, such as at `0.`. @param {Map<string, string>} drafts @param {string} key @param {unknown} value */
export function shown(drafts, key, value) {
  const draft = drafts.get(key);
  return draft !== undefined && parsed(draft) === value ? draft : value === undefined ? '' : String(value);
}
