// The systems of charts.json: which of them there are data of, and of which targets.

import * as api from './api.js';

const FRESH_MILLIS = 10_000;

let definitions;
let present;
let presentAt = 0;

/** What charts.json says, read once. */
export async function charts() {
  definitions ??= (await (await fetch(new URL('charts.json', import.meta.url))).json());
  return definitions;
}

/** All systems with isPresent, as of some seconds ago at most. */
export async function systems() {
  const {systems: all} = await charts();
  if (Date.now() - presentAt > FRESH_MILLIS) {
    presentAt = Date.now();
    present = namesWithData(all);
    present.catch(() => {
      presentAt = 0;
    });
  }
  const names = await present;
  return all.map((system) => ({...system, isPresent: system.present.some((name) => names.has(name))}));
}

/** One system, or undefined. */
export async function system(id) {
  return (await systems()).find((each) => each.id === id);
}

/** The targets that a system has data of: [{job, instance, text, interval in seconds}]. */
export async function targets(of, options = {}) {
  const [found, samples] = await Promise.all([
    api.query(`group by (job, instance) ({__name__=~"${of.present.join('|')}"})`, options),
    api.get('api/v1/query', {query: 'up[3m]'}, options),
  ]);
  const intervals = new Map(samples.data.result.map(({metric, values}) => [textOf(metric), intervalOf(values)]));
  return found.map(({metric}) => ({job: metric.job ?? '', instance: metric.instance ?? '', text: textOf(metric), interval: intervals.get(textOf(metric)) ?? 5}))
    .sort((a, b) => a.text.localeCompare(b.text));
}

function textOf({job = '', instance = ''}) {
  return `${job}/${instance}`;
}

/** The usual distance of samples in seconds: the smallest there is, whole. */
function intervalOf(values = []) {
  let least = Infinity;
  for (let at = 1; at < values.length; at++) {
    least = Math.min(least, values[at][0] - values[at - 1][0]);
  }
  return Number.isFinite(least) ? Math.max(1, Math.round(least)) : 5;
}

/** An expression of charts.json with what varies put in: the labels of a target, its instance alone, the window of rates. */
export function resolve(expression, target, window) {
  return expression.replaceAll('$target', `job=${JSON.stringify(target.job)},instance=${JSON.stringify(target.instance)}`)
    .replaceAll('"$instance"', JSON.stringify(target.instance))
    .replaceAll('$window', window);
}

/** The definition of a chart with its expressions for a target. */
export function chartOf(definition, target, window) {
  return {...definition, expressions: definition.expressions.map(({expression, legend}) => ({legend, expression: resolve(expression, target, window)}))};
}

async function namesWithData(all) {
  const names = all.flatMap((each) => each.present);
  try {
    const found = await api.query(`group by (__name__) ({__name__=~"${names.join('|')}"})`);
    return new Set(found.map(({metric}) => metric.__name__));
  } catch (fault) {
    if (fault.isAbsent) {
      return new Set();
    }
    throw fault;
  }
}
