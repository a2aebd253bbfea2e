// Why a rule fires, or does not: seven rungs from the rule to the people it tells, each with what was found. The first that
// does not hold is the answer.

import {progress} from '../alerting.js';
import * as api from '../api.js';
import {fill, h, svg} from '../dom.js';
import {ago, clock, fromLocal, labels, moment, number, seconds, time, toLocal, value} from '../format.js';
import {lines, notice} from '../notice.js';
import * as place from '../place.js';
import {redraw, whenChanged} from '../redraw.js';
import {more} from '../table.js';

const SIGNS = {passed: '✔', failed: '✖', unknown: '?', 'not reached': '·'};
const QUESTIONS = {
  evaluated: 'Is the rule evaluated?',
  series: 'Do its selectors find series?',
  value: 'What do the parts of its expression yield?',
  condition: 'Does the condition hold?',
  for: 'Has it held for long enough?',
  route: 'Whom would it tell, and may it?',
  delivery: 'Were they told?',
};
const WIDTH = 600;
const HEIGHT = 90;
const MAX_ELEMENTS = 12;

export async function show(host, {params, signal, every, change}) {
  let groups;
  try {
    groups = (await api.get('api/v1/rules', {type: 'alert'}, {signal})).data.groups;
  } catch (fault) {
    groups = fault.isAbsent ? [] : Promise.reject(fault);
    await groups;
  }
  const rules = groups.flatMap((group) => group.rules.map((rule) => ({...rule, group: group.name, file: group.file})));
  if (rules.length === 0) {
    fill(host, notice('There is no rule to ask about', h('p', {}, 'Add ', h('code', {}, 'monitoring-alerts'), ' and set:'), lines('monitoring:\n  alerts:\n    packs: [auto]')));
    return;
  }
  rules.sort((a, b) => progress(a) - progress(b) || a.name.localeCompare(b.name));
  const chosen = rules.find(({group, name}) => name === params.get('rule') && (!params.get('group') || group === params.get('group'))) ?? rules[0];
  const menu = h('select', {'aria-label': 'Rule', data: {search: ''}, onchange: (event) => {
    const rule = rules[event.target.value];
    change({group: rule.group, rule: rule.name, labels: null});
  }}, rules.map((rule, at) => h('option', {value: String(at), selected: rule === chosen}, `${['✖', '◐', '✔'][progress(rule)]} ${rule.name} – ${rule.group}`)));
  const moments = h('input', {type: 'datetime-local', step: '1', 'aria-label': 'As of', value: params.get('time') ? toLocal(Number(params.get('time'))) : '',
    onchange: (event) => change({time: event.target.value && fromLocal(event.target.value)})});
  const picture = h('div', {});
  const past = h('section', {class: 'backtest', 'aria-label': 'Backtest'});
  fill(host, h('div', {class: 'page-head'}, h('label', {}, 'Rule ', menu), alertMenu(chosen, params, change), h('label', {}, 'As of ', moments),
    params.get('time') && h('button', {type: 'button', class: 'plain', onclick: () => change({time: null})}, 'Now')), picture, past);
  drawBacktest(past, chosen, signal);
  const draw = whenChanged((answer) => redraw(picture, ladder(answer)));
  const ask = async () => {
    const question = {group: chosen.group, rule: chosen.name, file: chosen.file, labels: params.get('labels'), time: params.get('time')};
    try {
      draw((await api.get('api/v1/rules/explain', question, {signal})).data);
    } catch (fault) {
      if (fault.status === 0 || fault.status >= 500) {
        throw fault;
      }
      redraw(picture, h('p', {class: 'notice bad'}, `✖ ${fault.message}`));
    }
  };
  await (params.get('time') ? ask() : every(5, ask));
}

function alertMenu(rule, params, change) {
  return rule.alerts.length > 1 && h('label', {}, 'Alert ', h('select', {onchange: (event) => change({labels: event.target.value})},
    h('option', {value: ''}, 'the most telling'),
    rule.alerts.map((alert) => h('option', {value: labels(alert.labels), selected: labels(alert.labels) === params.get('labels')}, labels(alert.labels)))));
}

function ladder(answer) {
  const failed = answer.rungs.find(({state}) => state === 'failed');
  const isFiring = answer.alerts.some(({state}) => state === 'firing');
  const mood = isFiring ? 'bad' : failed ? 'warn' : 'good';
  return [
    h('div', {class: 'why-verdict', data: {mood}}, h('p', {class: 'verdict-word'}, isFiring ? '✖ Firing' : answer.alerts.some(({state}) => state === 'pending') ? '◐ Pending' : '✔ Not firing'),
      h('p', {}, ticked(answer.verdict)), h('p', {class: 'soft'}, `${answer.rule}, ${answer.origin}, at `, time(Date.parse(answer.time)))),
    h('ol', {class: 'ladder'}, answer.rungs.map((rung) => h('li', {class: 'rung', data: {state: rung.state.replace(' ', '-'), isAnswer: String(rung === failed)}},
      h('span', {class: 'rung-sign', 'aria-hidden': 'true'}, SIGNS[rung.state]),
      h('div', {class: 'rung-body'},
        h('h2', {}, h('span', {class: 'soft'}, `${rung.number} `), QUESTIONS[rung.question], h('span', {class: 'unseen'}, ` ${rung.state}`)),
        h('p', {}, ticked(rung.sentence)),
        evidence(rung.question, answer))))),
  ];
}

/** A sentence with what stands between backticks as code. */
function ticked(sentence) {
  return sentence.split('`').map((part, at) => (at % 2 ? h('code', {}, part) : part));
}

function evidence(question, answer) {
  switch (question) {
    case 'evaluated': return evaluated(answer);
    case 'series': return selectors(answer);
    case 'value': return answer.values && h('details', {data: {key: 'values'}}, h('summary', {}, 'Each part of the expression'), h('ul', {class: 'parts'}, part(answer.values)));
    case 'condition': return answer.conditions.map((track) => condition(track));
    case 'for': return answer.clock && holding(answer.clock, Date.parse(answer.time));
    case 'route': return routes(answer);
    case 'delivery': return deliveries(answer);
    default: return null;
  }
}

function evaluated({evaluation, expression}) {
  return h('p', {class: 'soft'}, `${evaluation.evaluations} evaluations every ${seconds(evaluation.interval)}`,
    evaluation.missed > 0 && `, ${evaluation.missed} missed`, evaluation.lastError && h('span', {class: 'bad'}, ` ✖ ${evaluation.lastError}`),
    ' · ', h('code', {class: 'promql'}, expression), ' ', h('a', {href: place.link('explore', {query: expression})}, 'explore'));
}

function selectors({selectors: all}) {
  const found = all.filter(({hints}) => hints.length > 0);
  return found.length > 0 && h('ul', {class: 'facts'}, found.map((one) => h('li', {}, h('code', {}, one.selector), ` ${one.seriesCount} series`,
    one.hints.map((hint) => h('p', {class: 'warn'}, '→ ', ticked(hint))))));
}

function part(of) {
  return h('li', {}, h('code', {}, of.expression), h('span', {class: 'soft'}, ` ${of.seriesCount} series`),
    of.fault && h('p', {class: 'bad'}, `✖ ${of.fault}`),
    of.hints.map((hint) => h('p', {class: 'warn'}, '→ ', ticked(hint))),
    of.elements.length > 0 && h('ul', {class: 'elements'}, of.elements.slice(0, MAX_ELEMENTS).map((element) => h('li', {},
      element.labels && h('code', {class: 'soft'}, labels(element.labels)), ' ', h('strong', {}, element.value === undefined ? '–' : number(Number(element.value))))),
    more(of.elements, MAX_ELEMENTS, 'li')),
    of.parts.length > 0 && h('ul', {class: 'parts'}, of.parts.map(part)));
}

/** What was measured against its threshold, evaluation by evaluation. */
function condition({condition: text, measured, operator, threshold, series, points, candidates, heldLast}) {
  const known = points.map((point) => ({at: Date.parse(point.time), value: finite(point.value), threshold: finite(point.threshold), holds: point.holds}))
    .filter((point) => point.value !== null);
  if (known.length < 2) {
    return known.length === 1 && h('p', {class: 'soft'}, `${number(known[0].value)} ${operator} ${threshold}`);
  }
  const figures = known.flatMap((point) => [point.value, point.threshold]).filter((each) => each !== null);
  const [low, high] = [Math.min(...figures), Math.max(...figures)];
  const pad = (high - low || Math.abs(high) || 1) * 0.12;
  const [from, to] = [known[0].at, known.at(-1).at];
  const x = (at) => ((at - from) / (to - from || 1)) * WIDTH;
  const y = (figure) => HEIGHT - ((figure - low + pad) / (high - low + 2 * pad)) * HEIGHT;
  const path = (of) => known.filter((point) => of(point) !== null).map((point, at) => `${at ? 'L' : 'M'}${x(point.at).toFixed(1)} ${y(of(point)).toFixed(1)}`).join('');
  const last = known.at(-1);
  return h('figure', {class: 'track'},
    svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', height: String(HEIGHT),
      'aria-label': `${measured} from ${clock(from)} to ${clock(to)}: lately ${number(last.value)}, threshold ${number(last.threshold)}; the condition held ${known.filter(({holds}) => holds).length} of ${known.length} times`},
    known.map((point, at) => point.holds && held(x(at ? (known[at - 1].at + point.at) / 2 : from), x(at < known.length - 1 ? (point.at + known[at + 1].at) / 2 : to))),
    svg('path', {class: 'threshold', d: path((point) => point.threshold), fill: 'none', 'vector-effect': 'non-scaling-stroke'}),
    svg('path', {class: 'measured', d: path((point) => point.value), fill: 'none', 'vector-effect': 'non-scaling-stroke'})),
    h('figcaption', {class: 'soft'}, h('code', {}, text), ` – ${number(last.value)} ${operator} ${number(last.threshold)}; held the last ${heldLast} of ${known.length} evaluations, `,
      `${clock(from)} to ${clock(to)}. Solid: measured, dashed: threshold, shaded: it holds.`,
      candidates > 1 && ` Nearest of ${candidates} series: `, candidates > 1 && h('code', {}, labels(series))));
}

/** The span around a point at which the condition holds. */
function held(left, right) {
  return svg('rect', {class: 'holds', x: left.toFixed(1), y: 0, width: (right - left + 0.5).toFixed(1), height: HEIGHT});
}

function finite(of) {
  const figure = of === null || of === undefined ? NaN : Number(of);
  return Number.isFinite(figure) ? figure : null;
}

function holding({for: needed, activeAt, firesAt, firedAt, resets}, at) {
  const lasted = activeAt ? Math.min(needed, (at - Date.parse(activeAt)) / 1000) : 0;
  return [
    needed > 0 && h('div', {class: 'meter', role: 'meter', 'aria-valuemin': '0', 'aria-valuemax': String(needed), 'aria-valuenow': String(Math.max(0, Math.round(lasted))),
      'aria-label': `held for ${seconds(Math.max(0, lasted))} of ${seconds(needed)}`}, h('span', {style: {width: `${(100 * Math.max(0, lasted)) / needed}%`}})),
    h('p', {class: 'soft'}, needed > 0 ? `held ${seconds(Math.max(0, Math.round(lasted)))} of ${seconds(needed)}` : 'fires at once',
      firedAt ? [', fired at ', time(Date.parse(firedAt))] : firesAt && activeAt && [', fires at ', time(Date.parse(firesAt)), ' if it stays']),
    resets.length > 0 && h('ul', {class: 'facts'}, resets.slice(-5).reverse().map((reset) => h('li', {}, '↺ ', time(Date.parse(reset.time)), ` after ${seconds(reset.activeFor)}: ${reset.reason}`))),
  ];
}

function routes({routes: all}) {
  return h('ul', {class: 'facts'}, all.map(({route, receiver, nextDue, mutes}) => h('li', {}, h('strong', {}, receiver), ' by ', h('code', {}, route),
    nextDue && `, next due ${clock(Date.parse(nextDue))}`,
    mutes.map(({kind, by, until}) => h('p', {class: 'warn'}, `◌ ${kind} by ${by}`, until && ` until ${moment(Date.parse(until))}`)))));
}

function deliveries({routes: all}) {
  const found = all.flatMap(({receiver, deliveries: each}) => each.map((one) => ({receiver, ...one})));
  return found.length > 0 && h('ul', {class: 'facts'}, found.map((one) => h('li', {class: one.isDelivered ? null : 'bad'},
    `${one.isDelivered ? '✔' : '✖'} ${one.receiver} (${one.integration}) `, one.time && ago(Date.parse(one.time)), one.reason && `: ${one.reason}`,
    one.nextTry && `, next try ${clock(Date.parse(one.nextTry))}`)));
}

function drawBacktest(host, rule, signal) {
  const found = h('div', {'aria-live': 'polite'});
  fill(host, h('h2', {}, 'What would it have done?'),
    h('p', {class: 'soft'}, 'Evaluates the rule over the history that is there.'),
    h('button', {type: 'button', class: 'plain', onclick: async () => {
      fill(found, 'Trying …');
      try {
        const {data} = await api.get('api/v1/rules/backtest', {alert: rule.name, expr: rule.query, for: `${rule.duration}s`, keep_firing_for: `${rule.keepFiringFor}s`}, {signal});
        const [outcome] = data.rules;
        fill(found, h('p', {}, h('strong', {}, `It would have fired ${outcome.fired === 1 ? 'once' : `${value(outcome.fired)} times`}`),
          ` between ${moment(Date.parse(data.from))} and ${moment(Date.parse(data.to))}, and been pending without firing ${value(outcome.pendingOnly)} times, in ${data.evaluations} evaluations.`,
          !data.isComplete && ' The history does not reach over all of that time.'),
        outcome.firstFailure && h('p', {class: 'bad'}, `✖ ${outcome.firstFailure}`),
        h('ul', {class: 'facts'}, outcome.episodes.map((one) => h('li', {}, h('code', {}, labels(one.labels)), ' pending ', time(Date.parse(one.pendingAt)),
          one.firedAt && [', fired ', time(Date.parse(one.firedAt))], one.endedAt ? [', over ', time(Date.parse(one.endedAt))] : ', still'))));
      } catch (fault) {
        fill(found, h('p', {class: 'bad'}, `✖ ${fault.message}`));
      }
    }}, 'Backtest this rule'), found);
}
