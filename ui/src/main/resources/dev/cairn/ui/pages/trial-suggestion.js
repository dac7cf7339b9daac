/** Why a trial's point was suggested: what the model expected, and what came. */
import { html, svg } from 'lit';
import { command } from '../components/curl.js';
import { attempt } from '../components/toast.js';
import { mayChange } from '../components/me.js';
import { curl, send } from '../api.js';
import { duration, number } from '../format.js';
import { difference } from '../store/near.js';

/** @type {Record<string, string>} */
const ORIGINS = {
  GRID: 'The next cell of the grid.', RANDOM: 'Drawn at random.', QUASI_RANDOM: 'The next point of a sequence that spreads evenly.', DEFAULT: 'The declared defaults, tried first.',
  STARTUP: 'Spread over the space, before the model has enough to go by.', MODEL: 'Where the model expected the largest improvement.', LOCAL: 'Near the best trial, where the model expected an improvement.',
  PROBE: 'The best trial with one parameter at its least tried value.',
};

/** An expected range with what came out, on one axis. @param {{median: number, low: number, high: number}} expected @param {number | undefined} came @param {string} metric */
function range({ median, low, high }, came, metric) {
  const all = [low - (high - low) / 2, high + (high - low) / 2, ...(came === undefined ? [] : [came])];
  const from = Math.min(...all);
  const span = Math.max(...all) - from || 1;
  const x = (/** @type {number} */ value) => (2 + ((value - from) / span) * 96).toFixed(2);
  return html`<svg class="range" viewBox="0 0 100 16" preserveAspectRatio="none" role="img" aria-label="${metric}: expected ${number(median)}, from ${number(low)} to ${number(high)}${came === undefined ? '' : `; came out ${number(came)}`}">
    ${svg`<path class="axis" d="M0 8H100"></path><path class="spread" d="M${x(low)} 8H${x(high)}"></path><path class="median" d="M${x(median)} 3V13"></path>${came === undefined ? '' : svg`<path class="came" d="M${x(came)} 0V16"></path>`}`}</svg>`;
}

/** @param {{median: number, low: number, high: number}} expected @param {number} came @param {boolean} maximize */
function verdict({ median, low, high }, came, maximize) {
  const spread = (high - low) / 2;
  const off = spread ? Math.abs(came - median) / spread : 0;
  if (off <= 1) return 'as expected, within one spread';
  return `${(came > median) === maximize ? 'better' : 'worse'} than expected, ${number(off)} spreads away`;
}

/** @param {any} trial @param {any} study @param {any} said */
function expected(trial, study, said) {
  const { metric } = study.spec.objectives[0];
  const all = said.explanation?.objectives?.length ? said.explanation.objectives : said.prediction ? [{ metric, ...said.prediction }] : [];
  return all.map((/** @type {any} */ one) => {
    const at = study.spec.objectives.findIndex((/** @type {any} */ o) => o.metric === one.metric);
    const came = trial.values?.[at];
    return html`<div class="stack"><p><strong>${one.metric}</strong> expected ${number(one.median)} <span class="soft">(${number(one.low)} to ${number(one.high)})</span>${
      came === undefined ? html` <span class="soft">· no outcome yet to compare</span>` : html`, came out <strong>${number(came)}</strong>: ${verdict(one, came, study.spec.objectives[at]?.direction === 'MAXIMIZE')}.`}</p>
      ${range(one, came, one.metric)}</div>`;
  });
}

/** Short lengths matter. @param {Record<string, number>} lengths */
const mattering = lengths => {
  const all = Object.entries(lengths).sort(([, a], [, b]) => a - b);
  return html`<div><h3>What the model took to matter</h3><p class="soft small">The distance over which the objective changes, 1 being the whole range: short matters, long does not.</p>
    <dl class="pairs bars">${all.map(([name, length]) => html`<dt>${name}</dt><dd><span class="bar"><span data-tone="busy" .style=${`--part: ${Math.min(1, 0.1 / length)}`}></span></span><span class="num">${number(length)}</span></dd>`)}</dl></div>`;
};

/** Nothing where a person named the point. @param {any} page a trial's */
export function suggestion(page) {
  const { trial, study, suggested: said } = page;
  const basis = said?.explanation?.basis;
  const why = trial.origin !== 'SUGGESTED' ? '' : !said ? html`<p class="soft">Nothing is stored of this suggestion.</p>` : html`
    <p>${ORIGINS[said.origin] ?? said.origin}</p>${said.reason ? html`<p class="soft wrap">In the sampler’s words: ${said.reason}.</p>` : ''}
    ${expected(trial, study, said)}
    ${basis ? html`<p class="soft">The model knew ${number(basis.observations)} ended trials${basis.pending ? ` and took ${basis.pending} running ones to come out as predicted` : ''}${said.explanation.feasibility === undefined ? '' : `; it believed the point to be trainable with probability ${number(said.explanation.feasibility)}`}.</p>` : ''}
    ${basis && Object.keys(basis.lengths ?? {}).length ? mattering(basis.lengths) : ''}
    <details><summary class="soft">Computed from</summary><dl class="pairs"><dt>sampler</dt><dd>${said.sampler.type.toLowerCase().replaceAll('_', ' ')}, version ${said.samplerVersion}</dd><dt>suggestion</dt><dd>${number(said.number)}, in a batch from ${number(said.firstNumber)}</dd>
      <dt>events</dt><dd>up to ${number(said.historySeq)}</dd><dt>took</dt><dd>${duration(said.seconds)}</dd></dl>
      ${mayChange(page.who) ? html`<div class="row"><button class="small" ?disabled=${page.replaying} @click=${async () => {
        page.replaying = true;
        page.tick++;
        await attempt(async () => (page.replayed = await send(`trials/${trial.id}/replay`)));
        page.replaying = false;
        page.tick++;
      }}>${page.replaying ? 'Computing…' : 'Compute it again'}</button><span role="status">${page.replayed ? (page.replayed.same ? 'The same point came out.' : `It differs in ${page.replayed.differences.length} places.`) : ''}</span></div>` : ''}
      ${command(curl(`trials/${trial.id}/suggestion`))}</details>`;
  return why && html`<section class="panel" aria-labelledby="why-title"><header><h2 id="why-title">Why this point</h2></header><div class="body stack">${why}</div></section>`;
}

/** @param {any} trial @param {any} study @param {{trial: any, distance: number}[] | undefined} near */
export function neighbours(trial, study, near) {
  const { metric } = study.spec.objectives[0];
  const parameters = study.spec.space.parameters;
  return html`<section class="panel" aria-labelledby="near-title"><header><h2 id="near-title">Nearest trials</h2></header>${!near ? html`<p class="empty" role="status">Loading…</p>`
    : !near.length ? html`<p class="empty">No other trial has completed.</p>` : html`<div class="scroll" tabindex="0" role="group" aria-labelledby="near-title"><table><caption class="hide">Completed trials nearest to this point</caption>
      <thead><tr><th scope="col" class="num">Trial</th><th scope="col" class="num">${metric}</th><th scope="col" class="num">Distance</th><th scope="col">What differs</th></tr></thead>
      <tbody>${near.map(({ trial: other, distance }) => html`<tr><td class="num"><a href="#/trials/${other.id}">${other.number}</a></td><td class="num">${number(other.values?.[0])}</td><td class="num">${number(distance)}</td>
        <td class="soft wide-cell wrap">${parameters.filter((/** @type {any} */ p) => other.point[p.name] !== trial.point[p.name])
          .map((/** @type {any} */ p) => `${p.name} ${other.point[p.name] === undefined ? 'absent' : `${number(other.point[p.name])}${difference(p, other.point[p.name], trial.point[p.name], number).replace(/^(?!other|$)(.*)/, ' ($1)').replace('other', '')}`}`).join(', ') || 'nothing'}</td></tr>`)}</tbody></table></div>
      <p class="body soft small">Of at most ${number(1000)} completed trials, the best ones. 0 is the same point, 1 the farthest apart in every hyperparameter.
        <a href="#/compare?trials=${[trial.id, ...near.map(one => one.trial.id)].join(',')}">Compare them all</a></p>`}</section>`;
}
