// The first page: one sentence, the golden signals where there are requests, and a tile for each target.

import * as api from '../api.js';
import {Chart} from '../chart.js';
import {fill, h, write} from '../dom.js';
import {Filter} from '../filter.js';
import {follow} from '../follow.js';
import {ago, time, value as inUnit} from '../format.js';
import * as place from '../place.js';
import * as ranges from '../range.js';
import {SeriesTable} from '../series.js';
import {spark} from '../spark.js';
import {stateOf, targetsSaid} from '../states.js';
import {chartOf, resolve, systems, targets} from '../systems.js';
import {more} from '../table.js';
import {tellVerdict} from '../verdict.js';

const SPARK_POINTS = 60;
const MAX_ALERTS = 5;
const MANY_TILES = 8;
const OWN = {
  id: 'self', title: 'Monitoring itself', collectors: ['monitoring'], sparks: [
    {label: 'Series', unit: '', expression: 'sum(monitoring_series{$target})'},
    {label: 'History', unit: 'bytes', expression: 'sum(monitoring_history_bytes{$target})'},
    {label: 'Lag', unit: 'seconds', expression: 'max(monitoring_scheduler_tick_lag_seconds{$target})'},
  ],
};
const SIGNALS = ['http-rate', 'http-errors', 'http-mean'];

export async function show(host, context) {
  const {range, signal, every, leave} = context;
  const known = [...await systems(), OWN];
  const verdict = h('p', {class: 'verdict', role: 'status'}, 'Asking …');
  const now = h('ul', {class: 'now', hidden: true, 'aria-label': 'Alerts'});
  const signals = h('div', {class: 'charts signals', hidden: true});
  const list = h('div', {class: 'tiles'});
  const filter = new Filter({params: context.params, signal, hint: 'filter by name or address', label: 'Filter targets', draw: () => narrow()});
  const head = h('div', {class: 'page-head', hidden: true}, filter.element);
  const {isShort, since} = ranges.grid(range);
  const tiles = new Map();
  fill(host, verdict, now, signals, head, list, isShort && h('p', {class: 'soft foot'}, 'History since ', time(since * 1000), '.'));
  let ending = () => {};
  leave(() => ending());
  await every(5, async () => {
    const [health, alerts, slos] = await Promise.all([
      api.health({signal}), orNothing(api.get('api/v1/alerts', {}, {signal})), orNothing(api.get('api/v1/slos', {}, {signal}))]);
    drawVerdict(verdict, health.collectors ?? [], alerts?.data?.alerts ?? [], slos?.data?.slos ?? []);
    drawAlerts(now, alerts?.data?.alerts ?? []);
    const collectors = [...health.collectors ?? []].sort((a, b) => stateOf(a).rank - stateOf(b).rank);
    head.hidden = collectors.length <= MANY_TILES && !filter.isSet;
    const isNew = collectors.map((collector) => tileOf(tiles, collector, known, signal)).filter(({isDrawn}) => !isDrawn).length > 0;
    collectors.forEach((collector) => tiles.get(keyOf(collector)).state(collector));
    const order = collectors.map((collector) => tiles.get(keyOf(collector)).element);
    if (order.length !== list.children.length || order.some((element, at) => list.children[at] !== element)) {
      fill(list, order);
    }
    narrow();
    if (isNew) {
      ending();
      ending = await followTiles([...tiles.values()], range, signal);
    }
  });
  await goldenSignals(signals, known, context);

  function narrow() {
    for (const [key, {element}] of tiles) {
      element.hidden = !filter.fits(`${key} ${element.textContent}`);
    }
  }
}

function keyOf({collector, job, instance}) {
  return `${collector} ${job}/${instance}`;
}

async function orNothing(answer) {
  try {
    return await answer;
  } catch {
    return null;
  }
}

function drawVerdict(element, targets, alerts, slos) {
  const {mood, text} = targetsSaid(targets);
  const parts = [text];
  const firing = alerts.filter(({state}) => state === 'firing').length;
  if (firing > 0) {
    parts.push(firing === 1 ? '1 alert fires' : `${firing} alerts fire`);
  }
  const pending = alerts.filter(({state}) => state === 'pending').length;
  if (pending > 0) {
    parts.push(pending === 1 ? '1 alert pending' : `${pending} alerts pending`);
  }
  const budgets = slos.flatMap(({name, budgets: all = []}) => all.map(({leftPercent}) => ({name, leftPercent})));
  const worst = budgets.filter(({leftPercent}) => Number.isFinite(leftPercent)).sort((a, b) => a.leftPercent - b.leftPercent)[0];
  if (worst) {
    parts.push(`${worst.name} has ${inUnit(Math.max(0, worst.leftPercent), 'percent')} of its error budget left`);
  }
  tellVerdict(element, firing > 0 ? 'bad' : mood === 'good' && pending > 0 ? 'warn' : mood, parts.join(' · '));
}

/** The alerts that fire or are about to, the gravest first, each once with the number of its series. */
function drawAlerts(host, alerts) {
  const byName = new Map();
  for (const {labels, state, activeAt} of alerts.filter((each) => each.state === 'firing' || each.state === 'pending')) {
    const key = `${state} ${labels.alertname}`;
    const known = byName.get(key) ?? {name: labels.alertname, severity: labels.severity, state, since: Infinity, count: 0};
    known.count++;
    known.since = Math.min(known.since, Date.parse(activeAt));
    byName.set(key, known);
  }
  const shown = [...byName.values()].sort((a, b) => (a.state === b.state ? a.since - b.since : a.state === 'firing' ? -1 : 1));
  host.hidden = shown.length === 0;
  fill(host, shown.slice(0, MAX_ALERTS).map(({name, severity, state, since, count}) => h('li', {},
    h('span', {class: state === 'firing' ? 'bad' : 'warn'}, state === 'firing' ? '▲ firing' : '◐ pending'), ' ',
    h('a', {href: place.link('alerts')}, name), count > 1 && ` ×${count}`, severity && h('span', {class: 'soft'}, ` ${severity}`),
    Number.isFinite(since) && h('span', {class: 'soft'}, ' since ', time(since)))),
  more(shown, MAX_ALERTS, 'li'));
}

/** A tile: made once, then told of states and figures. */
function tileOf(tiles, collector, known, signal) {
  const key = keyOf(collector);
  if (!tiles.has(key)) {
    tiles.set(key, new Tile(collector, known.find(({collectors = []}) => collectors.includes(collector.collector)), signal));
  }
  return tiles.get(key);
}

class Tile {
  constructor(collector, system, signal) {
    this.collector = collector;
    this.isDrawn = false;
    this.lines = (system?.sparks ?? []).map((definition) => new SparkLine(definition, collector, signal));
    this.sign = h('span', {class: 'state'});
    this.error = h('p', {class: 'tile-error', hidden: true});
    this.age = h('div', {class: 'soft tile-age'});
    const target = {target: `${collector.job}/${collector.instance}`};
    this.element = h('a', {class: 'tile', data: {item: ''}, href: system ? place.link(system.id, target) : place.link('targets')},
      h('div', {class: 'tile-head'}, h('strong', {}, system?.title ?? collector.collector), this.sign),
      h('div', {class: 'soft tile-target'}, collector.instance),
      this.lines.length > 0 && h('dl', {class: 'sparks'}, this.lines.map(({element}) => element)),
      this.error, this.age);
  }

  state(collector) {
    const {sign, word, mood} = stateOf(collector);
    this.element.dataset.mood = mood;
    write(this.sign, `${sign} ${word}`);
    this.error.hidden = collector.state === 'up' || !collector.last_error;
    write(this.error, collector.last_error ?? '');
    write(this.age, collector.last_success ? `data ${ago(Date.parse(collector.last_success))}` : 'no data yet');
  }
}

class SparkLine {
  constructor(definition, target, signal) {
    Object.assign(this, {definition, target, signal});
    this.figure = h('span', {class: 'figure'}, '–');
    this.picture = h('span', {});
    this.element = h('div', {}, h('dt', {}, definition.label), h('dd', {}, this.figure, this.picture));
  }

  get expressions() {
    return [this.expression];
  }

  async load(grid) {
    this.expression = resolve(this.definition.expression, this.target, ranges.rateWindow(grid.step));
    this.table = new SeriesTable(grid);
    this.table.add(0, {legend: ''}, await api.queryRange(this.expression, grid, {signal: this.signal}).catch(() => []));
    this.draw();
  }

  tick({time, results}) {
    if (this.table && results.has(this.expression)) {
      this.table.append(time, [{legend: '', results: results.get(this.expression)}]);
      this.draw();
    }
  }

  draw() {
    const {unit, max} = this.definition;
    const values = this.table.lines()[0]?.values ?? [];
    write(this.figure, inUnit(values.slice(-3).findLast((each) => each !== null), unit));
    fill(this.picture, spark(values, {min: 0, max}));
  }
}

/** Loads the lines of all tiles and keeps them moving. Returns what ends that. */
async function followTiles(tiles, range, signal) {
  const span = range.isLive ? Math.min(range.span, 3600) : range.span;
  const gridNow = () => ranges.grid({...range, span}, Math.max(5, Math.ceil(span / SPARK_POINTS / 5) * 5));
  const ends = [];
  tiles.forEach((tile) => {
    tile.isDrawn = true;
  });
  await follow(tiles.flatMap(({lines}) => lines), gridNow, {range, signal, leave: (f) => ends.push(f)});
  return () => ends.forEach((f) => f());
}

/** Rate, errors and duration of requests. */
async function goldenSignals(host, known, {range, signal, change, leave}) {
  const http = known.find(({id, isPresent}) => id === 'http' && isPresent);
  const [target] = http ? await targets(http, {signal}) : [];
  if (!target) {
    return;
  }
  const gridNow = () => ranges.grid(range);
  const grid = gridNow();
  const charts = http.charts.filter(({id}) => SIGNALS.includes(id))
    .map((definition) => new Chart(chartOf(definition, target, ranges.rateWindow(grid.step)), {range, grid, change, signal, height: 110}));
  fill(host, charts.map(({element}) => element));
  host.hidden = false;
  leave(() => charts.forEach((chart) => chart.close()));
  await follow(charts, gridNow, {range, signal, leave});
}
