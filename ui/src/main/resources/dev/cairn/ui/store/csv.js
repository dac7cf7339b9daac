/**
 * Reads CSV (RFC 4180) row by row.
 * @param {string} text
 * @returns {Generator<string[]>}
 */
export function* rows(text) {
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const line = text.slice(at, end).replace(/\r$/, '');
    if (!line.includes('"')) {
      at = end + 1;
      if (line) yield line.split(',');
      continue;
    }
    // Quotes may hold commas and line ends: the rare row is read letter by letter.
    const fields = [];
    let field = '';
    let quoted = false;
    for (; at < text.length; at++) {
      const c = text[at];
      if (quoted) {
        if (c !== '"') field += c;
        else if (text[at + 1] === '"') field += text[++at];
        else quoted = false;
      } else if (c === '"') quoted = true;
      else if (c === ',') {
        fields.push(field);
        field = '';
      } else if (c === '\n') break;
      else if (c !== '\r') field += c;
    }
    at++;
    fields.push(field);
    yield fields;
  }
}

/** @param {unknown[][]} table with its header */
export const format = table =>
  table.map(row => row.map(cell => {
    const text = cell === undefined || cell === null || Number.isNaN(cell) ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(',')).join('\r\n') + '\r\n';
