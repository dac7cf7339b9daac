import { number } from '../format.js';

const MOST_POINTS = 2000;

/**
 * Lines over steps.
 * @param {{name: string, steps: number[], values: number[], dashed?: boolean, colour?: number}[]} lines @param {{log?: boolean, empty?: string, label: string, mark?: {step: number, word: string}[], across?: string, step?: boolean}} options
 */
export const curve = (lines, { log = false, empty = 'No measurement has been reported yet.', label, mark = [], across = 'step', step = false }) => (/** @type {import('./theme.js').Theme} */ t) => {
  const seen = lines.filter(line => line.values.some(Number.isFinite));
  if (!seen.length) return { empty };
  const canLog = log && seen.every(line => line.values.every(value => !Number.isFinite(value) || value > 0));
  const numbers = seen.flatMap(line => line.values.filter(Number.isFinite));
  const colour = (/** @type {number} */ i) => t.many[i % t.many.length];
  return {
    label,
    option: {
      ...t.base,
      legend: { ...t.base.legend, data: seen.map(line => line.name), left: 0, right: 'auto' },
      grid: { ...t.base.grid, top: 30 },
      tooltip: { ...t.base.tooltip, trigger: 'axis', axisPointer: { lineStyle: { color: t.line } }, order: 'valueDesc',
        formatter: (/** @type {any[]} */ all) => [`${across} ${number(all[0]?.value[0])}`, ...all.filter(one => !mark.some(m => m.word === one.seriesName)).slice(0, 12).map(one => `${one.seriesName}  ${number(one.value[1])}`)].join('\n') },
      xAxis: t.axis({ type: 'value', scale: true, minInterval: 1, name: across, splitLine: { show: false } }),
      yAxis: t.axis({ type: canLog ? 'log' : 'value', scale: true }),
      series: [...seen.map((line, i) => ({
        name: line.name, type: 'line', step: step ? 'end' : false, symbol: 'circle', symbolSize: 4, showSymbol: line.steps.length < 40, sampling: line.steps.length > MOST_POINTS ? 'lttb' : undefined,
        lineStyle: { width: 1.8, type: line.dashed ? 'dashed' : 'solid' }, itemStyle: { color: colour(line.colour ?? i) }, emphasis: { focus: 'series' },
        data: line.steps.map((step, k) => [step, Number.isFinite(line.values[k]) ? line.values[k] : '-']),
      })), ...mark.map(one => ({
        name: one.word, type: 'line', symbol: 'none', silent: true, lineStyle: { color: t.soft, width: 1, type: 'dotted' }, tooltip: { show: false },
        data: [[one.step, Math.min(...numbers)], [one.step, Math.max(...numbers)]], endLabel: { show: true, color: t.soft, fontSize: 11, formatter: one.word },
      }))],
    },
    table: { columns: ['line', across, 'value'], rows: () => seen.flatMap(line => line.steps.map((step, k) => [line.name, step, line.values[k]])) },
  };
};
