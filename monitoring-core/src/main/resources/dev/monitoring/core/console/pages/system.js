// A page of one system: the charts that charts.json has for it, of one target.

import * as api from '../api.js';
import {Chart} from '../chart.js';
import {fill, h, write} from '../dom.js';
import {follow} from '../follow.js';
import {time} from '../format.js';
import {lines, notice} from '../notice.js';
import {EVENTS} from '../plot.js';
import * as place from '../place.js';
import * as ranges from '../range.js';
import {stateOf} from '../states.js';
import {chartOf, resolve, system, targets} from '../systems.js';

const MAX_EVENTS = 8;
const STATE_SECONDS = 5;

export async function show(host, {id, params, range, signal, every, change, leave}) {
  const definition = await system(id);
  const found = await targets(definition, {signal});
  if (found.length === 0) {
    fill(host, absent(definition));
    return;
  }
  const target = found.find(({text}) => text === params.get('target')) ?? found[0];
  const gridNow = () => ranges.grid(range, target.interval);
  const grid = gridNow();
  const window = ranges.rateWindow(grid.step, target.interval);
  const charts = definition.charts.map((chart) => new Chart(chartOf({empty: definition.empty, ...chart}, target, window), {range, grid, change, signal}));
  const state = h('span', {class: 'nowrap'});
  const fault = h('p', {class: 'target-fault', role: 'status', hidden: true});
  const told = h('p', {class: 'events', hidden: true});
  fill(host,
    h('div', {class: 'page-head'}, targetMenu(found, target, change), state, h('p', {class: 'soft'}, definition.about),
      grid.isShort && h('p', {class: 'soft since'}, 'History since ', time(grid.since * 1000))),
    fault, told, h('div', {class: 'charts'}, charts.map(({element}) => element)));
  every(STATE_SECONDS, async () => tellState(state, fault, await stateNow(target, signal)));
  leave(() => charts.forEach((chart) => chart.close()));
  await follow(charts, gridNow, {range, signal, leave}, async (shown) => {
    const events = await happenings(definition, target, shown, signal).catch(() => []);
    charts.forEach((chart) => chart.mark(events));
    tell(told, events.filter((event) => event.time >= shown.start));
  });
}

/** How the last run of the target went, undefined where no collector of ours reads it. */
async function stateNow({job, instance}, signal) {
  const {collectors = []} = await api.health({signal});
  return collectors.find((each) => each.job === job && each.instance === instance);
}

function tellState(state, fault, collector) {
  const {sign, word, mood} = collector ? stateOf(collector) : {sign: '', word: '', mood: ''};
  write(state, `${sign} ${word}`);
  state.className = `nowrap ${mood}`;
  fault.hidden = !collector?.last_error || collector.state === 'up';
  fault.className = `target-fault ${mood}`;
  write(fault, collector?.last_error ?? '');
}

/** What the marks on the charts stand for: the latest of each kind and text. */
function tell(host, events) {
  const latest = [...new Map(events.map((event) => [`${event.kind} ${event.text}`, event])).values()].slice(-MAX_EVENTS);
  host.hidden = latest.length === 0;
  fill(host, latest.map(({time: at, kind, text}) => h('span', {class: 'event'}, h('span', {class: EVENTS[kind].colour}, EVENTS[kind].sign), ' ',
    kind === 'alert' ? h('a', {href: place.link('why', {rule: text})}, text) : text, ' ', h('span', {class: 'soft'}, time(at * 1000)))));
}

function targetMenu(found, target, change) {
  if (found.length === 1) {
    return h('p', {class: 'target'}, target.text);
  }
  return h('label', {class: 'target'}, 'Target ', h('select', {onchange: (event) => change({target: event.target.value})},
    found.map(({text}) => h('option', {value: text, selected: text === target.text}, text))));
}

function absent({title, add}) {
  return notice(`${title}: nothing is watched`, h('p', {}, add.text), add.settings && lines(add.settings));
}

/** Restarts of the target, changes of its version and alerts that began, each as {time, kind, text}. */
async function happenings({restarts, release}, target, grid, signal) {
  const asked = (expression) => (expression ? api.queryRange(resolve(expression, target, ranges.rateWindow(grid.step, target.interval)), grid, {signal}) : []);
  const [starts, versions, alerts] = await Promise.all([
    asked(restarts),
    asked(release && `group by (${release.label}) (${release.expression})`),
    api.queryRange('ALERTS{alertstate="firing"}', grid, {signal}),
  ]);
  const events = [];
  for (const {values, times} of starts) {
    values.forEach((value, at) => {
      if (at > 0 && Math.abs(value - values[at - 1]) > 2) {
        events.push({time: times[at], kind: 'restart', text: 'restarted'});
      }
    });
  }
  for (const {metric, times} of alerts) {
    if (metric.instance && metric.instance !== target.instance) {
      continue;
    }
    times.forEach((time, at) => {
      if (time > grid.start && (at === 0 || time - times[at - 1] > grid.step * 1.5)) {
        events.push({time, kind: 'alert', text: metric.alertname ?? 'alert'});
      }
    });
  }
  return [...events, ...releases(versions, release?.label)].sort((a, b) => a.time - b.time);
}

/** Where a version begins that was not there before, after another had been. */
function releases(versions, label) {
  const earliest = Math.min(...versions.map(({times}) => times[0]));
  return versions.filter(({times}) => times[0] > earliest).map(({metric, times}) => ({time: times[0], kind: 'release', text: `version ${metric[label] ?? ''}`}));
}
