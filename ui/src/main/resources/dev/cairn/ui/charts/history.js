import { bestSoFar, thin } from '../store/derive.js';
import { number, time } from '../format.js';

const MOST = 4000;

/** Values in the order in which trials ended, and the best up to each. @param {import('../store/study.js').StudyStore} store @param {number} objective @param {boolean} log */
export const history = (store, objective, log) => (/** @type {import('./theme.js').Theme} */ t) => {
  const { trials } = store;
  const rows = store.completed;
  if (!trials || !rows.length) return { empty: 'No trial has completed among those shown.' };
  const { metric, sign, data } = trials.objectives[objective];
  const values = rows.map(row => data[row]);
  const best = bestSoFar(values, sign);
  const places = thin(Uint32Array.from(rows.keys()), MOST, [rows.length - 1]);
  const steps = Array.from(best.keys()).filter(i => i === 0 || best[i] !== best[i - 1]);
  const line = [...steps.map(i => [i + 1, best[i]]), [rows.length, best[best.length - 1]]];
  const canLog = log && values.every(value => value > 0);
  return {
    label: `${metric} of ${rows.length} completed trials; the best is ${number(best[best.length - 1])}`,
    shown: places.length,
    of: rows.length,
    option: {
      ...t.base,
      legend: { ...t.base.legend, data: ['trial', 'best so far'] },
      grid: { ...t.base.grid, top: 28 },
      tooltip: { ...t.base.tooltip, formatter: (/** @type {any} */ p) => (p.seriesIndex === 1 ? `best so far ${number(p.value[1])}`
        : `trial ${trials.number[rows[p.value[0] - 1]]}\n${metric} ${number(p.value[1])}\nended ${time(trials.ended[rows[p.value[0] - 1]])}`) },
      xAxis: t.axis({ type: 'value', min: 1, max: Math.max(2, rows.length), minInterval: 1, name: 'completed trials', splitLine: { show: false } }),
      yAxis: t.axis({ type: canLog ? 'log' : 'value', scale: true }),
      series: [
        { name: 'trial', type: 'scatter', symbolSize: rows.length > 1000 ? 3 : 5, itemStyle: { color: t.still, opacity: 0.55 }, large: rows.length > 2000, data: places.map(i => [i + 1, values[i]]) },
        { name: 'best so far', type: 'line', step: 'end', symbol: 'none', lineStyle: { width: 2, color: t.accent }, itemStyle: { color: t.accent }, data: line },
      ],
    },
    table: { columns: ['completed', 'trial', metric, 'best so far'], rows: () => rows.map((row, i) => [i + 1, trials.number[row], values[i], best[i]]) },
  };
};
