import { html, nothing, svg } from 'lit';
import { View } from './view.js';
import { layout } from '../charts/axes.js';
import { number } from '../format.js';
import { fitsOf } from '../store/filter.js';
import { thin } from '../store/derive.js';

/** More lines than this say no more, and of those behind them fewer. */
const MOST = 2500;
const MOST_BEHIND = 800;
/** So many are drawn before the page answers whoever uses it. */
const LINES_AT_ONCE = 250;
/** The other charts follow when the pointer has rested for so long, in milliseconds. */
const REST = 120;
/** From here on a movement is a range, in pixels. */
const LEAST = 4;
/** How near to a line the pointer must be, in pixels. */
const NEAR = 8;
const COLOURS = 32;

/**
 * @typedef {{axes: import('../charts/axes.js').Axis[], rows: number[], trials: import('../store/trials.js').Trials, objective: number,
 *   theme: import('../charts/theme.js').Theme, label: string}} Picture
 * @typedef {import('../store/filter.js').Filter} Filter
 */

/**
 * Trials as lines through axes. Drawing along an axis filters, a click on it takes its range away; fires `filter`. Set `picture`,
 * `filter`, `best`, the row of the best trial, and `about`.
 */
class Parallel extends View {
  static properties = { picture: { attribute: false }, filter: { attribute: false }, best: { type: Number }, about: {}, width: { state: true }, hovered: { state: true }, tick: { state: true } };

  constructor() {
    super();
    /** @type {Picture | undefined} */
    this.picture = undefined;
    /** @type {Filter | undefined} */
    this.filter = undefined;
    this.best = -1;
    /** Where its description stands. */
    this.about = '';
    this.width = 0;
    this.tick = 0;
    /** @type {{row: number, x: number, y: number} | undefined} */
    this.hovered = undefined;
    /** @type {{axis: number, from: number, to: number} | undefined} places on an axis, in [0, 1] */
    this.drag = undefined;
    /** The axis that the pointer holds, and where it took it. @type {number | undefined} */
    this.held = undefined;
    /** @type {number | undefined} */
    this.begun = undefined;
    /** Rows of the lines in front, the best last. @type {number[]} */
    this.lines = [];
    this.round = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    const size = new ResizeObserver(([entry]) => (this.width = Math.round(entry.contentRect.width)));
    size.observe(this);
    this.later(() => size.disconnect());
    this.later(() => clearTimeout(this.timer));
    this.later(() => this.round++);
  }

  /** The filter as it will be when the pointer is let go. @returns {Filter | undefined} */
  get filtering() {
    const { drag, filter, picture } = this;
    if (!drag || !filter || !picture) return filter;
    const next = { states: filter.states, ranges: new Map(filter.ranges), picks: new Map(filter.picks) };
    const { key, labels, at, back } = picture.axes[drag.axis];
    const [low, high] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    next.ranges.delete(key);
    next.picks.delete(key);
    if (low === high) return next;
    if (labels) next.picks.set(key, new Set(labels.filter((_, i) => at(i) >= low && at(i) <= high)));
    // Drawn to the end, it means everything beyond as well.
    else next.ranges.set(key, [low <= 0 ? -Infinity : round(back(low)), high >= 1 ? Infinity : round(back(high))]);
    return next;
  }

  /** Where a filter stands on an axis, as stretches of [0, 1]. @param {import('../charts/axes.js').Axis} axis @param {Filter | undefined} filter */
  stretches(axis, filter) {
    const range = filter?.ranges.get(axis.key);
    const pick = filter?.picks.get(axis.key);
    if (range) return [[axis.at(Math.max(range[0], -1e300)), axis.at(Math.min(range[1], 1e300))]];
    const half = 0.4 / (axis.labels?.length ?? 1);
    return pick && axis.labels ? axis.labels.flatMap((label, i) => (pick.has(label) ? [[axis.at(i) - half, axis.at(i) + half]] : [])) : [];
  }

  get layout() {
    return layout(this.width, this.picture?.axes.length ?? 0);
  }

  /** @param {import('../charts/axes.js').Layout} l @param {number} axis @param {number} at @returns {[number, number]} x and y */
  spot({ isAcross, along, from, to }, axis, at) {
    const reach = from + at * (to - from);
    return isAcross ? [along[axis], reach] : [reach, along[axis]];
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (['picture', 'filter', 'width', 'best', 'tick'].some(key => changed.has(key))) this.paint();
  }

  /** Draws the lines, so many in each frame, unless something has changed meanwhile. */
  paint() {
    const { picture, width, filtering, layout: l } = this;
    const canvas = this.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!picture || !width || !canvas || !context || !filtering) return;
    const { axes, rows, trials, objective, theme } = picture;
    const { sign, data } = trials.objectives[objective];
    const fits = fitsOf(trials, filtering);
    const all = rows.filter(fits);
    // The best is drawn last, above all others.
    this.lines = thin(all, MOST, [this.best]).sort((a, b) => sign * (data[a] - data[b]));
    const behind = all.length < rows.length ? thin(rows, MOST_BEHIND) : [];
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(l.height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(l.height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, l.height);
    const value = axes[axes.length - 1];
    const shade = (/** @type {number} */ row) => Math.round((sign > 0 ? value.at(data[row]) : 1 - value.at(data[row])) * (COLOURS - 1));
    const colours = ramp(theme.ramp);
    const opacity = Math.max(0.16, Math.min(0.85, 160 / this.lines.length));
    const trace = (/** @type {number} */ row) => axes.forEach((axis, i) => {
      const [x, y] = this.spot(l, i, axis.at(axis.data[row]));
      i ? context.lineTo(x, y) : context.moveTo(x, y);
    });
    const round = ++this.round;
    let next = 0;
    const draw = () => {
      if (round !== this.round) return;
      const end = Math.min(next + LINES_AT_ONCE, behind.length + this.lines.length);
      let style = '';
      for (; next < end; next++) {
        const isBehind = next < behind.length;
        const row = isBehind ? behind[next] : this.lines[next - behind.length];
        const colour = isBehind ? theme.faint : colours[shade(row)];
        if (colour !== style) {
          if (style) context.stroke();
          context.beginPath();
          context.strokeStyle = style = colour;
          context.globalAlpha = isBehind ? 0.14 : opacity;
          context.lineWidth = !isBehind && this.lines.length < 300 ? 1.5 : 1;
        }
        trace(row);
      }
      if (style) context.stroke();
      if (next < behind.length + this.lines.length) requestAnimationFrame(draw);
    };
    draw();
    this.dispatchEvent(new CustomEvent('painted', { bubbles: true, detail: { shown: this.lines.length, of: all.length } }));
  }

  /** @param {PointerEvent} e @returns {[number, number]} */
  where(e) {
    const box = this.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  }

  /** A place on an axis. @param {PointerEvent} e */
  part(e) {
    const { isAcross, from, to } = this.layout;
    const part = (this.where(e)[isAcross ? 1 : 0] - from) / (to - from);
    return Math.min(1, Math.max(0, part));
  }

  /** @param {any} e */
  down(e) {
    const axis = e.target.dataset?.axis;
    if (axis === undefined || e.button) return;
    e.target.setPointerCapture(e.pointerId);
    this.begun = this.part(e);
    this.held = Number(axis);
    this.hovered = undefined;
  }

  /** @param {PointerEvent} e */
  move(e) {
    if (this.begun === undefined || this.held === undefined) {
      if (e.pointerType === 'mouse') this.hovered = this.nearest(...this.where(e));
      return;
    }
    const { from, to } = this.layout;
    const at = this.part(e);
    if (!this.drag && Math.abs(at - this.begun) * Math.abs(to - from) < LEAST) return;
    this.drag = { axis: this.held, from: this.begun, to: at };
    this.tick++;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), REST);
  }

  up() {
    if (this.begun === undefined || this.held === undefined) return;
    clearTimeout(this.timer);
    const key = this.picture?.axes[this.held].key ?? '';
    const hasRange = this.filter?.ranges.has(key) || this.filter?.picks.has(key);
    if (!this.drag && hasRange) this.drag = { axis: this.held, from: this.begun, to: this.begun };
    if (this.drag) this.tell();
    this.left();
  }

  left() {
    this.begun = this.drag = this.held = undefined;
    this.tick++;
  }

  tell() {
    this.dispatchEvent(new CustomEvent('filter', { detail: this.filtering }));
  }

  /** The line at a place, if there is one. @param {number} x @param {number} y */
  nearest(x, y) {
    const { picture, layout: l } = this;
    if (!picture) return undefined;
    const [across, reach] = l.isAcross ? [x, y] : [y, x];
    const i = l.along.findIndex((at, k) => at <= across && across <= l.along[k + 1]);
    if (i < 0) return undefined;
    const part = (across - l.along[i]) / (l.along[i + 1] - l.along[i]);
    const [a, b] = [picture.axes[i], picture.axes[i + 1]];
    let [found, least] = [-1, NEAR];
    for (const row of this.lines) {
      const at = a.at(a.data[row]) * (1 - part) + b.at(b.data[row]) * part;
      const off = Math.abs(l.from + at * (l.to - l.from) - reach);
      if (off <= least) [found, least] = [row, off];
    }
    return found < 0 ? undefined : { row: found, x, y };
  }

  /** @param {import('../charts/axes.js').Axis} axis @param {number} i @param {import('../charts/axes.js').Layout} l */
  axis(axis, i, l) {
    const at = l.along[i];
    const isLast = i === l.along.length - 1;
    const [low, high] = [Math.min(l.from, l.to), Math.max(l.from, l.to)];
    const bar = (/** @type {number[]} */ [a, b]) => {
      const [u, v] = [l.from + a * (l.to - l.from), l.from + b * (l.to - l.from)].sort((one, other) => one - other);
      return l.isAcross ? svg`<rect class="chosen" x=${at - 7} y=${u} width="14" height=${Math.max(2, v - u)}></rect>` : svg`<rect class="chosen" x=${u} y=${at - 7} width=${Math.max(2, v - u)} height="14"></rect>`;
    };
    // Marks that would stand on each other are left out.
    let before = -Infinity;
    const ticks = [...axis.ticks].sort((a, b) => a.at - b.at).filter(tick => {
      const spot = tick.at * Math.abs(l.to - l.from);
      const size = l.isAcross ? 13 : 6.2 * tick.text.length;
      const begin = l.isAcross || tick.at < 0.06 ? spot : tick.at > 0.94 ? spot - size : spot - size / 2;
      if (begin < before) return false;
      before = begin + size + (l.isAcross ? 0 : 6);
      return true;
    });
    const name = l.isAcross ? cut(axis.name, (this.width - 82) / Math.max(1, l.along.length - 1)) : axis.name;
    return svg`<g>
      <line class=${isLast ? 'axis value' : 'axis'} x1=${l.isAcross ? at : low} x2=${l.isAcross ? at : high} y1=${l.isAcross ? low : at} y2=${l.isAcross ? high : at}></line>
      ${this.stretches(axis, this.filtering).map(bar)}
      ${ticks.map(tick => {
        const [x, y] = this.spot(l, i, tick.at);
        return l.isAcross ? svg`<text x=${x + 6} y=${y + 4}>${cut(tick.text, 84)}</text>`
          : svg`<text x=${x} y=${y + 15} text-anchor=${tick.at < 0.06 ? 'start' : tick.at > 0.94 ? 'end' : 'middle'}>${tick.text}</text>`;
      })}
      <text class="name" x=${l.isAcross ? at : low} y=${l.isAcross ? 14 : at - 9} text-anchor=${l.isAcross ? (i === 0 ? 'start' : isLast ? 'end' : 'middle') : 'start'}
        dx=${l.isAcross && (i === 0 || isLast) ? (isLast ? 44 : -34) : 0}>${name}${name === axis.name ? nothing : svg`<title>${axis.name}</title>`}</text>
      <rect class="hit ${l.isAcross ? 'up' : 'side'}" data-axis=${i} x=${l.isAcross ? at - 13 : low - 10} y=${l.isAcross ? low - 8 : at - 16} width=${l.isAcross ? 26 : high - low + 20} height=${l.isAcross ? high - low + 16 : 32}></rect></g>`;
  }

  render() {
    const { picture, hovered, layout: l } = this;
    if (!picture || !this.width) return '';
    const { axes, trials, objective } = picture;
    const { metric, data } = trials.objectives[objective];
    const line = hovered && axes.map((axis, i) => this.spot(l, i, axis.at(axis.data[hovered.row])).join(' ')).join('L');
    return html`<div class="lines ${hovered ? 'on-line' : ''}" .style=${`height: ${l.height}px`} @pointerdown=${this.down} @pointermove=${this.move} @pointerup=${this.up} @pointercancel=${this.left}
        @pointerleave=${() => (this.hovered = undefined)} @click=${() => hovered && (location.hash = `#/trials/${trials.id[hovered.row]}`)}>
      <canvas role="img" aria-label=${picture.label} aria-describedby=${this.about}></canvas>
      <svg aria-hidden="true" width=${this.width} height=${l.height}>${line ? svg`<path class="hovered" d=${'M' + line}></path>` : ''}${axes.map((axis, i) => this.axis(axis, i, l))}</svg>
      ${hovered ? html`<div class="tip" .style=${`left: ${Math.min(hovered.x + 12, this.width - 150)}px; top: ${hovered.y + 14}px`}>trial ${trials.number[hovered.row]}<br>${metric} ${number(data[hovered.row])}</div>` : ''}</div>`;
  }
}
customElements.define('cairn-parallel', Parallel);

/** What fits into so many pixels. @param {string} text @param {number} width */
const cut = (text, width) => (text.length * 6.3 <= width ? text : text.slice(0, Math.max(3, Math.floor(width / 6.3) - 1)) + '…');

/** An address needs no more digits. @param {number} value */
const round = value => Number(value.toPrecision(4));

/** So many colours from the worst to the best. @param {string[]} stops as `#rrggbb` */
function ramp(stops) {
  const parts = stops.map(stop => [1, 3, 5].map(i => parseInt(stop.slice(i, i + 2), 16)));
  return Array.from({ length: COLOURS }, (_, k) => {
    const at = (k / (COLOURS - 1)) * (parts.length - 1);
    const i = Math.min(parts.length - 2, Math.floor(at));
    return `rgb(${parts[i].map((one, c) => Math.round(one + (parts[i + 1][c] - one) * (at - i))).join(' ')})`;
  });
}
