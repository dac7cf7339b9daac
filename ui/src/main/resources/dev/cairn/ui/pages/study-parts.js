/** Parts of a study's page that are templates of what the store has, without a state of their own. */
import { html } from 'lit';
import { badge } from '../components/badge.js';
import { bar } from '../components/bar.js';
import { confirmed } from '../components/dialog.js';
import { enqueue, firstPoint } from '../components/enqueue.js';
import { mayChange, whyNot } from '../components/me.js';
import { attempt, toast } from '../components/toast.js';
import { curl, download, now, send } from '../api.js';
import { command } from '../components/curl.js';
import { count, duration, number, time } from '../format.js';
import { progress } from '../store/progress.js';

/** @typedef {import('../store/study.js').StudyStore} Store */

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'];

/**
 * What a person may do to a study in a state. The call is a POST below the study where nothing else is said.
 * @type {{word: string, call: string, states?: string[], text: string, danger?: boolean, when?: (study: any) => boolean, method?: string, body?: unknown}[]}
 */
const ACTIONS = [
  { word: 'Pause', call: '/pause', states: ['ACTIVE'], text: 'No trial is granted until it is resumed. Running trials go on.' },
  { word: 'Resume', call: '/resume', states: ['PAUSED'], text: 'Trials are granted again.' },
  { word: 'Retry failed', call: '/retry-failed', states: ['ACTIVE', 'PAUSED', 'COMPLETED', 'FAILED'], when: study => study.trials?.FAILED > 0,
    text: 'Every failed trial is queued again with the same point and seed. A study that has ended is reopened.' },
  { word: 'Cancel', call: '/cancel', states: ['ACTIVE', 'PAUSED', 'STOPPING', 'CONFIRMING'], danger: true,
    text: 'The study ends for good. Queued trials are cancelled; running ones are told with their next report.' },
  { word: 'Archive', call: '', method: 'PATCH', body: { archived: true }, states: ENDED, when: study => !study.archived, text: 'It leaves the list of studies. Nothing is lost, and it can be brought back.' },
  { word: 'Bring back', call: '', method: 'PATCH', body: { archived: false }, when: study => study.archived, text: 'It is in the list of studies again.' },
  { word: 'Delete', call: '', method: 'DELETE', states: ENDED, danger: true, text: 'The study, its trials and their models are gone for good.' },
];

/** @param {Store} store @param {(typeof ACTIONS)[number]} action */
async function act(store, { word, call, text, danger, method = 'POST', body }) {
  const path = `studies/${store.id}${call}`;
  const { name } = store.study.spec;
  if (!(await confirmed(`${word}: ${name}`, text, word, { path, method, body }, danger))) return;
  await attempt(async () => {
    const study = await send(path, method, body);
    if (!study) {
      toast(`Study ${name} was deleted.`);
      location.hash = '#/studies';
      return;
    }
    store.study = study;
    store.hear();
    store.told();
  });
}

/** @param {Store} store @param {import('../components/me.js').Me | undefined} who */
const actions = (store, who) => (!mayChange(who) ? whyNot(who) : html`
  ${ACTIONS.filter(({ states, when }) => (states?.includes(store.study.state) ?? true) && (when?.(store.study) ?? true))
    .map(action => html`<button class=${action.danger ? 'danger' : ''} @click=${() => act(store, action)}>${action.word}</button>`)}
  ${['ACTIVE', 'PAUSED'].includes(store.study.state) ? html`<button @click=${() => enqueue(`A trial of ${store.study.spec.name}`, store.study, store.study.best?.point ?? firstPoint(store.study.spec.space.parameters))}>Queue a trial</button>` : ''}
  <a class="button" href="#/studies/new?from=${store.id}">Clone</a>`);

/** @param {Store} store @param {import('../components/me.js').Me | undefined} who */
export function header(store, who) {
  const { study } = store;
  const { spec } = study;
  const labels = Object.entries(spec.labels ?? {});
  return html`<header class="stack">
    <div class="row"><div class="grow"><nav class="crumbs" aria-label="Where you are"><a href="#/studies">Studies</a> / ${study.id}</nav>
      <div class="row"><h1>${spec.name}</h1>${badge(study.state)}${study.archived ? html`<span class="soft">archived</span>` : ''}</div>
      <p class="soft wrap">${spec.objectives.map((/** @type {any} */ o) => `${o.direction === 'MAXIMIZE' ? 'maximize' : 'minimize'} ${o.metric}`).join(', ')}
        · ${words(spec.sampler.type)} sampler · ${words(spec.pruner.type) === 'none' ? 'no' : words(spec.pruner.type)} pruner${spec.task ? ` · ${words(spec.task.type)}` : ''}${
        labels.map(([key, value]) => ` · ${key}: ${value}`)}</p></div>
      <div class="row">${actions(store, who)}</div></div>
    ${study.reason ? html`<p class="notice ${study.state === 'FAILED' ? 'bad' : study.state === 'PAUSED' ? 'warn' : ''}">${study.reason}</p>` : ''}</header>`;
}

/** @param {string} type */
const words = type => type.toLowerCase().replaceAll('_', ' ');

/** @param {Store} store */
export function figures(store) {
  const { study } = store;
  const { ended, budget, perHour, secondsLeft } = progress(study, now());
  const running = study.trials?.RUNNING ?? 0;
  return html`<section class="panel" aria-label="Progress"><div class="body stack">
    <dl class="figures">
      <div><dt>Best ${study.spec.objectives[0].metric}</dt><dd>${study.best ? html`${number(study.best.values[0])} <small><a href="#/trials/${study.best.id}">trial ${study.best.number}</a></small>` : '–'}</dd></div>
      <div><dt>Trials ended</dt><dd>${count(ended)} <small>of ${count(budget)}</small></dd></div>
      <div><dt>Running</dt><dd>${count(running)} <small>${study.trials?.QUEUED ? `${count(study.trials.QUEUED)} queued` : ''}</small></dd></div>
      <div><dt>Trials an hour</dt><dd>${number(perHour)}</dd></div>
      <div><dt>${store.over ? 'Took' : 'Time left'}</dt><dd>${store.over ? duration((Date.parse(study.endedAt) - Date.parse(study.createdAt)) / 1000) : duration(secondsLeft)}</dd></div>
      <div><dt>Created</dt><dd><small>${time(study.createdAt)}</small></dd></div>
    </dl>${bar(study)}</div></section>`;
}

/** @param {[string, unknown][]} pairs */
const list = pairs => html`<dl class="pairs">${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${number(value)}</dd>`)}</dl>`;

/** The winner and its test score, or until then the best of the search. @param {Store} store */
export function winner(store) {
  const { study } = store;
  const { confirmation, best } = study;
  const won = confirmation?.candidates.find((/** @type {any} */ c) => c.trial === confirmation.winner);
  const point = won?.point ?? best?.point;
  const metric = study.spec.objectives[0].metric;
  const asked = metric.replace(/^validation\./, 'test.');
  const tests = Object.entries(confirmation?.metrics ?? {})
    .filter(([name]) => name.startsWith('test.') && !/\.(low|high|seedDeviation)$/.test(name))
    // What was searched for comes first.
    .sort(([a], [b]) => Number(b === asked) - Number(a === asked) || a.localeCompare(b));
  const naive = (/** @type {string} */ name) => confirmation?.metrics?.['naive.' + name];
  return html`<section class="panel" aria-label="Winner"><header><h2>${won ? 'Winner' : confirmation ? 'Being confirmed' : 'Best so far'}</h2>
      <div class="tools">${won || best ? html`<a class="small" href="#/trials/${won?.trial ?? best.id}">trial ${won?.number ?? best.number}</a>` : ''}</div></header>
    <div class="body stack">${!point ? html`<p class="soft">No trial has completed yet.</p>` : html`
      ${won ? html`<p>Mean ${metric} <strong>${number(won.mean)}</strong>${won.deviation === undefined ? '' : ` ± ${number(won.deviation)}`} over ${won.completed} repetitions with other seeds.</p>`
        : html`<p>${metric} <strong>${number(best?.values?.[0])}</strong>, a single observation of the search.</p>`}
      ${tests.length ? html`<div><h3>On the sealed test part</h3><dl class="pairs">${tests.map(([name, value]) => html`<dt>${name.slice(5)}</dt><dd><strong>${number(value)}</strong>${
          confirmation.metrics[name + '.low'] === undefined ? '' : html` <span class="soft">(${number(confirmation.metrics[name + '.low'])} to ${number(confirmation.metrics[name + '.high'])})</span>`}${
          naive(name) === undefined ? '' : html` <span class="soft">naive ${number(naive(name))}</span>`}</dd>`)}</dl></div>`
        : confirmation?.openedAt ? html`<p class="soft">The winner is being fitted for the sealed test part.</p>` : ''}
      ${list(Object.entries(point))}
      ${confirmation?.candidates.length ? html`<details><summary>${confirmation.candidates.length} candidates</summary><div class="scroll"><table><caption class="hide">Candidates</caption>
        <thead><tr><th scope="col" class="num">Trial</th><th scope="col" class="num">Observed</th><th scope="col" class="num">Mean</th><th scope="col" class="num">Repetitions</th></tr></thead>
        <tbody>${confirmation.candidates.map((/** @type {any} */ c) => html`<tr class=${c.trial === confirmation.winner ? 'best' : ''}><td class="num"><a href="#/trials/${c.trial}">${c.number}</a></td>
          <td class="num">${number(c.observed)}</td><td class="num">${number(c.mean)}</td><td class="num">${c.ended} of ${c.seeds}</td></tr>`)}</tbody></table></div></details>` : ''}
      ${confirmation?.model || best?.model ? html`<button class="primary" @click=${() => attempt(() => download(`studies/${store.id}/best/model`, `${study.spec.name}.zip`))}>Download the model</button>
        <details><summary class="soft">The same from a shell</summary>${command(curl(`studies/${store.id}/best/model`) + ' -o model.zip')}</details>` : ''}`}</div></section>`;
}
