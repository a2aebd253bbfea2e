// Every target with how its last run went and when the next is due, and what could be watched besides.

import * as api from '../api.js';
import {fill, h} from '../dom.js';
import {Filter} from '../filter.js';
import {ago, labels, number, seconds, time} from '../format.js';
import * as place from '../place.js';
import {redraw, whenChanged} from '../redraw.js';
import {stateOf, targetsSaid} from '../states.js';
import {systems} from '../systems.js';
import {table} from '../table.js';
import {verdict} from '../verdict.js';

export async function show(host, {params, signal, every}) {
  const head = h('div', {});
  const filter = new Filter({params, signal, hint: 'filter by name, address or error', label: 'Filter targets', draw: () => draw()});
  const pages = await systems();
  const list = h('div', {});
  const absent = h('section', {'aria-label': 'Not watched'});
  fill(host, head, h('div', {class: 'page-head'}, filter.element), list, absent);
  let known = [];
  const draw = () => {
    const shown = known.filter((target) => filter.fits(JSON.stringify(target)))
      .sort((a, b) => stateOf(a).rank - stateOf(b).rank || a.collector.localeCompare(b.collector));
    const {mood, text} = targetsSaid(known);
    redraw(head, verdict(mood, text));
    redraw(list, shown.length > 0 ? rows(shown, pages) : known.length > 0 && h('p', {class: 'soft'}, 'No target fits.'));
  };
  const drawAbsent = whenChanged((all) => redraw(absent, all.length > 0 && [h('h2', {}, 'Not watched'),
    h('dl', {class: 'absent-list'}, all.map(({collector, watches, remedy}) => h('div', {}, h('dt', {}, collector, ' ', h('span', {class: 'soft'}, watches)), h('dd', {}, remedy))))]));
  await every(5, async () => {
    const answer = await api.get('api/v1/monitoring/targets', {}, {signal});
    known = answer.targets;
    draw();
    drawAbsent(answer.absent);
  });
}

function rows(targets, pages) {
  return table(['State', 'Target', 'Last run', {n: 'Took'}, {n: 'Samples'}, {n: 'Every'}, 'Next try'], targets.map((target) => {
    const {sign, word, mood} = stateOf(target);
    const page = pages.find(({collectors}) => collectors.includes(target.collector));
    const {job = '', instance} = {...target.labels, ...target};
    return h('tr', {data: {item: '', key: `${target.collector} ${job}/${instance}`}},
      h('td', {class: `nowrap ${mood}`}, `${sign} ${word}`),
      h('td', {}, page ? h('a', {href: place.link(page.id, {target: `${job}/${instance}`})}, h('strong', {}, target.collector)) : h('strong', {}, target.collector), ' ', h('span', {}, target.instance),
        h('p', {class: 'soft'}, target.watches ?? 'the library itself', h('span', {class: 'unseen'}, ` ${labels(target.labels)}`)),
        target.last_error && (target.state === 'up'
          ? h('p', {class: 'soft'}, 'failed ', ago(Date.parse(target.last_error_at)), `: ${target.last_error}`)
          : h('p', {class: mood}, `${target.last_error}${target.consecutive_failures > 1 ? ` (${target.consecutive_failures} times in a row)` : ''}`))),
      h('td', {class: 'nowrap', data: {label: 'last run'}}, target.last_run ? time(Date.parse(target.last_run), ago(Date.parse(target.last_run))) : 'never',
        target.state !== 'up' && target.last_success && h('p', {class: 'soft'}, 'good ', time(Date.parse(target.last_success), ago(Date.parse(target.last_success))))),
      h('td', {class: `n ${target.last_duration_seconds > target.interval_seconds / 2 ? 'warn' : ''}`, data: {label: 'took'}}, seconds(target.last_duration_seconds)),
      h('td', {class: 'n', data: {label: 'samples'}}, number(target.samples)),
      h('td', {class: 'n', data: {label: 'every'}}, seconds(target.interval_seconds)),
      h('td', {class: 'nowrap', data: {label: 'next'}}, due(target)));
  }), 'stack');
}

function due({next_try: next}) {
  if (!next) {
    return '–';
  }
  const left = Math.round((Date.parse(next) - Date.now()) / 1000);
  return left > 0 ? time(Date.parse(next), `in ${seconds(left)}`) : 'now';
}
