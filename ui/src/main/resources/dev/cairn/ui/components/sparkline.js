import { html, svg } from 'lit';

/** A line of a few numbers, without axes. @param {ArrayLike<number>} values @param {string} label for those who do not see it */
export function sparkline(values, label) {
  const finite = Array.from(values).filter(Number.isFinite);
  if (finite.length < 2) return html`<span class="soft">–</span>`;
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const path = finite.map((value, i) =>
    `${i ? 'L' : 'M'}${((i / (finite.length - 1)) * 100).toFixed(1)} ${(20 - ((value - low) / span) * 18).toFixed(1)}`).join('');
  return html`<svg class="spark" viewBox="0 0 100 22" preserveAspectRatio="none" role="img" aria-label=${label}>${svg`<path d=${path}></path>`}</svg>`;
}
