import { html } from 'lit';
import '../components/parallel.js';
import { axesOf } from './axes.js';

/**
 * A line for each trial through its hyperparameters to its value. Ranges drawn on an axis filter the whole page.
 * The lines are those that fit all but the ranges: what a range leaves out stays, faintly.
 * @param {import('../store/study.js').StudyStore} store @param {number} objective @param {number[]} rows that count, whatever the ranges
 * @param {(filter: import('../store/filter.js').Filter) => void} show
 */
export const parallel = (store, objective, rows, show) => (/** @type {import('./theme.js').Theme} */ t) => {
  const { trials } = store;
  const here = trials ? rows.filter(row => trials.placed[row]) : [];
  if (!trials || !rows.length) return { empty: 'No trial has completed among those shown.' };
  if (!here.length) return { empty: 'Loading hyperparameters…' };
  const axes = axesOf(trials, objective, here);
  const label = `${here.length} trials through ${trials.parameters.length} parameters to ${trials.objectives[objective].metric}`;
  // The same one until the axes change: another would be drawn anew.
  const picture = { axes, rows: here, trials, objective, theme: t, label };
  return {
    label,
    body: (/** @type {string} */ about) => html`<cairn-parallel .picture=${picture} .about=${about} .filter=${store.filter} .best=${store.best}
      @filter=${(/** @type {any} */ e) => show(e.detail)}></cairn-parallel>`,
    table: {
      columns: ['trial', ...axes.map(p => p.name)],
      rows: () => here.map(row => [trials.number[row], ...axes.map(p => (p.labels ? p.labels[p.data[row]] ?? '' : p.data[row]))]),
    },
  };
};
