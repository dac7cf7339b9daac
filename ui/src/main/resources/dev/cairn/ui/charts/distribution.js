import { histogram } from '../store/derive.js';
import { number } from '../format.js';

/** How the values are spread. @param {import('../store/study.js').StudyStore} store @param {number} objective */
export const distribution = (store, objective) => (/** @type {import('./theme.js').Theme} */ t) => {
  const { trials } = store;
  const rows = store.completed;
  if (!trials || !rows.length) return { empty: 'No trial has completed among those shown.' };
  const { metric, data } = trials.objectives[objective];
  const values = rows.map(row => data[row]);
  const bins = histogram(values, Math.max(8, Math.min(50, Math.ceil(Math.sqrt(rows.length)))));
  const last = bins.length - 1;
  const reach = (/** @type {number} */ i) => `${i === 0 && Math.min(...values.slice(0, 5000)) < bins[0].low ? 'up to' : number(bins[i].low) + ' to'} ${number(bins[i].high)}${i === last ? ' or more' : ''}`;
  return {
    label: `${metric} of ${rows.length} completed trials, in ${bins.length} ranges`,
    option: {
      ...t.base,
      tooltip: { ...t.base.tooltip, formatter: (/** @type {any} */ p) => `${reach(p.dataIndex)}\n${number(bins[p.dataIndex].count)} trials` },
      xAxis: t.axis({ type: 'category', data: bins.map(bin => number((bin.low + bin.high) / 2)), name: metric }),
      yAxis: t.axis({ type: 'value', minInterval: 1 }),
      series: [{ type: 'bar', barCategoryGap: '8%', itemStyle: { color: t.accent, borderRadius: [2, 2, 0, 0] }, data: bins.map(bin => bin.count) }],
    },
    table: { columns: ['from', 'to', 'trials'], rows: () => bins.map(bin => [bin.low, bin.high, bin.count]) },
  };
};
