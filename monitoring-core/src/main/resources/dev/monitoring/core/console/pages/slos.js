// What is left of each error budget, how fast it goes, and when it will be gone.

import * as api from '../api.js';
import {fill, h} from '../dom.js';
import {Filter} from '../filter.js';
import {ago, number, seconds, value} from '../format.js';
import {lines, notice} from '../notice.js';
import * as place from '../place.js';
import {redraw, whenChanged} from '../redraw.js';
import {more, table} from '../table.js';

const STATES = {
  ok: {sign: '✔', word: 'on track', mood: 'good'},
  burning: {sign: '◐', word: 'burning', mood: 'warn'},
  exhausted: {sign: '✖', word: 'used up', mood: 'bad'},
  no_data: {sign: '?', word: 'no data', mood: 'warn'},
  low_traffic: {sign: '·', word: 'not enough traffic', mood: 'soft'},
};
const DAY_SECONDS = 86_400;
const MAX_BUDGETS = 50;
const MANY = 4;

export async function show(host, {params, signal, every}) {
  const filter = new Filter({params, signal, hint: 'filter by name or label', label: 'Filter objectives', draw: () => draw()});
  const head = h('div', {class: 'page-head', hidden: true}, filter.element);
  const list = h('div', {});
  let known = [];
  fill(host, head, list);
  const draw = () => {
    const shown = known.filter(({name, description, budgets}) => filter.fits(`${name} ${description ?? ''} ${budgets.map(({labels}) => JSON.stringify(labels)).join(' ')}`));
    head.hidden = known.length < MANY && !filter.isSet;
    redraw(list, known.length === 0 ? none() : shown.length === 0 ? h('p', {class: 'soft'}, 'No objective fits.') : shown.map(card));
  };
  const drawChanged = whenChanged((slos) => {
    known = slos;
    draw();
  });
  await every(5, async () => {
    try {
      drawChanged((await api.get('api/v1/slos', {}, {signal})).data.slos);
    } catch (fault) {
      if (!fault.isAbsent) {
        throw fault;
      }
      drawChanged([]);
    }
  });
}

function card(slo) {
  return h('article', {class: 'panel slo', data: {item: '', key: slo.name}},
    h('header', {}, h('h2', {}, slo.name), h('span', {class: 'soft'}, `${number(slo.objectivePercent)} % over ${slo.window}, of ${slo.indicator.counts}`),
      slo.alerts.map(({state, labels}) => h('a', {class: `badge ${state === 'firing' ? 'bad' : 'warn'}`, href: place.link('why', {group: slo.alertGroup, rule: labels.alertname})},
        `${state === 'firing' ? '✖' : '◐'} ${labels.alertname} ${labels.severity ?? ''}`))),
    slo.description && h('p', {}, slo.description),
    slo.remarks.map((remark) => h('p', {class: 'warn'}, `→ ${remark}`)),
    slo.budgets.slice(0, MAX_BUDGETS).map((budget) => drawBudget(slo, budget)),
    more(slo.budgets, MAX_BUDGETS),
    slo.budgets.length === 0 && h('p', {class: 'warn'}, '? Nothing was counted yet.'),
    h('details', {data: {key: `${slo.name} how`}}, h('summary', {}, 'How it is counted, and when it alerts'),
      h('p', {}, h('code', {class: 'promql'}, slo.indicator.query)),
      h('ul', {class: 'facts'}, slo.conditions.map(({severity, long, short, factor, minimumEvents}) => h('li', {},
        `${severity}: over ${long} and ${short} at ${number(factor)} times the even pace${minimumEvents ? `, from ${number(minimumEvents)} events on` : ''}`))),
      h('p', {class: 'soft'}, slo.file, slo.lastEvaluation && `, counted ${ago(Date.parse(slo.lastEvaluation))}`)));
}

function drawBudget(slo, budget) {
  const state = STATES[budget.state] ?? STATES.no_data;
  const left = Math.max(0, Math.min(100, budget.leftPercent));
  const isCounted = budget.state !== 'no_data';
  const events = slo.indicator.counts;
  return h('div', {class: 'budget', data: {mood: state.mood}},
    Object.keys(budget.labels).length > 0 && h('h3', {}, Object.entries(budget.labels).map(([name, text]) => `${name} ${text}`).join(', ')),
    h('div', {class: 'budget-head'}, h('span', {class: `budget-figure ${state.mood}`}, isCounted ? `${number(left)} %` : '–'),
      h('span', {}, h('strong', {class: state.mood}, `${state.sign} ${state.word}`), h('br', {}),
        h('span', {class: 'soft'}, !isCounted ? 'nothing to count' : budget.leftPercent >= 0 ? 'of the error budget left' : `of the error budget left; ${number(1 - budget.leftPercent / 100)} times all of it was used`))),
    h('div', {class: 'meter', role: 'meter', 'aria-label': 'error budget left', 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': String(Math.round(left)),
      data: {mood: state.mood}}, h('span', {style: {width: `${left}%`}})),
    h('dl', {class: 'figures'},
      fact('Minutes', `${span(budget.leftMinutes)} of ${span(budget.minutes)} left`),
      fact(events === 'events' ? 'Requests' : 'Seconds', `${number(Math.max(0, Math.floor(budget.left)))} more may fail; ${number(budget.bad)} of ${number(budget.total)} did`),
      fact('Good', budget.goodPercent === undefined ? '–' : `${budget.goodPercent === null ? '–' : budget.goodPercent.toFixed(3).replace(/\.?0+$/, '')} %, wanted ${number(slo.objectivePercent)} %`),
      fact('Used up', budget.state === 'exhausted' ? 'already' : projection(budget.projections)),
      fact('Looked at', budget.coveragePercent < 0.01 ? 'less than 0.01 % of the window' : `${number(budget.coveragePercent)} % of the window`)),
    table(['Pace over', {n: 'Times the even pace'}, {n: 'Errors'}, {n: 'Failed of'}], budget.burnRates.map((rate) => h('tr', {}, h('th', {scope: 'row'}, rate.window),
      h('td', {class: `n ${rate.burnRate > 1 ? 'warn' : ''}`}, rate.burnRate === null || rate.burnRate === undefined ? '–' : `${rate.burnRate > 1 ? '▲ ' : ''}${number(rate.burnRate)}`),
      h('td', {class: 'n'}, rate.errorRatio === null || rate.errorRatio === undefined ? '–' : value(rate.errorRatio, 'ratio')),
      h('td', {class: 'n'}, `${number(rate.bad)} of ${number(rate.total)}`)))));
}

function fact(name, text) {
  return h('div', {}, h('dt', {}, name), h('dd', {}, text));
}

function span(minutes) {
  return minutes <= 0 ? 'none' : seconds(Math.round(minutes * 60));
}

function projection(all) {
  const windows = new Map();
  for (const {window, exhaustedInSeconds} of all.filter((each) => each.exhaustedInSeconds !== null)) {
    const text = about(exhaustedInSeconds);
    windows.set(text, [...(windows.get(text) ?? []), window]);
  }
  return windows.size === 0 ? 'never at the present pace' : [...windows].map(([text, those]) => `in ${text} at the pace of the last ${those.join(', ')}`).join('; ');
}

/** A time ahead, of which minutes do not matter when it is days. */
function about(of) {
  return seconds(of > 2 * DAY_SECONDS ? Math.round(of / DAY_SECONDS) * DAY_SECONDS : of);
}

function none() {
  return notice('No service level objective is defined', h('p', {}, 'Say which events are good, and how many of them must be:'),
    lines('monitoring:\n  alerts:\n    slos: [slos.yml]'),
    lines("# slos.yml\nslos:\n- name: checkout\n  target: 99.9\n  window: 30d\n  events:\n    bad: 'http_requests_total{job=\"shop\",code=~\"5..\"}'\n    total: 'http_requests_total{job=\"shop\"}'"),
    h('p', {class: 'soft'}, 'It needs the module monitoring-alerts. Each objective brings its own burn-rate alerts.'));
}
