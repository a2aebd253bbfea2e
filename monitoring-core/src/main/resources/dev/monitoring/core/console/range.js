// The span of time that is looked at: the last minutes, moving, or from one moment to another, standing still.

import {clock, moment} from './format.js';

/** What the menu offers, in seconds. */
export const CHOICES = [300, 900, 1800, 3600, 10800, 21600, 86400];
const DEFAULT_SECONDS = 900;
const POINTS = 240;
const LEAST_STEPS = 12;

/** The range that parameters name: "range" in seconds or like 15m, or "from" and "to" in seconds since 1970. */
export function of(params) {
  const from = Number(params.get('from'));
  const to = Number(params.get('to'));
  if (params.has('from') && params.has('to') && to > from && from > 0) {
    return {isLive: false, from, to, span: to - from, text: `${moment(from * 1000)} – ${clock(to * 1000)}`};
  }
  const span = parse(params.get('range')) || DEFAULT_SECONDS;
  return {isLive: true, span, text: `last ${name(span)}`};
}

let since = 0;

/** Tells since when there is history, in seconds since 1970: a moving span does not begin before it. */
export function historySince(seconds) {
  since = seconds;
}

/**
 * Start, end, span and step in seconds, on a grid of the step, so that two requests at nearly one time have the same points.
 * "isShort" says that the history does not reach back as far as was wanted.
 */
export function grid(range, interval = 5) {
  const wanted = Math.max(interval, range.span / POINTS);
  const step = wanted <= 1 ? 1 : Math.ceil(wanted / interval) * interval;
  const end = range.isLive ? Math.floor(Date.now() / 1000) : range.to;
  const last = Math.floor(end / step) * step;
  const first = last - Math.ceil(range.span / step) * step;
  const start = range.isLive ? Math.max(first, Math.min(Math.floor(since / step) * step, last - LEAST_STEPS * step)) : first;
  return {start, end: last, step, span: last - first, isShort: start > first, since};
}

/** The window of a rate: at least four collections, at least two steps. */
export function rateWindow(step, interval = 5) {
  return `${Math.max(4 * interval, 2 * step)}s`;
}

/** A span's name as the address has it: 15m. */
export function name(span) {
  return span % 86400 === 0 ? `${span / 86400}d` : span % 3600 === 0 ? `${span / 3600}h` : span % 60 === 0 ? `${span / 60}m` : `${span}s`;
}

function parse(text) {
  const [, amount, unit] = /^(\d{1,6})(s|m|h|d)?$/.exec(text ?? '') ?? [];
  return amount ? Number(amount) * {s: 1, m: 60, h: 3600, d: 86400}[unit ?? 's'] : 0;
}
