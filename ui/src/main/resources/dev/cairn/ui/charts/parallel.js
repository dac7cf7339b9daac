import { thin } from '../store/derive.js';
import { everything, fitting } from '../store/filter.js';

/** More lines than this say no more. */
const MOST = 2500;

/**
 * A line for each trial through its hyperparameters to its value. Ranges drawn on an axis filter the whole page.
 * The lines are those that fit all but the ranges: what a range leaves out stays, faintly.
 * @param {import('../store/study.js').StudyStore} store @param {number} objective
 */
export const parallel = (store, objective) => (/** @type {import('./theme.js').Theme} */ t) => {
  const { trials } = store;
  if (!trials) return { empty: 'No trial yet.' };
  const rest = { ...everything(), states: store.filter.states };
  const { metric, sign, data } = trials.objectives[objective];
  const rows = Array.from(fitting(trials, rest)).filter(row => trials.counts(row));
  if (!rows.length) return { empty: 'No trial has completed among those shown.' };
  // The best is drawn last, above all others.
  const lines = thin(rows, MOST, [store.best]).sort((a, b) => sign * (data[a] - data[b]));
  const values = lines.map(row => data[row]).sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => values[Math.floor(part * (values.length - 1))];
  const columns = [...trials.parameters, { name: metric, scale: 'LINEAR', values: undefined, labels: undefined, data, low: undefined, high: undefined }];
  const small = { color: t.soft, fontSize: 11 };
  return {
    label: `${lines.length} trials through ${trials.parameters.length} parameters to ${metric}`,
    shown: lines.length,
    of: rows.length,
    option: {
      ...t.base,
      tooltip: undefined,
      parallel: { left: 36, right: 76, top: 34, bottom: 18, axisExpandable: columns.length > 14, axisExpandWidth: 90 },
      parallelAxis: columns.map((p, dim) => ({
        dim,
        id: dim < trials.parameters.length ? 'p.' + p.name : 'v.' + metric,
        name: p.name.length > 18 ? p.name.slice(0, 17) + '…' : p.name,
        realtime: false,
        type: p.values ? 'category' : p.scale === 'LOG' && Number(p.low) > 0 ? 'log' : 'value',
        ...(p.values ? { data: p.labels } : { min: p.low, max: p.high, scale: true }),
        nameTextStyle: { color: t.text, fontSize: 11 },
        nameGap: 12,
        axisLine: { lineStyle: { color: t.soft } },
        axisTick: { show: false },
        axisLabel: { ...t.axis({}).axisLabel, ...small, margin: 6, color: t.text, backgroundColor: t.surface, padding: [1, 3], borderRadius: 3 },
        minorTick: { show: false },
        splitNumber: 4,
        areaSelectStyle: { width: 16, color: t.accent, opacity: 0.25, borderColor: t.accent, borderWidth: 1 },
      })),
      visualMap: {
        show: true, type: 'continuous', dimension: columns.length - 1, min: at(0), max: at(0.95) === at(0) ? at(0) + 1 : at(0.95), calculable: false, orient: 'vertical', right: 4, top: 'middle',
        itemHeight: 120, itemWidth: 10, inRange: { color: sign > 0 ? t.ramp : [...t.ramp].reverse() }, textStyle: small, formatter: t.axis({}).axisLabel.formatter, seriesIndex: 0,
      },
      series: [{
        type: 'parallel', progressive: 400, progressiveThreshold: 600, inactiveOpacity: 0.03, activeOpacity: 0.8, smooth: 0.1,
        lineStyle: { width: lines.length > 300 ? 1 : 1.5, opacity: Math.max(0.12, Math.min(0.8, 120 / lines.length)) },
        data: lines.map(row => columns.map(p => (Number.isNaN(p.data[row]) ? '-' : p.data[row]))),
      }],
    },
    table: {
      columns: ['trial', ...columns.map(p => p.name)],
      rows: () => rows.map(row => [trials.number[row], ...columns.map(p => (p.labels ? p.labels[p.data[row]] ?? '' : p.data[row]))]),
    },
  };
};

/**
 * Ties the ranges on the axes to the filter, both ways.
 * @param {any} chart ECharts' @param {import('../store/study.js').StudyStore} store @param {(filter: import('../store/filter.js').Filter) => void} show
 */
export function brushing(chart, store, show) {
  chart.on('axisareaselected', () => {
    const { trials } = store;
    if (!trials) return;
    const filter = { states: store.filter.states, ranges: new Map(store.filter.ranges), picks: new Map(store.filter.picks) };
    for (const axis of chart.getModel().queryComponents({ mainType: 'parallelAxis' })) {
      const key = axis.id;
      const intervals = axis.activeIntervals;
      const parameter = trials.parameters.find(p => 'p.' + p.name === key);
      filter.ranges.delete(key);
      filter.picks.delete(key);
      if (!intervals.length) continue;
      const low = Math.min(...intervals.flat());
      const high = Math.max(...intervals.flat());
      if (parameter?.labels) {
        filter.picks.set(key, new Set(parameter.labels.filter((_, i) => intervals.some((/** @type {number[]} */ [a, b]) => i >= a && i <= b))));
      } else filter.ranges.set(key, [round(low), round(high)]);
    }
    show(filter);
  });
}

/** Shows the filter's ranges on the axes. @param {any} chart @param {import('../store/study.js').StudyStore} store */
export function showRanges(chart, store) {
  for (const axis of chart.getModel().queryComponents({ mainType: 'parallelAxis' })) {
    const range = store.filter.ranges.get(axis.id);
    const pick = store.filter.picks.get(axis.id);
    const parameter = store.trials?.parameters.find(p => 'p.' + p.name === axis.id);
    const intervals = range ? [[Math.max(range[0], -1e300), Math.min(range[1], 1e300)]]
      : pick && parameter?.labels ? parameter.labels.flatMap((label, i) => (pick.has(label) ? [[i - 0.4, i + 0.4]] : [])) : [];
    const before = axis.activeIntervals;
    if (!range && !pick && !before.length) continue;
    chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId: axis.id, intervals }, { silent: true });
  }
}

/** An address needs no more digits. @param {number} value */
const round = value => Number(value.toPrecision(4));
