/** The form of a study to be: a template of its specification. */
import { html } from 'lit';
import { task } from './new-task.js';

const SAMPLERS = ['AUTOMATIC', 'GAUSSIAN_PROCESS', 'RANDOM', 'QUASI_RANDOM', 'GRID'];
const PRUNERS = ['NONE', 'MEDIAN', 'PERCENTILE', 'THRESHOLD', 'PATIENCE', 'SUCCESSIVE_HALVING', 'HYPERBAND', 'CURVE_EXTRAPOLATION'];
const TYPES = ['REAL', 'INTEGER', 'ORDINAL', 'CATEGORICAL'];
const SCALES = ['LINEAR', 'LOG', 'REVERSE_LOG'];
/** What a pruner or sampler cannot do without. @type {Record<string, [string, string][]>} */
const NEEDS = {
  THRESHOLD: [['atMost', 'At most'], ['atLeast', 'At least']],
  HYPERBAND: [['maxSteps', 'Most steps']],
  GRID: [['points', 'Points of each continuous parameter']],
};

/** @typedef {import('./new.js').NewStudy} Page */

/** @param {string} title @param {unknown} body @param {unknown} [tools] */
const panel = (title, body, tools = '') => html`<section class="panel" aria-label=${title}><header><h2>${title}</h2><div class="tools">${tools}</div></header><div class="body stack">${body}</div></section>`;

/** @param {string} text such as `optimizer = SGD, ADAM` */
function condition(text) {
  const found = /^\s*([\w.-]+)\s*=\s*(.+)$/.exec(text);
  return found ? { [found[1]]: found[2].split(',').map(one => (Number.isNaN(Number(one)) ? one.trim() : Number(one))) } : undefined;
}

/** @param {Page} page @param {any} p @param {number} i */
function parameter(page, p, i) {
  const at = `/space/parameters/${i}`;
  const isList = p.type === 'ORDINAL' || p.type === 'CATEGORICAL';
  const when = Object.entries(p.when ?? {}).map(([name, values]) => `${name} = ${/** @type {any[]} */ (values).join(', ')}`).join('; ');
  const draft = page.drafts.get(at + '/when');
  page.fields.add(at + '/when');
  const own = page.wrong.get(at);
  if (own) page.fields.add(at);
  return html`<fieldset class="parameter"><legend class="hide">Parameter ${p.name || i + 1}</legend><div class="fields tight">
      ${page.field(at + '/name', 'Name', { text: true })}${page.field(at + '/type', 'Type', { options: TYPES })}
      ${isList ? html`<div class="span">${page.field(at + '/values', 'Values', { list: true, placeholder: p.type === 'ORDINAL' ? '16, 32, 64' : 'ADAM, SGD' })}</div>`
        : html`${page.field(at + '/low', 'Low')}${page.field(at + '/high', 'High')}${page.field(at + '/scale', 'Scale', { options: SCALES })}`}
      <div class="field"><label for="when-${i}">Only where</label><input id="when-${i}" placeholder="optimizer = SGD" autocomplete="off" spellcheck="false" .value=${draft ?? when}
        aria-describedby="when-${i}-about" @input=${(/** @type {any} */ e) => {
          page.drafts.set(at + '/when', e.target.value);
          page.set(at + '/when', condition(e.target.value));
        }}><span id="when-${i}-about" class="small wrong">${page.wrong.get(at + '/when') ?? (draft && !condition(draft) ? 'Write it as name = value, value.' : '')}</span></div></div>
    ${own ? html`<p class="small wrong">${own}</p>` : ''}
    <button class="quiet small remove" title="Remove" aria-label="Remove the parameter ${p.name || i + 1}" @click=${() => {
      page.drafts.clear();
      page.set(at, undefined);
    }}>✕</button></fieldset>`;
}

/** @param {Page} page @param {'sampler' | 'pruner'} part @param {string} label @param {string[]} types */
function typed(page, part, label, types) {
  const type = page.spec[part]?.type;
  return html`${page.field(`/${part}/type`, label, { options: types })}${(NEEDS[type] ?? []).map(([name, title]) => page.field(`/${part}/${name}`, title))}`;
}

/** @param {Page} page */
export function form(page) {
  const { spec } = page;
  const metrics = page.catalogue.find(one => one.task === spec.task?.type)?.metrics;
  const parameters = spec.space?.parameters ?? [];
  const labels = page.drafts.get('/labels') ?? Object.entries(spec.labels ?? {}).map(([key, value]) => `${key}=${value}`).join(', ');
  return html`
    ${panel('Study', html`<div class="fields">${page.field('/name', 'Name', { text: true, hint: 'letters, digits, dots, dashes, underscores' })}
      <div class="field"><label for="labels">Labels</label><input id="labels" autocomplete="off" placeholder="team=research" .value=${labels} @input=${(/** @type {any} */ e) => {
        page.drafts.set('/labels', e.target.value);
        const pairs = e.target.value.split(',').map((/** @type {string} */ one) => one.split('=').map(word => word.trim())).filter((/** @type {string[]} */ one) => one.length === 2 && one[0]);
        page.set('/labels', pairs.length ? Object.fromEntries(pairs) : undefined);
      }}></div></div>
      ${(spec.objectives ?? []).map((/** @type {any} */ _, /** @type {number} */ i) => html`<div class="fields">${page.field(`/objectives/${i}/metric`, i ? `Objective ${i + 1}` : 'Objective', { text: true, suggest: metrics, hint: i ? undefined : 'the metric that whoever trains reports; the first decides what is best' })}
        ${page.field(`/objectives/${i}/direction`, 'Direction', { options: ['MINIMIZE', 'MAXIMIZE'] })}${i ? html`<button class="quiet small bottom" @click=${() => page.set(`/objectives/${i}`, undefined)}>Remove</button>` : ''}</div>`)}
      <div><button class="small" @click=${() => page.set('/objectives', [...(spec.objectives ?? []), { metric: 'duration', direction: 'MINIMIZE' }])}>Add an objective</button></div>`)}
    ${panel('What is trained', task(page))}
    ${panel('Search space', html`${parameters.map((/** @type {any} */ p, /** @type {number} */ i) => parameter(page, p, i))}
      <div><button class="small" @click=${() => page.set('/space/parameters', [...parameters, { name: `parameter${parameters.length + 1}`, type: 'REAL', low: 0, high: 1 }])}>Add a parameter</button></div>
      <div class="field"><label for="constraints">Constraints, one a line</label><textarea id="constraints" rows="2" spellcheck="false" placeholder="layers * units <= 512" .value=${page.drafts.get('/space/constraints') ?? (spec.space?.constraints ?? []).join('\n')}
        @input=${(/** @type {any} */ e) => {
          page.drafts.set('/space/constraints', e.target.value);
          const lines = e.target.value.split('\n').map((/** @type {string} */ one) => one.trim()).filter(Boolean);
          page.set('/space/constraints', lines.length ? lines : undefined);
        }}></textarea></div>`)}
    ${panel('How to search', html`<div class="fields">${typed(page, 'sampler', 'Sampler', SAMPLERS)}${typed(page, 'pruner', 'Pruner', PRUNERS)}</div>
      <div class="fields">${page.field('/budget/trials', 'Trials', { hint: 'how many in all' })}${page.field('/budget/parallel', 'At once', { hint: 'empty: as many as workers take' })}
        ${page.field('/budget/duration', 'Time', { text: true, placeholder: 'PT2H', hint: 'ISO 8601, from its creation on' })}${page.field('/budget/target', 'Target', { hint: 'the search ends when a trial is as good' })}${page.field('/seed', 'Seed', { hint: 'empty: drawn' })}</div>`)}`;
}
