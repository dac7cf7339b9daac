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

/**
 * Reads CSV as it arrives, however it is chopped: a row is given as soon as it is whole.
 * @param {(fields: string[]) => void} take
 * @returns {(text: string, isLast?: boolean) => void}
 */
export function reader(take) {
  let rest = '';
  return (text, isLast = false) => {
    rest += text;
    let end = isLast ? rest.length : rest.lastIndexOf('\n') + 1;
    // A line end may stand inside quotes: there the row is not over.
    while (end && !isLast && isOdd(rest, end)) end = rest.lastIndexOf('\n', end - 2) + 1;
    for (const row of rows(rest.slice(0, end))) take(row);
    rest = rest.slice(end);
  };
}

/** Whether an odd number of quotes stands before a place. @param {string} text @param {number} end */
function isOdd(text, end) {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0 && at < end; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** @param {unknown[][]} table with its header */
export const format = table =>
  table.map(row => row.map(cell => {
    const text = cell === undefined || cell === null || Number.isNaN(cell) ? '' : String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }).join(',')).join('\r\n') + '\r\n';
