/** What stands beside each other. Pure. */
import { duration, number, time } from '../format.js';
import { difference } from '../store/near.js';

/** @typedef {{text: unknown, same: boolean, best?: boolean, more?: string}} Cell */
/** @typedef {{title: string, cells: Cell[]}} Row */

/**
 * @param {string} title @param {any[]} values @param {{say?: (value: any) => string, parameter?: any, sign?: 1 | -1}} [options] `sign` times value is larger for the better
 * @returns {Row}
 */
function row(title, values, { say = value => number(value), parameter, sign } = {}) {
  const [first] = values;
  const finite = sign ? values.filter(Number.isFinite) : [];
  const best = sign && finite.length > 1 ? Math.max(...finite.map(value => sign * value)) : undefined;
  return {
    title,
    cells: values.map((value, i) => ({
      text: value === undefined ? '–' : say(value),
      same: i === 0 || value === first,
      best: best !== undefined && sign !== undefined && sign * value === best,
      more: i && parameter ? difference(parameter, value, first, number).replace('other', '') : '',
    })),
  };
}

/** @param {string[][]} lists */
const union = lists => [...new Set(lists.flat())];

/** @param {{trial: any, study: any}[]} found @param {number} now @returns {Row[]} */
export function trialRows(found, now) {
  const trials = found.map(one => one.trial);
  const objectives = found.flatMap(one => one.study.spec.objectives);
  const parameters = found.flatMap(one => one.study.spec.space.parameters);
  const taken = (/** @type {any} */ t) => (t.attempts.length ? t.attempts.reduce((/** @type {number} */ all, /** @type {any} */ one) => all + (one.endedAt ? Date.parse(one.endedAt) : now) - Date.parse(one.startedAt), 0) / 1000 : undefined);
  const value = (/** @type {any} */ one, /** @type {string} */ metric) => one.trial.values?.[one.study.spec.objectives.findIndex((/** @type {any} */ o) => o.metric === metric)];
  const searched = union(objectives.map(o => [o.metric]));
  return [
    ...searched.map(metric => row(metric, found.map(one => value(one, metric)), { sign: objectives.find(o => o.metric === metric).direction === 'MAXIMIZE' ? 1 : -1 })),
    ...union(parameters.map(p => [p.name])).map(name => row(name, trials.map(t => t.point[name]), { parameter: parameters.find(p => p.name === name) })),
    row('state', trials.map(t => t.state.toLowerCase())),
    ...(trials.some(t => t.cause) ? [row('cause', trials.map(t => t.cause))] : []),
    row('origin', trials.map(t => t.origin.toLowerCase())),
    row('trained for', trials.map(taken), { say: duration }),
    row('attempts', trials.map(t => t.attempts.length)),
    row('worker', trials.map(t => t.attempts.at(-1)?.worker)),
    row('backend', trials.map(t => t.attempts.at(-1)?.backend)),
    row('seed', trials.map(t => t.seed), { say: String }),
    ...union(trials.map(t => Object.keys(t.metrics ?? {}))).filter(name => !searched.includes(name)).sort().map(name => row(name, trials.map(t => t.metrics?.[name]))),
  ];
}

/**
 * @param {{study: any, history: any}[]} found @param {(study: any) => any} progress
 * @param {{count: (n: number) => string, duration: (s: number) => string, number: (n: any) => string}} say
 * @returns {Row[]}
 */
export function studyRows(found, progress, say) {
  const studies = found.map(one => one.study);
  const word = (/** @type {string} */ type) => type.toLowerCase().replaceAll('_', ' ');
  const states = ['COMPLETED', 'PRUNED', 'INFEASIBLE', 'FAILED', 'CANCELLED'];
  const sign = studies[0].spec.objectives[0].direction === 'MAXIMIZE' ? 1 : -1;
  const sameMetric = new Set(studies.map(s => s.spec.objectives[0].metric)).size === 1;
  const winner = (/** @type {any} */ s) => s.confirmation?.candidates.find((/** @type {any} */ c) => c.trial === s.confirmation.winner)?.mean;
  const parameters = union(studies.map(s => s.spec.space.parameters.map((/** @type {any} */ p) => p.name)));
  const range = (/** @type {any} */ s, /** @type {string} */ name) => {
    const p = s.spec.space.parameters.find((/** @type {any} */ one) => one.name === name);
    return p && (p.values ? p.values.join(', ') : `${number(p.low)} to ${number(p.high)}${p.scale && p.scale !== 'LINEAR' ? ', ' + word(p.scale) : ''}`);
  };
  return [
    row('objective', studies.map(s => `${s.spec.objectives[0].direction === 'MAXIMIZE' ? 'maximize' : 'minimize'} ${s.spec.objectives[0].metric}`)),
    row('best', studies.map(s => s.best?.values?.[0]), sameMetric ? { sign } : {}),
    ...(studies.some(winner) ? [row('winner’s mean', studies.map(winner), sameMetric ? { sign } : {})] : []),
    row('trials ended', studies.map(s => progress(s).ended), { say: say.count }),
    ...states.filter(state => studies.some(s => s.trials?.[state])).map(state => row(word(state), studies.map(s => s.trials?.[state] ?? 0), { say: say.count })),
    row('trials an hour', studies.map(s => progress(s).perHour)),
    row('took', studies.map(s => ((s.endedAt ? Date.parse(s.endedAt) : Date.now()) - Date.parse(s.createdAt)) / 1000), { say: say.duration }),
    row('sampler', studies.map(s => word(s.spec.sampler.type))),
    row('pruner', studies.map(s => word(s.spec.pruner.type))),
    row('budget', studies.map(s => s.spec.budget.trials), { say: n => `${say.count(n)} trials` }),
    row('at once', studies.map(s => s.spec.budget.parallel), { say: say.count }),
    row('task', studies.map(s => (s.spec.task ? word(s.spec.task.type) : 'none'))),
    row('seed', studies.map(s => s.spec.seed), { say: String }),
    ...parameters.map(name => row(name, studies.map(s => range(s, name)))),
    row('created', studies.map(s => s.createdAt), { say: time }),
  ];
}
