// What fires, what is about to, what is quiet, what happened: alerts from the most urgent on.

import {load, matcherText, progress, urgency} from '../alerting.js';
import * as api from '../api.js';
import {fill, h, svg} from '../dom.js';
import {Filter} from '../filter.js';
import {ago, clock, labels, moment, number, time} from '../format.js';
import * as keys from '../keys.js';
import {dependency, lines, notice} from '../notice.js';
import * as place from '../place.js';
import * as ranges from '../range.js';
import {redraw} from '../redraw.js';
import {more, table} from '../table.js';
import {verdict} from '../verdict.js';
import {current} from '../walk.js';
import {openSilence} from './silence.js';

const RULES = 'monitoring:\n  alerts:\n    packs: [auto]\n    rules: [rules/*.yml]';
const SIGNS = {firing: '✖', pending: '◐', inactive: '✔'};
const MAX_LANES = 12;
const MAX_HAPPENINGS = 40;
const WIDTH = 1000;
const LANE = 22;

export async function show(host, {params, range, signal, every, announce}) {
  const head = h('div', {});
  const cards = h('div', {class: 'alert-list'});
  const silences = h('section', {'aria-label': 'Silences'});
  const timeline = h('section', {'aria-label': 'Timeline'});
  const quiet = h('section', {'aria-label': 'Rules without alerts'});
  const filter = new Filter({params, signal, hint: 'filter by name or label', label: 'Filter alerts', draw: () => draw()});
  let known = {alerts: [], silences: [], groups: []};
  let firing;
  fill(host, head, h('div', {class: 'page-head'}, filter.element,
    h('button', {type: 'button', class: 'plain', onclick: () => openSilence({}, known.alerts, silenced)}, 'New silence')),
  cards, silences, timeline, quiet);
  keys.key('s', 'on the page of alerts: silence the one that has the focus', () => {
    const alert = known.alerts.find((each) => keyOf(each) === current()?.dataset.key) ?? shown()[0];
    openSilence(alert?.labels ?? {}, known.alerts, silenced);
  }, {signal});

  await every(5, refresh);

  async function refresh() {
    const loaded = await load({signal});
    if (!loaded) {
      absent(host);
      return;
    }
    known = loaded;
    draw();
    const grid = ranges.grid(range);
    const [lanes, history] = await Promise.all([
      api.queryRange('ALERTS', grid, {signal}).catch(() => []),
      api.get('api/v1/alerts/history', {limit: MAX_HAPPENINGS}, {signal}).then(({data}) => data.transitions, () => []),
    ]);
    redraw(timeline, h('h2', {}, `Timeline, ${range.text}`), drawTimeline(lanes, grid), drawHistory(history));
  }

  function shown() {
    return known.alerts
      .filter((alert) => filter.fits(`${alert.rule.name} ${labels(alert.labels)}`))
      .sort((a, b) => progress(a) - progress(b) || urgency(a) - urgency(b) || a.rule.name.localeCompare(b.rule.name));
  }

  function draw() {
    const rules = known.groups.flatMap((group) => group.rules.map((rule) => ({...rule, group: group.name})));
    if (rules.length === 0) {
      redraw(head, noRules());
      return;
    }
    const now = known.alerts.filter(({state}) => state === 'firing').map(({rule}) => rule.name);
    if (firing && now.length > firing.length) {
      announce(`${now.length} ${now.length === 1 ? 'alert fires' : 'alerts fire'}: ${[...new Set(now)].join(', ')}`);
    }
    firing = now;
    redraw(head, said(known.alerts, rules));
    const alerts = shown();
    redraw(cards, ...['firing', 'pending'].map((state) => section(state, alerts.filter((alert) => alert.state === state))));
    redraw(silences, drawSilences(known.silences));
    redraw(quiet, drawQuiet(rules));
  }

  function section(state, alerts) {
    return alerts.length > 0 && h('section', {'aria-label': state},
      h('h2', {class: state === 'firing' ? 'bad' : 'warn'}, `${SIGNS[state]} ${state === 'firing' ? 'Firing' : 'Pending'} `, h('span', {class: 'soft'}, alerts.length)),
      byRule(alerts).map((group) => card(group)));
  }

  function card(alerts) {
    const {rule, group} = alerts[0];
    return h('article', {class: 'alert', data: {state: alerts[0].state, urgency: urgency(alerts[0])}},
      h('header', {}, h('h3', {}, rule.name), severity(alerts[0]), h('span', {class: 'soft'}, group),
        h('a', {class: 'aside', href: place.link('explore', {query: rule.query})}, 'expression')),
      alerts.map((alert) => one(alert)));
  }

  function one(alert) {
    const {alertname, severity: _, ...others} = alert.labels;
    const key = keyOf(alert);
    const said = alert.annotations.summary ?? alert.annotations.description ?? alert.annotations.message;
    return h('div', {class: 'alert-one', tabindex: '0', data: {key, alert: key, item: ''}},
      h('p', {class: 'alert-said'}, said ?? labels(others)),
      said && h('p', {class: 'soft'}, h('code', {}, labels(others))),
      h('p', {}, `${alert.state === 'firing' ? 'since' : 'pending since'} `, time(Date.parse(alert.activeAt)), ` (${ago(Date.parse(alert.activeAt))})`,
        ` · value ${number(Number(alert.value))}`,
        alert.state === 'pending' && ` · fires at ${clock(Date.parse(alert.activeAt) + alert.rule.duration * 1000)} if it holds`,
        alert.receivers.length > 0 && ` · goes to ${alert.receivers.join(', ')}`),
      stand(alert),
      h('div', {class: 'actions'},
        h('button', {type: 'button', class: 'plain', data: {key: `${key} silence`}, onclick: () => openSilence(alert.labels, known.alerts, silenced)}, 'Silence …'),
        alert.state === 'firing' && alert.fingerprint && h('button', {type: 'button', class: 'plain', data: {key: `${key} acknowledge`}, onclick: () => acknowledge(alert)},
          alert.acknowledgement ? 'No longer mine' : 'I look after it'),
        h('a', {class: 'plain', href: place.link('why', {group: alert.group, rule: alert.rule.name, labels: labels(alert.labels)}), data: {key: `${key} why`, open: ''}}, 'Why?'),
        alert.annotations.runbook_url && h('a', {class: 'plain', href: alert.annotations.runbook_url, rel: 'noreferrer noopener', target: '_blank'}, 'Runbook')));
  }

  async function acknowledge({fingerprint, acknowledgement, rule}) {
    const path = `api/v1/acknowledgements/${encodeURIComponent(fingerprint)}`;
    await tried(acknowledgement ? api.remove(path) : api.post(path, {}), `${rule.name} is ${acknowledgement ? 'nobody’s' : 'looked after'} now`);
  }

  function silenced(id) {
    announce(`The silence is there: ${id}`);
    refresh().catch(() => {});
  }

  async function tried(asked, success) {
    try {
      await asked;
      announce(success);
    } catch (fault) {
      announce(fault.message);
      redraw(head, h('p', {class: 'notice bad', role: 'alert'}, `✖ ${fault.message}`), ...head.childNodes);
      return;
    }
    await refresh().catch(() => {});
  }

  function drawSilences(all) {
    const active = all.filter(({status}) => status.state !== 'expired');
    return active.length > 0 && [h('h2', {}, 'Silences ', h('span', {class: 'soft'}, active.length)),
      h('ul', {class: 'silences'}, active.map((silence) => h('li', {class: 'row'},
        h('div', {}, h('code', {}, `{${silence.matchers.map(matcherText).join(', ')}}`),
          h('p', {class: 'soft'}, `${silence.status.state === 'pending' ? `begins at ${moment(Date.parse(silence.startsAt))}, ` : ''}until `, time(Date.parse(silence.endsAt)),
            ` · ${silence.createdBy}: ${silence.comment}`)),
        h('button', {type: 'button', class: 'plain', data: {key: `end ${silence.id}`},
          onclick: () => tried(api.remove(`api/v2/silence/${encodeURIComponent(silence.id)}`), 'The silence has ended')}, 'End it'))))];
  }
}

function keyOf(alert) {
  return `${alert.group} ${alert.rule.name} ${labels(alert.labels)}`;
}

function byRule(alerts) {
  const groups = new Map();
  for (const alert of alerts) {
    const key = `${alert.group} ${alert.rule.name}`;
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  return [...groups.values()];
}

function severity({labels: {severity: word}}) {
  return word && h('span', {class: `badge ${{0: 'bad', 1: 'warn'}[urgency({labels: {severity: word}})] ?? 'soft'}`}, word);
}

function stand({silencedBy, inhibitedBy, acknowledgement}) {
  return [
    silencedBy.length > 0 && h('p', {class: 'soft'}, '◌ silenced: nobody is told'),
    inhibitedBy.length > 0 && h('p', {class: 'soft'}, '◌ kept quiet by a more important alert'),
    acknowledgement && h('p', {class: 'good'}, `✔ ${acknowledgement.by} looks after it since ${clock(Date.parse(acknowledgement.at))}${acknowledgement.comment ? `: ${acknowledgement.comment}` : ''}`),
  ];
}

function said(alerts, rules) {
  const count = (state) => alerts.filter((alert) => alert.state === state).length;
  const broken = rules.filter(({health}) => health === 'err');
  const [firing, pending] = [count('firing'), count('pending')];
  const words = [
    firing > 0 ? `${firing} ${firing === 1 ? 'alert fires' : 'alerts fire'}` : 'Nothing fires',
    pending > 0 && `${pending} pending`,
    broken.length > 0 && `${broken.length} of ${rules.length} rules cannot be evaluated: ${broken.map(({name}) => name).join(', ')}`,
    broken.length === 0 && `${rules.length} rules watch`,
  ];
  return verdict(firing > 0 ? 'bad' : pending > 0 || broken.length > 0 ? 'warn' : 'good', words.filter(Boolean).join(' · '));
}

function drawQuiet(rules) {
  const quiet = rules.filter(({alerts}) => alerts.length === 0).sort((a, b) => a.name.localeCompare(b.name));
  return h('details', {data: {key: 'quiet'}}, h('summary', {}, `✔ ${quiet.length} rules without alerts`),
    table(['Rule', 'Group', 'Evaluated', 'Condition'], quiet.map((rule) => h('tr', {},
      h('td', {}, h('a', {href: place.link('why', {group: rule.group, rule: rule.name})}, rule.name)),
      h('td', {}, rule.group),
      h('td', {}, rule.health === 'err' ? h('span', {class: 'bad'}, `✖ ${rule.lastError}`) : ago(Date.parse(rule.lastEvaluation))),
      h('td', {}, h('code', {class: 'promql'}, rule.query))))));
}

/** A lane for each alert: pending hollow, firing full. */
function drawTimeline(lanes, grid) {
  const byAlert = new Map();
  for (const {metric, times} of lanes) {
    const {__name__: _, alertstate, ...own} = metric;
    const key = labels(own);
    const lane = byAlert.get(key) ?? {own, spans: []};
    lane.spans.push(...spans(times, grid.step).map((span) => ({...span, state: alertstate})));
    byAlert.set(key, lane);
  }
  const all = [...byAlert.values()].sort((a, b) => a.own.alertname.localeCompare(b.own.alertname)).slice(0, MAX_LANES);
  if (all.length === 0) {
    return h('p', {class: 'soft'}, '✔ No alert was pending or firing.');
  }
  const x = (at) => ((at - grid.start) / (grid.end - grid.start)) * WIDTH;
  return h('div', {class: 'lanes'}, all.map(({own, spans: found}) => h('div', {class: 'lane'},
    h('span', {class: 'lane-name', title: labels(own)}, own.alertname, ' ', h('span', {class: 'soft'}, own.instance ?? '')),
    svg('svg', {viewBox: `0 0 ${WIDTH} ${LANE}`, preserveAspectRatio: 'none', role: 'img', height: String(LANE),
      'aria-label': `${own.alertname}: ${found.map(({state, from, to}) => `${state} from ${clock(from * 1000)} to ${clock(to * 1000)}`).join(', ')}`},
    svg('rect', {class: 'lane-ground', x: 0, y: LANE / 2 - 1, width: WIDTH, height: 2}),
    found.map(({state, from, to}) => svg('rect', {class: `span-${state}`, x: x(from), y: state === 'firing' ? 4 : 8, width: Math.max(3, x(to) - x(from)), height: state === 'firing' ? LANE - 8 : LANE - 16, rx: 2},
      svg('title', {}, `${state} ${clock(from * 1000)} – ${clock(to * 1000)}`)))))),
  h('p', {class: 'soft lane-scale'}, h('span', {}, clock(grid.start * 1000)), h('span', {}, '▬ pending  ▮ firing'), h('span', {}, clock(grid.end * 1000))),
  more([...byAlert], MAX_LANES));
}

function spans(times, step) {
  const found = [];
  for (const at of times) {
    const last = found.at(-1);
    if (last && at - last.to <= step * 1.5) {
      last.to = at;
    } else {
      found.push({from: at, to: at});
    }
  }
  return found;
}

function drawHistory(transitions) {
  return transitions.length > 0 && h('details', {data: {key: 'history'}}, h('summary', {}, `What happened, the latest ${transitions.length}`),
    table(['When', 'Alert', 'From', 'To', 'Why'], transitions.map((one) => h('tr', {}, h('td', {class: 'nowrap'}, time(Date.parse(one.time))),
      h('td', {}, one.rule, ' ', h('code', {class: 'soft'}, labels(one.labels))), h('td', {}, one.from), h('td', {}, one.to), h('td', {}, one.cause)))));
}

function absent(host) {
  fill(host, notice('Rules are not evaluated here', h('p', {}, 'Add the module that does it, and name rule files or the ready-made packs:'),
    dependency('monitoring-alerts'), lines(RULES)));
}

function noRules() {
  return notice('There are no rules yet', h('p', {}, 'The ready-made ones watch what is collected here; files of yours are Prometheus’ rule files:'),
    lines(RULES), h('p', {}, 'In Java they are given to ', h('code', {}, 'AlertsExtension.builder()'), '.'));
}
