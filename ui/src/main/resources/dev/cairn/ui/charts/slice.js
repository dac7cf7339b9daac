import { thin } from '../store/derive.js';
import { number } from '../format.js';
import { axisOf } from './theme.js';

const MOST = 3000;

/** The value over one parameter. @param {import('../store/study.js').StudyStore} store @param {number} objective @param {string} name */
export const slice = (store, objective, name) => (/** @type {import('./theme.js').Theme} */ t) => {
  const { trials } = store;
  const parameter = trials?.parameters.find(p => p.name === name);
  const all = parameter ? store.completed.filter(row => !Number.isNaN(parameter.data[row])) : [];
  if (!trials || !parameter || !all.length) return { empty: 'No trial with this parameter has completed among those shown.' };
  const { metric, data } = trials.objectives[objective];
  const rows = thin(all, MOST, [store.best]);
  const says = (/** @type {number} */ row) => (parameter.labels ? parameter.labels[parameter.data[row]] : number(parameter.data[row]));
  return {
    label: `${metric} over ${name}, ${rows.length} trials`,
    shown: rows.length,
    of: all.length,
    option: {
      ...t.base,
      tooltip: { ...t.base.tooltip, formatter: (/** @type {any} */ p) => `trial ${trials.number[p.value[2]]}\n${name} ${says(p.value[2])}\n${metric} ${number(p.value[1])}` },
      xAxis: axisOf(parameter, t, { splitLine: { show: false } }),
      yAxis: t.axis({ type: 'value', scale: true, name: metric, nameLocation: 'end', nameGap: 6, nameTextStyle: { align: 'left', color: t.soft, fontSize: 11 } }),
      grid: { ...t.base.grid, top: 26 },
      // Colour says when: the sampler's way is seen as it closes in.
      visualMap: { show: false, dimension: 3, min: 0, max: Math.max(1, all.length), inRange: { color: t.ramp } },
      series: [{ type: 'scatter', symbolSize: rows.length > 800 ? 4 : 7, itemStyle: { opacity: 0.75 }, progressive: 1000,
        data: rows.map((row, i) => [parameter.data[row], data[row], row, (i / rows.length) * all.length]) }],
    },
    table: { columns: ['trial', name, metric], rows: () => all.map(row => [trials.number[row], parameter.labels ? says(row) : parameter.data[row], data[row]]) },
  };
};
