import { front, thin } from '../store/derive.js';
import { duration, number, time } from '../format.js';

/** @typedef {import('./theme.js').Theme} Theme */
/** @typedef {import('../store/study.js').StudyStore} Store */

/** How much each parameter mattered. @param {any} insight as the API tells it @param {number} objective */
export const importance = (insight, objective) => (/** @type {Theme} */ t) => {
  const all = insight?.objectives?.[objective]?.parameters ?? [];
  if (!insight) return { empty: 'Importance is not available yet: too few trials have completed.' };
  if (!all.length) return { empty: 'Importance is not available: too few trials have completed.' };
  const bars = [...all].reverse();
  return {
    label: `The most important parameter is ${all[0].parameter}, with ${Math.round(all[0].importance * 100)} percent`,
    option: {
      ...t.base,
      tooltip: { ...t.base.tooltip, formatter: (/** @type {any} */ p) => `${p.name}\n${number(p.value * 100)} %` },
      grid: { ...t.base.grid, bottom: 4, right: 48 },
      xAxis: t.axis({ type: 'value', show: false }),
      yAxis: t.axis({ type: 'category', data: bars.map(one => one.parameter), axisLine: { show: false }, axisLabel: { width: 120, overflow: 'truncate', color: t.text } }),
      series: [{ type: 'bar', barMaxWidth: 18, itemStyle: { color: t.accent, borderRadius: [0, 2, 2, 0] }, data: bars.map(one => one.importance),
        label: { show: true, position: 'right', color: t.soft, fontSize: 11, formatter: (/** @type {any} */ p) => `${Math.round(p.value * 100)} %` } }],
    },
    table: { columns: ['parameter', 'importance'], rows: () => all.map((/** @type {any} */ one) => [one.parameter, one.importance]) },
  };
};

const MOST_POINTS = 4000;

/** Two objectives against each other, with the trials that no other beats. @param {Store} store @param {number} across @param {number} up */
export const pareto = (store, across, up) => (/** @type {Theme} */ t) => {
  const { trials, completed } = store;
  if (!trials || !completed.length) return { empty: 'No trial has completed among those shown.' };
  const [a, b] = [trials.objectives[across], trials.objectives[up]];
  const best = front(completed.map(row => trials.objectives.map(o => o.data[row])), trials.objectives.map(o => o.sign)).map(i => completed[i]);
  const rows = thin(completed, MOST_POINTS, best);
  const inFront = new Set(best);
  const dot = (/** @type {number} */ row) => [a.data[row], b.data[row], row];
  return {
    label: `${best.length} of ${completed.length} trials are beaten by no other`,
    shown: rows.length,
    of: completed.length,
    option: {
      ...t.base,
      legend: { ...t.base.legend, data: ['Pareto front', 'other trials'] },
      grid: { ...t.base.grid, top: 28 },
      tooltip: { ...t.base.tooltip, formatter: (/** @type {any} */ p) => `trial ${trials.number[p.value[2]]}\n${a.metric} ${number(p.value[0])}\n${b.metric} ${number(p.value[1])}` },
      xAxis: t.axis({ type: 'value', scale: true, name: a.metric, splitLine: { show: false } }),
      yAxis: t.axis({ type: 'value', scale: true, name: b.metric, nameLocation: 'end', nameGap: 6, nameTextStyle: { align: 'left', color: t.soft, fontSize: 11 } }),
      series: [
        { name: 'other trials', type: 'scatter', symbolSize: 4, itemStyle: { color: t.still, opacity: 0.5 }, data: rows.filter(row => !inFront.has(row)).map(dot) },
        { name: 'Pareto front', type: 'line', step: trials.objectives.length === 2 ? 'end' : false, symbol: 'circle', symbolSize: 8, itemStyle: { color: t.accent }, lineStyle: { width: trials.objectives.length === 2 ? 1.5 : 0, color: t.accent },
          data: [...best].sort((i, j) => a.data[i] - a.data[j]).map(dot) },
      ],
    },
    table: { columns: ['trial', ...trials.objectives.map(o => o.metric)], rows: () => best.map(row => [trials.number[row], ...trials.objectives.map(o => o.data[row])]) },
  };
};

/** Learning curves of some trials. @param {Store} store @param {number[]} rows @param {string} metric @param {number} of @param {boolean} log */
export const curves = (store, rows, metric, of, log) => (/** @type {Theme} */ t) => {
  const { trials } = store;
  const found = trials ? rows.map(row => ({ row, curve: store.curve(trials.id[row], metric) })).filter(({ curve }) => curve?.steps.length) : [];
  if (!trials || !found.length) return { empty: 'No measurement has been reported for the trials shown.' };
  const running = new Set(store.running);
  const canLog = log && found.every(({ curve }) => curve?.values.every(value => value > 0));
  return {
    label: `${metric} over steps, of ${found.length} trials`,
    shown: found.length,
    of,
    option: {
      ...t.base,
      // As many names as curves say less than pointing at one.
      legend: { ...t.base.legend, show: found.length <= 6 },
      grid: { ...t.base.grid, top: found.length <= 6 ? 30 : 16 },
      tooltip: { ...t.base.tooltip, formatter: (/** @type {any} */ p) => `${p.seriesName}\nstep ${p.value[0]}\n${metric} ${number(p.value[1])}` },
      xAxis: t.axis({ type: 'value', scale: true, minInterval: 1, name: 'step', splitLine: { show: false } }),
      yAxis: t.axis({ type: canLog ? 'log' : 'value', scale: true }),
      series: found.map(({ row, curve }, i) => ({
        name: `trial ${trials.number[row]}`, type: 'line', animation: false, symbol: 'circle', symbolSize: 4, showSymbol: (curve?.steps.length ?? 0) < 2 || running.has(row), triggerLineEvent: true,
        lineStyle: { width: row === store.best ? 2.5 : found.length > 60 ? 0.8 : 1.2, opacity: row === store.best || running.has(row) ? 1 : found.length > 60 ? 0.35 : 0.6 },
        z: row === store.best ? 3 : 2,
        itemStyle: { color: row === store.best ? t.accent : t.many[i % t.many.length] },
        emphasis: { focus: 'series', lineStyle: { width: 3 } },
        data: curve?.steps.map((step, k) => [step, Number.isFinite(curve.values[k]) ? curve.values[k] : '-']),
      })),
    },
    table: { columns: ['trial', 'step', metric], rows: () => found.flatMap(({ row, curve }) => (curve?.steps ?? []).map((step, k) => [trials.number[row], step, curve?.values[k]])) },
  };
};

/**
 * Which worker ran what, and when.
 * @param {{worker: string, number: number, attempt: number, state: string, from: number, to: number}[] | undefined} attempts @param {number} shown @param {number} of
 */
export const timeline = (attempts, shown, of) => (/** @type {Theme} */ t) => {
  if (!attempts?.length) return { empty: 'No attempt has begun among the trials shown.' };
  const workers = [...new Set(attempts.map(one => one.worker))].sort();
  /** @type {Record<string, string>} */
  const colours = { SUCCEEDED: t.good, FAILED: t.bad, LOST: t.bad, RUNNING: t.busy, PREEMPTED: t.warn, CANCELLED: t.still };
  return {
    label: `${attempts.length} attempts on ${workers.length} workers`,
    shown,
    of,
    unit: 'attempts',
    option: {
      ...t.base,
      tooltip: { ...t.base.tooltip, formatter: (/** @type {any} */ p) => {
        const one = attempts[p.dataIndex];
        return `trial ${one.number}, attempt ${one.attempt}\n${one.state.toLowerCase()} after ${duration((one.to - one.from) / 1000)}\nbegun ${time(one.from)}`;
      } },
      xAxis: t.axis({ type: 'time', splitLine: { show: false }, axisLabel: { formatter: undefined } }),
      yAxis: t.axis({ type: 'category', data: workers, axisLabel: { width: 120, overflow: 'truncate' } }),
      series: [{
        type: 'custom',
        renderItem: (/** @type {any} */ _, /** @type {any} */ api) => {
          const one = attempts[api.value(3)];
          const begin = api.coord([api.value(0), api.value(2)]);
          const end = api.coord([api.value(1), api.value(2)]);
          const height = Math.min(18, api.size([0, 1])[1] * 0.6);
          return { type: 'rect', shape: { x: begin[0], y: begin[1] - height / 2, width: Math.max(1.5, end[0] - begin[0] - 0.5), height, r: 1 }, style: { fill: colours[one.state] ?? t.still, opacity: 0.85 } };
        },
        encode: { x: [0, 1], y: 2 },
        data: attempts.map((one, i) => [one.from, one.to, workers.indexOf(one.worker), i]),
      }],
    },
    table: { columns: ['worker', 'trial', 'attempt', 'state', 'begun', 'seconds'], rows: () => attempts.map(one => [one.worker, one.number, one.attempt, one.state.toLowerCase(), new Date(one.from).toISOString(), (one.to - one.from) / 1000]) },
  };
};
