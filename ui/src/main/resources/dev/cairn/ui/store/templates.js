/** What a study may begin as. Pure. */

export const withoutTask = () => ({
  name: 'my-study',
  space: { parameters: [{ name: 'learningRate', type: 'REAL', low: 0.0001, high: 0.1, scale: 'LOG' }, { name: 'units', type: 'INTEGER', low: 8, high: 128, scale: 'LOG' }] },
  objectives: [{ metric: 'loss', direction: 'MINIMIZE' }],
  sampler: { type: 'AUTOMATIC' },
  pruner: { type: 'NONE' },
  budget: { trials: 30, parallel: 4 },
});

/**
 * @param {{address: string, name: string, columns: string[]}} data @param {any} space a ready one
 */
export function forecasting(data, space) {
  const [time, ...others] = data.columns;
  const target = others[0] ?? time;
  return {
    name: data.name.replaceAll(/[^A-Za-z0-9._-]+/g, '-'),
    task: { type: 'FORECASTING', dataset: data.address, time, targets: [target], horizon: 1, split: { type: 'CHRONOLOGICAL', validation: 0.15, test: 0.15 } },
    space,
    objectives: [{ metric: 'validation.rmse', direction: 'MINIMIZE' }],
    sampler: { type: 'AUTOMATIC' },
    pruner: { type: 'MEDIAN' },
    budget: { trials: 30, parallel: 4 },
  };
}

/** A study once more, under another name and with another seed. @param {any} spec */
export function clone(spec) {
  const copy = structuredClone(spec);
  delete copy.seed;
  delete copy.webhook;
  const counted = /^(.*?)-(\d+)$/.exec(copy.name);
  copy.name = counted ? `${counted[1]}-${Number(counted[2]) + 1}` : `${copy.name}-2`;
  return copy;
}
