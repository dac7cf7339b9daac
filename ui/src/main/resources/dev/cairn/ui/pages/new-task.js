/** The part of a study's form that says what is trained on which data. */
import { html } from 'lit';
import { command } from '../components/curl.js';
import { curl } from '../api.js';
import { SPLITS, TASKS, splitsOf } from '../store/templates.js';

/**
 * A column of the data set that a task names, or several.
 * @typedef {{key: string, title: string, hint?: string, optional?: boolean, many?: boolean, otherwise?: string}} Column
 *   `otherwise`: the field whose columns stand where this one is absent
 */

/** @type {Record<string, {columns: Column[], fields: [string, string, any][]}>} */
const OF = {
  FORECASTING: {
    columns: [{ key: 'time', title: 'Time' }, { key: 'series', title: 'Series', optional: true, hint: 'the column that names a row\'s series' },
      { key: 'targets', title: 'Targets: what is forecast', many: true }, { key: 'features', title: 'Features: known up to the forecast', many: true, otherwise: 'targets' },
      { key: 'knownAhead', title: 'Known ahead: known for the forecast rows too', many: true, optional: true }],
    fields: [['horizon', 'Horizon', { hint: 'rows after the last known one' }], ['season', 'Season', { hint: 'rows; empty: none' }], ['gaps', 'Gaps in time', { options: ['REFUSE', 'ALLOW', 'FILL'] }]],
  },
  SEQUENCE_CLASSIFICATION: {
    columns: [{ key: 'sequence', title: 'Sequence', hint: 'names the sequence of a row' }, { key: 'time', title: 'Time', hint: 'increases within a sequence' }, { key: 'label', title: 'Label', hint: 'the class' },
      { key: 'group', title: 'Group', optional: true, hint: 'never on both sides of a split' }, { key: 'features', title: 'Features', many: true }],
    fields: [['positive', 'Positive class', { text: true, hint: 'the one that is sought; empty: none' }]],
  },
  TEXT_CLASSIFICATION: {
    columns: [{ key: 'text', title: 'Text' }, { key: 'label', title: 'Label', hint: 'the class' }, { key: 'group', title: 'Group', optional: true, hint: 'never on both sides of a split' }],
    fields: [['positive', 'Positive class', { text: true, hint: 'the one that is sought; empty: none' }]],
  },
  ANOMALY_DETECTION: {
    columns: [{ key: 'time', title: 'Time' }, { key: 'series', title: 'Series', optional: true, hint: 'the column that names a row\'s series' }, { key: 'label', title: 'Label', optional: true, hint: 'marks known anomalies' },
      { key: 'features', title: 'Features: what is watched', many: true }],
    fields: [['trainingAnomalies', 'Known anomalies', { options: [['', 'keep'], ['LEAVE_OUT', 'leave out']], hint: 'in the training part' }], ['gaps', 'Gaps in time', { options: ['REFUSE', 'ALLOW', 'FILL'] }]],
  },
};

/** What a split needs. @type {[string, string, string][]} */
const PARTS = [['folds', 'Folds', ''], ['validation', 'Validation part', 'share of all rows'], ['test', 'Sealed test part', 'opened once, for the winner; 0 for none']];

/** @param {string} type */
const words = type => type.toLowerCase().replaceAll('_', ' ');

/** Boxes for several columns. @param {import('./new.js').NewStudy} page @param {Column} column @param {string[]} names */
function boxes(page, { key, title, otherwise }, names) {
  const { task } = page.spec;
  const pointer = `/task/${key}`;
  page.fields.add(pointer);
  const chosen = new Set(task[key] ?? (otherwise ? task[otherwise] : []) ?? []);
  return html`<fieldset class="picks"><legend class="small">${title}</legend><div class="chips">${names.map(name => html`
    <label class="check"><input type="checkbox" .checked=${chosen.has(name)} @change=${(/** @type {any} */ e) => {
      e.target.checked ? chosen.add(name) : chosen.delete(name);
      const next = names.filter(one => chosen.has(one));
      page.set(pointer, next.length ? next : undefined);
    }}> ${name}</label>`)}</div>${page.wrong.get(pointer) ? html`<p class="small wrong">${page.wrong.get(pointer)}</p>` : ''}</fieldset>`;
}

/** @param {import('./new.js').NewStudy} page @param {any} data the data set, if it is known */
function fields(page, data) {
  const { task } = page.spec;
  const of = OF[task.type];
  const columns = /** @type {string[]} */ (data?.columns ?? []);
  const [single, many] = [of.columns.filter(one => !one.many), of.columns.filter(one => one.many)];
  const roles = new Set(single.map(one => task[one.key]));
  const free = columns.filter(one => !roles.has(one));
  const pick = (/** @type {Column} */ one) => page.field(`/task/${one.key}`, one.title, columns.length
    ? { hint: one.hint, options: [...(one.optional || task[one.key] === undefined ? [/** @type {[string, string]} */ (['', 'none'])] : []), ...columns.map(name => /** @type {[string, string]} */ ([name, name]))] }
    : { text: true, hint: one.hint });
  const split = task.split?.type;
  return html`<div class="fields">${single.map(pick)}${of.fields.map(([key, title, kind]) => page.field(`/task/${key}`, title, kind.options && task[key] === undefined && !Array.isArray(kind.options[0]) ? { ...kind, options: [['', words(kind.options[0])], ...kind.options.slice(1)] } : kind))}</div>
    ${columns.length ? many.map(one => boxes(page, one, free)) : ''}
    <div class="fields"><div class="field"><label for="split">Split</label><select id="split" @change=${(/** @type {any} */ e) => {
      page.drafts.clear();
      page.set('/task/split', SPLITS[e.target.value]);
    }}>${splitsOf(task.type).map(type => html`<option value=${type} ?selected=${type === split}>${words(type)}</option>`)}</select></div>
      ${PARTS.filter(([key]) => SPLITS[split]?.[key] !== undefined || task.split?.[key] !== undefined).map(([key, title, hint]) => page.field(`/task/split/${key}`, title, { hint: hint || undefined }))}</div>`;
}

/** @param {import('./new.js').NewStudy} page */
export function task(page) {
  const { spec, datasets } = page;
  const type = spec.task?.type ?? '';
  const data = datasets.find(one => one.address === spec.task?.dataset);
  const isWithoutData = !datasets.length && !type;
  return html`<div class="fields"><div class="field"><label for="task">Task</label><select id="task" aria-describedby="task-about" @change=${(/** @type {any} */ e) => page.train(e.target.value)}>
      <option value="" ?selected=${!type}>none: ask and tell</option>
      ${TASKS.map(one => html`<option value=${one} ?selected=${one === type} ?disabled=${isWithoutData}>${words(one)}</option>`)}</select>
      <span id="task-about" class="small soft">${type ? 'trained by Cairn\'s workers' : 'trained by whoever leases its trials, in any language'}</span></div>
      ${type ? page.field('/task/dataset', 'Data set', { options: [...(data ? [] : [/** @type {[string, string]} */ ([spec.task.dataset, spec.task.dataset])]), ...datasets.map(one => /** @type {[string, string]} */ ([one.address, one.name]))] }) : ''}</div>
    ${isWithoutData ? html`<details><summary class="soft small">A task needs data: how to upload a CSV file</summary>${command(`${curl('datasets?name=my-data', 'POST')} -H 'Content-Type: text/csv' --data-binary @my-data.csv`)}</details>` : ''}
    ${OF[type] ? fields(page, data) : ''}
    ${type ? html`<p class="soft small">Everything else of the task, such as fixed hyperparameters, is written as text.</p>` : ''}`;
}
