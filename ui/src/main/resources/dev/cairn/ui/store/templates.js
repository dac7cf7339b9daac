/** What a study may begin as. Pure. */

/**
 * @typedef {{address: string, name: string, columns: string[]}} Data
 * @typedef {'FORECASTING' | 'SEQUENCE_CLASSIFICATION' | 'TEXT_CLASSIFICATION' | 'ANOMALY_DETECTION'} TaskType
 */

export const TASKS = /** @type {TaskType[]} */ (['FORECASTING', 'SEQUENCE_CLASSIFICATION', 'TEXT_CLASSIFICATION', 'ANOMALY_DETECTION']);

/** What each split begins with. @type {Record<string, any>} */
export const SPLITS = {
  CHRONOLOGICAL: { type: 'CHRONOLOGICAL', validation: 0.15, test: 0.15 },
  ROLLING_ORIGIN: { type: 'ROLLING_ORIGIN', folds: 3, validation: 0.1, test: 0.15 },
  BLOCKED_K_FOLD: { type: 'BLOCKED_K_FOLD', folds: 5, test: 0.15 },
  HOLD_OUT: { type: 'HOLD_OUT', validation: 0.15, test: 0.15 },
  K_FOLD: { type: 'K_FOLD', folds: 5, test: 0.15 },
};

/** Which splits a task may have. @param {string} task */
export const splitsOf = task => (task.endsWith('CLASSIFICATION') ? ['HOLD_OUT', 'K_FOLD'] : ['CHRONOLOGICAL', 'ROLLING_ORIGIN', 'BLOCKED_K_FOLD']);

export const withoutTask = () => ({
  name: 'my-study',
  space: { parameters: [{ name: 'learningRate', type: 'REAL', low: 0.0001, high: 0.1, scale: 'LOG' }, { name: 'units', type: 'INTEGER', low: 8, high: 128, scale: 'LOG' }] },
  objectives: [{ metric: 'loss', direction: 'MINIMIZE' }],
  sampler: { type: 'AUTOMATIC' },
  pruner: { type: 'NONE' },
  budget: { trials: 30, parallel: 4 },
});

const TIME = /time|date|stamp|hour|day|step/i;
const LABEL = /label|class|category|anomal|fault|failure|target|^y$/i;
const TEXT = /text|message|body|comment|review|title/i;
const SEQUENCE = /sequence|series|session|subject|recording|(^|_|\b)id$/i;

/** What a data set looks made for, by the names of its columns. @param {Data} data @returns {TaskType} */
export function guess({ columns }) {
  const has = (/** @type {RegExp} */ one) => columns.some(column => one.test(column));
  if (has(TEXT) && has(LABEL)) return 'TEXT_CLASSIFICATION';
  if (columns.some(column => /anomal|fault|failure/i.test(column))) return 'ANOMALY_DETECTION';
  return has(SEQUENCE) && has(LABEL) ? 'SEQUENCE_CLASSIFICATION' : 'FORECASTING';
}

/** A task on a data set, with columns guessed by their names; the person sees and changes them. @param {TaskType} type @param {Data} data */
function task(type, { address, columns }) {
  const taken = new Set();
  const one = (/** @type {RegExp} */ like, /** @type {string | undefined} */ otherwise) => {
    const found = columns.find(column => like.test(column) && !taken.has(column)) ?? otherwise;
    taken.add(found);
    return found;
  };
  const rest = () => columns.filter(column => !taken.has(column));
  const split = SPLITS[splitsOf(type)[0]];
  if (type === 'FORECASTING') {
    const time = one(TIME, columns[0]);
    return { type, dataset: address, time, targets: rest().slice(0, 1), horizon: 1, split };
  }
  if (type === 'ANOMALY_DETECTION') {
    const time = one(TIME, columns[0]);
    const label = one(LABEL, undefined);
    return { type, dataset: address, time, features: rest(), ...(label ? { label } : {}), split };
  }
  const label = one(LABEL, columns.at(-1));
  if (type === 'TEXT_CLASSIFICATION') return { type, dataset: address, text: one(TEXT, rest()[0]), label, split };
  const sequence = one(SEQUENCE, rest()[0]);
  const time = one(TIME, rest()[0]);
  return { type, dataset: address, sequence, time, features: rest(), label, split };
}

/**
 * A study of a task: what it is called and may cost stays.
 * @param {any} spec @param {TaskType} type @param {Data} data @param {any} known of the task, from the list of hyperparameters: a ready space and its metrics
 */
export function ofTask(spec, type, data, known) {
  const made = /** @type {any} */ (task(type, data));
  const isBlind = type === 'ANOMALY_DETECTION' && !made.label;
  const metric = isBlind ? 'validation.loss' : known?.metrics[0] ?? 'validation.loss';
  return {
    ...spec, task: made,
    space: known?.spaces.SMALL ?? spec.space,
    objectives: [{ metric, direction: /prAuc|rocAuc|accuracy|f1|mcc|recall|precision|r2|skill/i.test(metric) ? 'MAXIMIZE' : 'MINIMIZE' }],
    pruner: { type: 'MEDIAN' },
  };
}

/** The same study without a task: whoever leases its trials trains them. @param {any} spec */
export function ofNoTask(spec) {
  const { objectives, pruner, space } = withoutTask();
  const { task, confirmation, ...rest } = spec;
  return task ? { ...rest, space, objectives, pruner } : spec;
}

/** A name for a study of a data set. @param {Data} data */
export const named = data => data.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-');

/** A study once more, under another name and with another seed. @param {any} spec */
export function clone(spec) {
  const copy = structuredClone(spec);
  delete copy.seed;
  delete copy.webhook;
  const counted = /^(.*?)-(\d+)$/.exec(copy.name);
  copy.name = counted ? `${counted[1]}-${Number(counted[2]) + 1}` : `${copy.name}-2`;
  return copy;
}
