// What was told to whom, what waits to be told and why, and a way to try a receiver.

import * as api from '../api.js';
import {fill, h} from '../dom.js';
import {Filter} from '../filter.js';
import {ago, labels, seconds, time} from '../format.js';
import {lines, notice} from '../notice.js';
import {redraw, whenChanged} from '../redraw.js';
import {more, table} from '../table.js';
import {verdict} from '../verdict.js';

const STATES = {
  delivered: {sign: '✔', mood: 'good'},
  waiting: {sign: '…', mood: 'warn'},
  failed: {sign: '✖', mood: 'bad'},
};
const MAX_ROWS = 200;

export async function show(host, {params, signal, every, change, announce}) {
  const head = h('div', {});
  const receivers = h('section', {'aria-label': 'Receivers'});
  const outbox = h('section', {'aria-label': 'Outbox'});
  const wanted = params.get('status') ?? '';
  const menu = h('select', {'aria-label': 'State', onchange: (event) => change({status: event.target.value})},
    [['', 'all'], ['waiting', 'waiting'], ['failed', 'failed'], ['delivered', 'delivered']].map(([id, text]) => h('option', {value: id, selected: id === wanted}, text)));
  const filter = new Filter({params, signal, hint: 'filter by receiver, alert or fault', label: 'Filter notifications', draw: () => draw(outboxNow)});
  fill(host, head, receivers, outbox);
  const results = new Map();
  let known = [];
  let outboxNow = [];
  const drawReceivers = () => redraw(receivers, h('h2', {}, 'Receivers'), h('ul', {class: 'silences'}, known.map(({name}) => h('li', {class: 'row'},
    h('strong', {}, name), h('span', {class: results.get(name)?.mood, role: 'status'}, results.get(name)?.text),
    h('button', {type: 'button', class: 'plain', data: {key: `test ${name}`}, onclick: () => test(name)}, 'Send a test')))));
  const draw = (entries) => {
    const count = (state) => entries.filter(({status}) => status === state).length;
    const mood = count('failed') > 0 ? 'bad' : entries.some((entry) => entry.status === 'waiting' && entry.lastError) ? 'warn' : 'good';
    redraw(head, entries.length === 0 ? verdict(null, 'Nobody was told anything yet')
      : verdict(mood, `${count('delivered')} delivered · ${count('waiting')} waiting · ${count('failed')} failed`));
    const shown = entries.filter((entry) => (!wanted || entry.status === wanted) && filter.fits(JSON.stringify(entry)));
    redraw(outbox, h('div', {class: 'page-head'}, h('h2', {}, 'Outbox'), filter.element, h('label', {}, 'Show ', menu)),
      shown.length === 0 ? h('p', {class: 'soft'}, entries.length === 0 ? 'Notifications appear here as soon as an alert fires.' : 'None of them.') : told(shown));
  };
  const drawChanged = whenChanged((entries) => {
    outboxNow = entries;
    draw(entries);
  });
  await every(5, async () => {
    try {
      const [found, {data}] = await Promise.all([api.get('api/v2/receivers', {}, {signal}), api.get('api/v1/notifications', {}, {signal})]);
      known = found;
      drawReceivers();
      drawChanged(data.map((entry) => ({...entry, waits: entry.nextTryAt && seconds(Math.max(0, Math.round((Date.parse(entry.nextTryAt) - Date.now()) / 1000)))})));
    } catch (fault) {
      if (!fault.isAbsent) {
        throw fault;
      }
      fill(host, absent());
    }
  });

  async function test(name) {
    results.set(name, {mood: 'soft', text: 'sending …'});
    drawReceivers();
    try {
      const {data} = await api.post(`api/v1/receivers/${encodeURIComponent(name)}/test`, {});
      results.set(name, {mood: 'good', text: `✔ on its way by ${data.sent} ${data.sent === 1 ? 'channel' : 'channels'}; its end shows below`});
    } catch (fault) {
      results.set(name, {mood: 'bad', text: `✖ ${fault.message}`});
    }
    announce(results.get(name).text);
    drawReceivers();
  }
}

function told(entries) {
  return [table(['State', 'To', 'About', 'Alerts', {n: 'Tries'}, 'When', 'What is wrong'], entries.slice(0, MAX_ROWS).map((entry) => {
    const {sign, mood} = STATES[entry.status];
    return h('tr', {data: {item: '', key: `${entry.receiver} ${entry.integration} ${labels(entry.groupLabels)} ${entry.changedAt}`}},
      h('td', {class: `nowrap ${mood}`}, `${sign} ${entry.status}`),
      h('td', {}, h('strong', {}, entry.receiver), ' ', h('span', {class: 'soft'}, entry.integration, entry.target && ` → ${entry.target}`)),
      h('td', {}, h('code', {}, labels(entry.groupLabels)), entry.reason && h('span', {class: 'soft'}, ` ${entry.reason.replaceAll('_', ' ')}`)),
      h('td', {class: 'nowrap'}, [entry.firing > 0 && `${entry.firing} firing`, entry.resolved > 0 && `${entry.resolved} resolved`].filter(Boolean).join(', ')),
      h('td', {class: 'n', data: {label: 'tries'}}, entry.attempts),
      h('td', {class: 'nowrap'}, time(Date.parse(entry.changedAt)), h('br', {}), h('span', {class: 'soft'}, entry.waits ? `next try in ${entry.waits}` : ago(Date.parse(entry.changedAt)))),
      h('td', {class: 'bad'}, entry.lastError));
  }), 'stack'), more(entries, MAX_ROWS)];
}

function absent() {
  return notice('Nobody is told', h('p', {}, 'Add ', h('code', {}, 'monitoring-alerts'), ' and name where notifications go; one line each:'),
    lines('monitoring:\n  alerts:\n    packs: [auto]\n    notify:\n      slack: https://hooks.slack.com/services/…\n      webhook: https://example.org/hook'));
}
