import { number } from '../format.js';

const MOST_POINTS = 2000;

/**
 * Lines over steps.
 * @param {{name: string, steps: number[], values: number[], dashed?: boolean, colour?: number}[]} lines @param {{log?: boolean, empty?: string, label: string, best?: 1 | -1, mark?: {step: number, word: string}[]}} options
 */
export const curve = (lines, { log = false, empty = 'No measurement has been reported yet.', label, mark = [] }) => (/** @type {import('./theme.js').Theme} */ t) => {
  const seen = lines.filter(line => line.values.some(Number.isFinite));
  if (!seen.length) return { empty };
  const canLog = log && seen.every(line => line.values.every(value => !Number.isFinite(value) || value > 0));
  const colour = (/** @type {number} */ i) => t.many[i % t.many.length];
  return {
    label,
    option: {
      ...t.base,
      legend: { ...t.base.legend, data: seen.map(line => line.name), left: 0, right: 'auto' },
      grid: { ...t.base.grid, top: 30 },
      tooltip: { ...t.base.tooltip, trigger: 'axis', axisPointer: { lineStyle: { color: t.line } }, order: 'valueDesc',
        formatter: (/** @type {any[]} */ all) => [`step ${all[0]?.value[0]}`, ...all.slice(0, 12).map(one => `${one.seriesName}  ${number(one.value[1])}`)].join('\n') },
      xAxis: t.axis({ type: 'value', scale: true, minInterval: 1, name: 'step', splitLine: { show: false } }),
      yAxis: t.axis({ type: canLog ? 'log' : 'value', scale: true }),
      series: seen.map((line, i) => ({
        name: line.name, type: 'line', symbol: 'circle', symbolSize: 4, showSymbol: line.steps.length < 40, sampling: line.steps.length > MOST_POINTS ? 'lttb' : undefined,
        lineStyle: { width: 1.8, type: line.dashed ? 'dashed' : 'solid' }, itemStyle: { color: colour(line.colour ?? i) }, emphasis: { focus: 'series' },
        data: line.steps.map((step, k) => [step, Number.isFinite(line.values[k]) ? line.values[k] : '-']),
        ...(i === 0 && mark.length ? { markLine: { symbol: 'none', silent: true, lineStyle: { color: t.soft, type: 'dotted' },
          label: { color: t.soft, fontSize: 11, position: 'insideEndTop', formatter: (/** @type {any} */ p) => p.name }, data: mark.map(one => ({ xAxis: one.step, name: one.word })) } } : {}),
      })),
    },
    table: { columns: ['line', 'step', 'value'], rows: () => seen.flatMap(line => line.steps.map((step, k) => [line.name, step, line.values[k]])) },
  };
};
