import { pages } from '../api.js';

/** @typedef {{steps: number[], values: Record<string, number[]>}} Curve  a value for each step; NaN where there was none */

/** All that a trial has measured. @param {number | string} trial @param {AbortSignal} [signal] @returns {Promise<Curve>} */
export async function curveOf(trial, signal) {
  /** @type {Curve} */
  const curve = { steps: [], values: {} };
  for await (const items of pages(`trials/${trial}/measurements`, signal)) {
    for (const { step, metrics } of items) {
      const at = curve.steps.push(step) - 1;
      for (const [name, value] of Object.entries(metrics)) (curve.values[name] ??= [])[at] = Number(value);
    }
  }
  for (const values of Object.values(curve.values)) for (let i = 0; i < curve.steps.length; i++) values[i] ??= NaN;
  return curve;
}

/** What stands in front of a metric's name: train, validation, gradientNorm. @param {string} name */
const family = name => name.slice(0, name.indexOf('.'));
const LAYERS = { gradientNorm: 'Gradient norm by layer', updateRatio: 'Update ratio by layer' };

/**
 * Metrics that belong in one picture: the same one of training and validation, and one for each layer.
 * @param {string[]} names @returns {Map<string, string[]>} by title
 */
export function together(names) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const name of names) {
    const of = family(name);
    const title = of in LAYERS ? LAYERS[/** @type {'gradientNorm'} */ (of)] : of === 'train' || of === 'validation' ? name.slice(of.length + 1) : name;
    groups.set(title, [...(groups.get(title) ?? []), name]);
  }
  return groups;
}

export const byLayer = (/** @type {string} */ title) => Object.values(LAYERS).includes(title);
