/** Parts of a trial's page that are templates of what the service told. */
import { html } from 'lit';
import { badge } from '../components/badge.js';
import { command } from '../components/curl.js';
import { attempt } from '../components/toast.js';
import { curl, download, now } from '../api.js';
import { duration, number, time } from '../format.js';
import { difference } from '../store/near.js';
import { javaFor } from './trial-java.js';

/** @type {Record<string, string>} */
const CAUSES = {
  WORKER_LOST: 'its worker fell silent', PREEMPTED: 'its worker had to stop', DIVERGED: 'the loss became infinite or not a number', INVALID_CONFIG: 'the hyperparameters cannot be built into a network',
  DEVICE_OOM: 'the accelerator’s memory was too small', HOST_OOM: 'the machine’s memory was too small', DATA_ERROR: 'the data set is not what the task says', TIMEOUT: 'it made no progress in time, or took too long', CRASHED: 'the training failed unforeseen',
};
/** @type {Record<string, string>} */
const PURPOSES = { REPEAT: 'a repetition of a candidate', CONFIRM: 'the confirmation of the winner' };
/** @type {Record<string, string>} */
const ORIGINS = { SUGGESTED: 'suggested by the sampler', ENQUEUED: 'queued by a person', IMPORTED: 'imported', CONFIRMATION: 'made for the study’s end' };

/** @param {string} cause */
const cause = cause => html`<code>${cause}</code> <span class="soft">${CAUSES[cause] ?? ''}</span>`;

/** @param {any} trial @param {any} study @param {unknown} actions */
export function header(trial, study, actions) {
  const said = trial.attempts.at(-1)?.message;
  const compared = study.best && study.best.id !== trial.id ? `#/compare?trials=${trial.id},${study.best.id}` : undefined;
  return html`<header class="stack">
    <div class="row"><div class="grow"><nav class="crumbs" aria-label="Where you are"><a href="#/studies">Studies</a> / <a href="#/studies/${study.id}">${study.spec.name}</a></nav>
      <div class="row"><h1>Trial ${trial.number}</h1>${badge(trial.state)}${trial.excluded ? html`<span class="badge" data-tone="open">excluded</span>` : ''}
        ${study.best?.id === trial.id ? html`<span class="badge" data-tone="good">best of the study</span>` : ''}</div>
      <p class="soft wrap">${PURPOSES[trial.purpose] ? PURPOSES[trial.purpose] + ', ' : ''}${ORIGINS[trial.origin]}${trial.repeats ? html` · repeats <a href="#/trials/${trial.repeats}">another trial</a>` : ''}
        · seed ${String(trial.seed)}${compared ? html` · <a href=${compared}>compare with the best</a>` : ''}</p></div>
      <div class="row">${actions}</div></div>
    ${trial.cause ? html`<div class="notice ${trial.state === 'FAILED' ? 'bad' : 'warn'}"><div>${cause(trial.cause)}</div>${said ? html`<div>${said}</div>` : ''}</div>` : ''}
    ${trial.stopReason ? html`<p class="notice">Told to stop by the pruner: ${trial.stopReason}</p>` : ''}</header>`;
}

/** How much better than the best: a sign that means the same whatever the direction. @param {number} value @param {number} best @param {boolean} maximize */
function beside(value, best, maximize) {
  if (value === best) return 'as the best';
  const share = best ? ` (${number((Math.abs(value - best) / Math.abs(best)) * 100)} %)` : '';
  return `${number(Math.abs(value - best))} ${(value > best) === maximize ? 'better' : 'worse'} than the best${share}`;
}

/** @param {any} trial @param {any} study @param {import('../store/curve.js').Curve} curve */
export function figures(trial, study, curve) {
  const begun = trial.attempts[0]?.startedAt;
  const latest = trial.attempts.at(-1);
  const spent = trial.attempts.reduce((/** @type {number} */ all, /** @type {any} */ one) => all + (one.endedAt ? Date.parse(one.endedAt) : now()) - Date.parse(one.startedAt), 0) / 1000;
  return html`<section class="panel" aria-label="Outcome"><div class="body"><dl class="figures">
    ${study.spec.objectives.map((/** @type {any} */ o, /** @type {number} */ i) => {
      const value = trial.values?.[i];
      const last = curve.values[o.metric]?.findLast(Number.isFinite);
      const best = study.best?.values?.[i];
      return html`<div><dt>${o.metric}</dt><dd>${value !== undefined ? html`${number(value)} <small>${i === 0 && best !== undefined && study.best.id !== trial.id ? beside(value, best, o.direction === 'MAXIMIZE') : ''}</small>`
        : last !== undefined ? html`${number(last)} <small>reported last</small>` : '–'}</dd></div>`;
    })}
    <div><dt>Steps</dt><dd>${curve.steps.length ? number(curve.steps.at(-1)) : '–'}</dd></div>
    <div><dt>Trained for</dt><dd>${begun ? duration(spent) : '–'}</dd></div>
    <div><dt>Attempts</dt><dd>${trial.attempts.length} <small>${latest?.worker ?? ''}</small></dd></div>
    <div><dt>${trial.endedAt ? 'Ended' : 'Created'}</dt><dd><small>${time(trial.endedAt ?? trial.createdAt)}</small></dd></div></dl></div></section>`;
}

/** @param {any} trial @param {any} study */
export function point(trial, study) {
  const best = study.best && study.best.id !== trial.id ? study.best : undefined;
  const names = study.spec.space.parameters;
  const fixed = Object.entries(study.spec.task?.hyperparameters ?? {});
  return html`<section class="panel" aria-labelledby="point-title"><header><h2 id="point-title">Hyperparameters</h2></header><div class="scroll" tabindex="0" role="group" aria-labelledby="point-title">
    <table><caption class="hide">Hyperparameters of this trial${best ? ' beside the best' : ''}</caption><thead><tr><th scope="col">Name</th><th scope="col" class="num">Value</th>${best ? html`<th scope="col" class="num">Best</th><th scope="col" class="num">Apart</th>` : ''}</tr></thead>
    <tbody>${names.map((/** @type {any} */ p) => {
      const [value, other] = [trial.point[p.name], best?.point[p.name]];
      const apart = best ? difference(p, value, other, number) : '';
      return html`<tr><th scope="row">${p.name}</th><td class="num"><strong>${number(value)}</strong></td>${best ? html`<td class="num soft">${number(other)}</td><td class="num ${apart ? '' : 'soft'}">${apart || (value !== undefined && value === other ? '=' : '–')}</td>` : ''}</tr>`;
    })}</tbody></table></div>
    ${fixed.length ? html`<details class="body"><summary class="soft">${fixed.length} fixed by the task</summary><dl class="pairs">${fixed.map(([name, value]) => html`<dt>${name}</dt><dd>${number(value)}</dd>`)}</dl></details>` : ''}</section>`;
}

/** @type {Record<string, [string, string]>} */
const VERDICTS = {
  TOO_SHORT: ['', 'Too short to judge'], DIVERGED: ['bad', 'Diverged'], EXPLODING_GRADIENT: ['bad', 'Exploding gradient'], VANISHING_GRADIENT: ['warn', 'Vanishing gradient'], UNSTABLE: ['warn', 'Unstable'],
  OVERFITTING: ['warn', 'Overfitting'], UNDERFITTING: ['warn', 'Underfitting'], PLATEAU: ['', 'Plateau'], STILL_IMPROVING: ['', 'Still improving'], GOOD: ['good', 'A sound training'],
};

/** @param {{verdict: string, evidence: string, advice: string}} said */
export function diagnosis({ verdict, evidence, advice }) {
  const [tone, words] = VERDICTS[verdict] ?? ['', verdict];
  return html`<section class="panel" aria-labelledby="diagnosis-title"><header><h2 id="diagnosis-title">Diagnosis</h2></header>
    <div class="body stack"><div><span class="badge" data-tone=${tone || 'still'}>${words}</span></div><p>${evidence}</p><p><strong>What to try.</strong> ${advice}</p>
    <p class="soft small">Rules of thumb on the curve, tried in order; the first that holds is told.</p></div></section>`;
}

/** @param {any} trial @param {Record<string, string>} logs @param {(id: number) => void} read */
export function attempts(trial, logs, read) {
  const all = [...trial.attempts].reverse();
  return html`<section class="panel" aria-labelledby="attempts-title"><header><h2 id="attempts-title">Attempts</h2></header>${!all.length
    ? html`<p class="empty">${trial.state === 'QUEUED' ? 'None yet: it waits for a worker.' : 'None: it ended before a worker began it.'}</p>`
    : html`<div class="scroll" tabindex="0" role="group" aria-labelledby="attempts-title"><table><caption class="hide">Attempts, the latest first</caption>
      <thead><tr><th scope="col" class="num">Attempt</th><th scope="col">State</th><th scope="col">Worker</th><th scope="col">Backend</th><th scope="col">Cause</th><th scope="col">Resumed from</th><th scope="col" class="num">Began</th><th scope="col" class="num">Took</th></tr></thead>
      <tbody>${all.map(one => html`<tr><td class="num">${one.number}</td><td>${badge(one.state)}</td><td class="wrap">${one.worker}</td><td>${one.backend ?? '–'}</td>
        <td class="wide-cell">${one.cause ? cause(one.cause) : ''}${one.message ? html`<div class="soft small wrap">${one.message}</div>` : one.cause ? '' : '–'}</td>
        <td>${one.resumedFromStep === undefined ? 'the beginning' : `step ${one.resumedFromStep}`}</td><td class="num">${time(one.startedAt)}</td>
        <td class="num">${duration(((one.endedAt ? Date.parse(one.endedAt) : now()) - Date.parse(one.startedAt)) / 1000)}</td></tr>`)}</tbody></table></div>
      <div class="body stack">${all.map((one, i) => html`<details ?open=${i === 0} @toggle=${(/** @type {any} */ e) => e.target.open && logs[one.id] === undefined && read(one.id)}>
        <summary>Log of attempt ${one.number}</summary>${logs[one.id] === undefined ? html`<p class="soft">Loading…</p>`
          : logs[one.id] ? html`<pre class="log" tabindex="0" role="region" aria-label="Log of attempt ${one.number}">${logs[one.id]}</pre>` : html`<p class="soft">Its worker has sent no log lines.</p>`}</details>`)}</div>`}</section>`;
}

/** @param {any} trial */
export function metrics(trial) {
  const all = Object.entries(trial.metrics ?? {}).sort(([a], [b]) => a.localeCompare(b));
  return html`<section class="panel" aria-labelledby="metrics-title"><header><h2 id="metrics-title">Metrics of the outcome</h2></header>${all.length
    ? html`<div class="scroll short" tabindex="0" role="group" aria-labelledby="metrics-title"><table><caption class="hide">Final metrics</caption><thead><tr><th scope="col">Metric</th><th scope="col" class="num">Value</th></tr></thead>
      <tbody>${all.map(([name, value]) => html`<tr><th scope="row">${name}</th><td class="num">${number(value)}</td></tr>`)}</tbody></table></div>`
    : html`<p class="empty">Metrics come with the outcome of a completed trial.</p>`}</section>`;
}

/** @param {any} trial @param {any} study */
export function model(trial, study) {
  const file = `${study.spec.name}-${trial.number}.zip`;
  return html`<section class="panel" aria-labelledby="model-title"><header><h2 id="model-title">Use this model</h2>
      <div class="tools">${trial.model ? html`<button class="primary small" @click=${() => attempt(() => download(`trials/${trial.id}/model`, file))}>Download the model</button>` : ''}</div></header>
    <div class="body stack">${trial.model ? html`<p class="soft small wrap">SHA-256 <code>${trial.model}</code></p>
      ${study.spec.task ? command(javaFor(study.spec.task, file), 'With dev.cairn:cairn-worker on the class path', 'code') : html`<p class="soft">The bytes are what the trainer sent with the outcome.</p>`}
      <details><summary class="soft">The same from a shell</summary>${command(curl(`trials/${trial.id}/model`) + ` -o ${file}`)}</details>`
    : html`<p class="soft">No model was saved with this trial. ${trial.state === 'COMPLETED' ? 'Whoever trains may send one with the outcome.' : 'A model comes with the outcome of a completed trial.'}</p>`}</div></section>`;
}
