/** How far a study is, from its view. Pure. */
import { seconds } from '../format.js';

export const FINAL = ['COMPLETED', 'PRUNED', 'INFEASIBLE', 'FAILED', 'CANCELLED'];
export const STUDY_FINAL = ['COMPLETED', 'FAILED', 'CANCELLED'];

/**
 * @param {any} study as the API shows it
 * @param {number} now in milliseconds by the service's clock
 * @returns {{created: number, ended: number, open: number, budget: number, failed: number, perHour: number, secondsLeft: number}}
 *   `perHour` since the study was created; `secondsLeft` is NaN where nothing tells it
 */
export function progress(study, now) {
  const trials = study.trials ?? {};
  const sum = (/** @type {string[]} */ states) => states.reduce((all, state) => all + (trials[state] ?? 0), 0);
  const ended = sum(FINAL);
  const open = sum(['QUEUED', 'RUNNING']);
  const budget = study.spec.budget.trials;
  const from = Date.parse(study.createdAt);
  const passed = Math.max(1, ((study.endedAt ? Date.parse(study.endedAt) : now) - from) / 1000);
  const over = STUDY_FINAL.includes(study.state);
  const byTrials = ended ? Math.max(0, budget - ended) * (passed / ended) : NaN;
  const byTime = study.spec.budget.duration ? Math.max(0, seconds(study.spec.budget.duration) - passed) : NaN;
  const left = Number.isNaN(byTime) ? byTrials : Number.isNaN(byTrials) ? byTime : Math.min(byTrials, byTime);
  return {
    created: ended + open, ended, open, budget, failed: trials.FAILED ?? 0,
    perHour: ended / (passed / 3600), secondsLeft: over || ended >= budget || study.state === 'PAUSED' ? NaN : left,
  };
}

/** Parts of the budget, for a bar. @param {any} study @returns {{tone: string, part: number, word: string}[]} */
export function parts(study) {
  const trials = study.trials ?? {};
  const whole = Math.max(study.spec.budget.trials, Object.values(trials).reduce((a, b) => Number(a) + Number(b), 0), 1);
  return [['COMPLETED', 'good'], ['PRUNED', 'still'], ['INFEASIBLE', 'warn'], ['FAILED', 'bad'], ['CANCELLED', 'still'], ['RUNNING', 'busy']]
    .filter(([state]) => trials[state])
    .map(([state, tone]) => ({ tone, part: trials[state] / whole, word: `${trials[state]} ${state.toLowerCase()}` }));
}
