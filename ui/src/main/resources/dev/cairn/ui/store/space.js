/** How large a space is. Pure. */

/** @param {import('./near.js').Parameter} p how many values it can have @returns {number} */
function values(p) {
  if (p.values) return p.values.length;
  const { low = 0, high = 0 } = p;
  if (p.type === 'INTEGER') return Math.max(0, Math.floor((high - low) / (p.step ?? 1)) + 1);
  return p.step ? Math.floor((high - low) / p.step + 1e-9) + 1 : Infinity;
}

/** @param {import('./near.js').Parameter[]} parameters @returns {string} in words */
export function size(parameters) {
  const all = parameters.map(values);
  const finite = all.filter(Number.isFinite).reduce((a, b) => a * b, 1);
  const open = all.length - all.filter(Number.isFinite).length;
  const conditional = parameters.some(p => p.when && Object.keys(p.when).length) ? ', fewer where a parameter does not exist' : '';
  const counted = finite < 1e15 ? finite.toLocaleString('en') : finite.toExponential(1);
  if (!all.length) return 'no parameter yet';
  if (!open) return `${counted} points${conditional}`;
  return `${open} continuous ${open === 1 ? 'parameter' : 'parameters'}${finite > 1 ? `, times ${counted} combinations of the others` : ''}${conditional}`;
}
