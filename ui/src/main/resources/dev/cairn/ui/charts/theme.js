import { number } from '../format.js';

/** Colours and parts that all charts share, as the style sheet has them now. */
export function theme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue('--' + name).trim();
  const dark = document.documentElement.dataset.theme === 'dark';
  const text = colour('text');
  const soft = colour('text-soft');
  const line = colour('line');
  const font = style.getPropertyValue('--font').trim();
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: soft, fontSize: 11, fontFamily: font, hideOverlap: true, formatter: (/** @type {any} */ v) => (typeof v === 'number' ? number(v) : v) },
    splitLine: { lineStyle: { color: line } },
    nameTextStyle: { color: soft, fontSize: 11, fontFamily: font },
    nameLocation: 'middle',
    nameGap: 26,
  };
  return {
    text, soft, line, dark,
    surface: colour('surface'),
    accent: colour('accent'),
    faint: dark ? 'rgba(159,172,185,0.35)' : 'rgba(75,85,97,0.28)',
    good: colour('good'), bad: colour('bad'), warn: colour('warn'), busy: colour('busy'), still: colour('still'),
    /** From worst to best. */
    ramp: dark ? ['#4b2a6b', '#3b528b', '#21918c', '#5ec962', '#fde725'] : ['#e9d8a6', '#94d2bd', '#3aa99c', '#0a7a82', '#0b3c5d'],
    /** Told apart by most people, whatever they see of colours. */
    many: dark
      ? ['#4fd1c1', '#f2b35d', '#9db4ff', '#f28fb1', '#a4d96c', '#d3a6ff', '#ffd866', '#7fd4ff']
      : ['#0b6b63', '#c2570c', '#3d5bd0', '#b0246b', '#4d7c0f', '#7c3aed', '#946200', '#0f6fa8'],
    axis: (/** @type {any} */ more) => ({ ...axis, ...more, axisLabel: { ...axis.axisLabel, ...more?.axisLabel } }),
    base: {
      animation: false,
      textStyle: { fontFamily: font, color: text },
      grid: { left: 8, right: 16, top: 16, bottom: 26, containLabel: true },
      tooltip: {
        trigger: 'item', renderMode: 'richText', confine: true, backgroundColor: colour('raised'), borderColor: line, borderWidth: 1, padding: [6, 9],
        textStyle: { color: text, fontSize: 12, fontFamily: font },
      },
      legend: { textStyle: { color: soft, fontSize: 11, fontFamily: font }, icon: 'circle', itemWidth: 8, itemHeight: 8, top: 0, right: 0, type: 'scroll', pageTextStyle: { color: soft }, pageIconColor: soft },
    },
  };
}

/** @typedef {ReturnType<typeof theme>} Theme */

/** A number axis of a parameter; ordinal and categorical values stand at their places. @param {any} parameter @param {Theme} theme @param {any} [more] */
export const axisOf = (parameter, theme, more) => theme.axis({
  type: parameter.values ? 'category' : parameter.scale === 'LOG' && parameter.low > 0 ? 'log' : 'value',
  ...(parameter.values ? { data: parameter.labels } : { min: parameter.low, max: parameter.high }),
  name: parameter.name,
  ...more,
});
