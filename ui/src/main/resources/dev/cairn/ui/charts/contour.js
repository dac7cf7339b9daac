import { smooth, thin } from '../store/derive.js';
import { number } from '../format.js';

const CELLS = 36;
const MOST = 600;

/** Where a number stands between a parameter's ends. @param {any} p */
const unit = p => (/** @type {number} */ value) => {
  if (p.values) return (value + 0.5) / p.values.length;
  if (p.scale === 'LOG') return Math.log(value / p.low) / Math.log(p.high / p.low);
  return (value - p.low) / (p.high - p.low);
};

/** @param {any} p @returns {(part: number) => number} */
const back = p => part => (p.scale === 'LOG' ? p.low * (p.high / p.low) ** part : p.low + part * (p.high - p.low));

/** The value over two parameters, smoothed between trials. @param {import('../store/study.js').StudyStore} store @param {number} objective @param {string} across @param {string} up */
export const contour = (store, objective, across, up) => (/** @type {import('./theme.js').Theme} */ t) => {
  const { trials } = store;
  const [p, q] = [across, up].map(name => trials?.parameters.find(one => one.name === name));
  if (!trials || !p || !q || p === q) return { empty: 'Choose two different parameters.' };
  const all = store.completed.filter(row => !Number.isNaN(p.data[row]) && !Number.isNaN(q.data[row]));
  if (all.length < 5) return { empty: 'Fewer than five completed trials have both parameters.' };
  const { metric, sign, data } = trials.objectives[objective];
  const rows = thin(all, MOST, [store.best]);
  const x = rows.map(row => unit(p)(p.data[row]));
  const y = rows.map(row => unit(q)(q.data[row]));
  const cells = smooth(x, y, rows.map(row => data[row]), CELLS);
  const levels = cells.map(cell => cell[2]).sort((a, b) => a - b);
  const [low, high] = [levels[Math.floor(levels.length * 0.02)], levels[Math.floor(levels.length * 0.98)]];
  const ticks = (/** @type {any} */ one) => Array.from({ length: CELLS }, (_, i) => (one.values
    ? one.labels[Math.floor(((i + 0.5) / CELLS) * one.values.length)] : number(back(one)((i + 0.5) / CELLS))));
  const apart = (/** @type {any} */ one) => (/** @type {number} */ i) => (one.values
    ? Math.floor(((i + 0.5) / CELLS) * one.values.length) !== Math.floor(((i - 0.5) / CELLS) * one.values.length) : i % 7 === 3);
  const place = (/** @type {any} */ one) => ({ type: 'category', data: ticks(one), name: one.name, axisLabel: { interval: apart(one) } });
  return {
    label: `${metric} over ${across} and ${up}, smoothed between ${rows.length} trials`,
    shown: rows.length,
    of: all.length,
    option: {
      ...t.base,
      grid: { ...t.base.grid, top: 26, right: 76 },
      tooltip: { ...t.base.tooltip, formatter: (/** @type {any} */ d) => (d.seriesType === 'heatmap' ? `${metric} about ${number(d.value[2])}`
        : `trial ${trials.number[d.value[2]]}\n${metric} ${number(data[d.value[2]])}`) },
      xAxis: [t.axis(place(p)), { type: 'value', min: 0, max: 1, show: false }],
      yAxis: [t.axis({ ...place(q), nameLocation: 'end', nameGap: 6 }), { type: 'value', min: 0, max: 1, show: false }],
      visualMap: { type: 'piecewise', splitNumber: 10, min: low, max: high > low ? high : low + 1, right: 4, top: 'middle', itemWidth: 10, itemHeight: 12, itemGap: 2, seriesIndex: 0,
        inRange: { color: sign > 0 ? t.ramp : [...t.ramp].reverse() }, textStyle: { color: t.soft, fontSize: 10 }, formatter: (/** @type {number} */ a) => number(a) },
      series: [
        { type: 'heatmap', data: cells, silent: false, progressive: 0 },
        { type: 'scatter', xAxisIndex: 1, yAxisIndex: 1, symbolSize: 4, itemStyle: { color: 'transparent', borderColor: t.text, borderWidth: 1, opacity: 0.55 }, data: rows.map((row, i) => [x[i], y[i], row]) },
      ],
    },
    table: { columns: ['trial', across, up, metric], rows: () => all.map(row => [trials.number[row], p.labels?.[p.data[row]] ?? p.data[row], q.labels?.[q.data[row]] ?? q.data[row], data[row]]) },
  };
};
