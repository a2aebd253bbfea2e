// What may come next in an expression of PromQL: functions, metrics, labels and their values.

import * as api from './api.js';

const FUNCTIONS = ('abs absent absent_over_time acos acosh asin asinh atan atanh avg avg_over_time bottomk ceil changes clamp '
  + 'clamp_max clamp_min cos cosh count count_over_time count_values day_of_month day_of_week day_of_year days_in_month deg delta '
  + 'deriv exp floor group histogram_avg histogram_count histogram_fraction histogram_quantile histogram_stddev histogram_stdvar '
  + 'histogram_sum hour idelta increase irate label_join label_replace last_over_time ln log10 log2 max max_over_time min '
  + 'min_over_time minute month pi predict_linear present_over_time quantile quantile_over_time rad rate resets round scalar sgn '
  + 'sin sinh sort sort_desc sqrt stddev stddev_over_time stdvar stdvar_over_time sum sum_over_time tan tanh time timestamp topk '
  + 'vector year').split(' ');
const WORDS = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'offset', 'and', 'or', 'unless', 'bool'];
const MAX_OFFERS = 12;

const FRESH_MILLIS = 30_000;

let metadata;
let readAt = 0;

/** Every metric with type, help and unit: [{name, type, help, unit}], by name, as of half a minute ago at most. */
export async function metrics() {
  if (Date.now() - readAt > FRESH_MILLIS) {
    readAt = Date.now();
    metadata = read();
    metadata.catch(() => {
      readAt = 0;
    });
  }
  return metadata;
}

async function read() {
  const [names, about] = await Promise.all([api.get('api/v1/label/__name__/values'), api.get('api/v1/metadata')]);
  const of = (name) => about.data[name]?.[0] ?? about.data[name.replace(/_(bucket|count|sum|total|info)$/, '')]?.[0] ?? {};
  return names.data.map((name) => ({name, type: of(name).type ?? '', help: of(name).help ?? '', unit: of(name).unit ?? ''}));
}

/** The unit of a metric, as value() of format.js takes it, from its name. */
export function unitOf(name) {
  const base = name.replace(/_(total|sum|bucket|max)$/, '');
  return base.endsWith('_bytes') ? 'bytes' : /_seconds$/.test(base) && !/timestamp_seconds$|time_seconds$/.test(base) ? 'seconds' : /_ratio$/.test(base) ? 'ratio' : '';
}

/** What may stand at the caret: {from, offers: [{text, hint, insert}]}; "from" is where what it replaces begins. */
export async function complete(text, caret) {
  const before = text.slice(0, caret);
  const inside = insideBraces(before);
  if (inside) {
    return inside.label ? labelValues(inside) : labelNames(inside, before);
  }
  const grouping = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^()]*)$/.exec(before);
  if (grouping) {
    return labelNames({metric: metricIn(text), typed: /[\w]*$/.exec(grouping[1])[0]}, before);
  }
  const typed = /[a-zA-Z_:][\w:]*$/.exec(before)?.[0] ?? '';
  if (!typed || /["'`][^"'`]*$/.test(before.replace(/"(?:[^"\\]|\\.)*"/g, ''))) {
    return {from: caret, offers: []};
  }
  const known = await metrics().catch(() => []);
  const offers = [
    ...ranked(FUNCTIONS, typed).filter((name) => name.startsWith(typed)).map((name) => ({text: `${name}()`, hint: 'function', insert: `${name}(`})),
    ...ranked(WORDS, typed).filter((word) => word.startsWith(typed)).map((word) => ({text: word, hint: 'word', insert: `${word} `})),
    ...ranked(known.map(({name}) => name), typed).map((name) => ({text: name, hint: known.find((each) => each.name === name).help, insert: name})),
  ];
  return {from: caret - typed.length, offers: offers.slice(0, MAX_OFFERS)};
}

function insideBraces(before) {
  const open = before.lastIndexOf('{');
  if (open < 0 || before.lastIndexOf('}') > open) {
    return null;
  }
  const metric = /([a-zA-Z_:][\w:]*)\s*$/.exec(before.slice(0, open))?.[1];
  const value = /([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)$/.exec(before.slice(open));
  return value ? {metric, label: value[1], typed: value[2]} : {metric, typed: /\w*$/.exec(before)[0]};
}

async function labelNames({metric, typed}, before) {
  const answer = await api.get('api/v1/labels', {'match[]': metric}).catch(() => ({data: []}));
  const names = answer.data.filter((name) => name !== '__name__');
  const suffix = insideBraces(before) ? '="' : '';
  return {from: before.length - typed.length, offers: ranked(names, typed).slice(0, MAX_OFFERS).map((name) => ({text: name, hint: 'label', insert: name + suffix}))};
}

async function labelValues({metric, label, typed}) {
  const answer = await api.get(`api/v1/label/${encodeURIComponent(label)}/values`, {'match[]': metric}).catch(() => ({data: []}));
  const offers = ranked(answer.data, typed).slice(0, MAX_OFFERS);
  return {back: typed.length, offers: offers.map((value) => ({text: value, hint: `value of ${label}`, insert: `${JSON.stringify(value).slice(1, -1)}"`}))};
}

/** Those that contain what was typed, those that begin with it first. */
function ranked(all, typed) {
  const wanted = typed.toLowerCase();
  const rank = (text) => (text.toLowerCase().startsWith(wanted) ? 0 : 1);
  return all.filter((text) => text.toLowerCase().includes(wanted)).sort((a, b) => rank(a) - rank(b) || a.length - b.length || a.localeCompare(b));
}

function metricIn(text) {
  return /([a-zA-Z_:][\w:]*)\s*[{[]/.exec(text)?.[1];
}
