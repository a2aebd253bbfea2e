// What the library itself takes, against what it may take, and what it had to drop.

import * as api from '../api.js';
import {h} from '../dom.js';
import {ago, number, seconds, time, value} from '../format.js';
import {redraw} from '../redraw.js';
import {table} from '../table.js';
import {verdict} from '../verdict.js';

const FULL = 0.8;

export async function show(host, {signal, every}) {
  const instance = await api.get('api/v1/monitoring/instance', {}, {signal});
  let before;
  await every(5, async () => {
    const [self, served] = await Promise.all([
      api.get('api/v1/monitoring/self', {}, {signal}),
      api.query('{__name__=~"monitoring_(http|live)_.+"}', {signal}).catch(() => []),
    ]);
    redraw(host, page(self, before, instance, served));
    before = self;
  });
}

function page(self, before, instance, served) {
  const {history, heap} = self;
  const cpu = before ? (self.threads_cpu_seconds - before.threads_cpu_seconds) / ((Date.parse(self.timestamp) - Date.parse(before.timestamp)) / 1000)
    : self.threads_cpu_seconds / self.uptime_seconds;
  const dropped = drops(self, served);
  const lost = dropped.filter(({count, isLoss}) => isLoss && count > 0);
  return [
    lost.length > 0 ? verdict('warn', `Within budget, but dropped: ${lost.map(({text, count}) => `${number(count)} ${text}`).join(', ')}`)
      : verdict('good', 'Within budget, nothing dropped'),
    h('p', {class: 'soft who'}, `${instance.instance} · Monitoring ${instance.version ?? 'unreleased'} · Java ${instance.java} · process ${instance.pid} · up ${seconds(Math.round(self.uptime_seconds))} since `,
      time(Date.parse(self.started_at)), instance.extensions.length > 0 && ` · with ${instance.extensions.join(', ')}`),
    h('div', {class: 'tiles'},
      gauge('Memory of the history', history.bytes, history.max_bytes, 'bytes', 'monitoring.history.max-memory'),
      gauge('Series', history.series, history.max_series, '', 'monitoring.history.max-series'),
      gauge('Heap of the whole process', heap.used_bytes, heap.max_bytes, 'bytes', '-Xmx of the process'),
      tile('Processor time of our threads', self.threads_cpu_seconds === null ? '–' : `${value(Math.max(0, cpu), 'ratio')} of a core`,
        self.threads_cpu_seconds === null ? 'this JVM does not say' : `${seconds(self.threads_cpu_seconds)} since the start, in ${self.threads.length} threads`),
      tile('History', history.oldest ? `${seconds(Math.round((Date.parse(history.newest) - Date.parse(history.oldest)) / 1000))} of ${seconds(history.retention_seconds)}` : 'empty',
        history.oldest ? ['begins ', time(Date.parse(history.oldest)), ` · ${number(history.samples)} samples, ${number(history.samples ? history.bytes / history.samples : 0)} bytes each`] : 'filled from the first collection on'),
      tile('Clients of the live feed', number(figure(served, 'monitoring_live_clients')), `${number(figure(served, 'monitoring_live_expressions'))} expressions watched`)),
    h('h2', {}, 'Dropped and refused'),
    table(['What', {n: 'Since the start'}, 'Why, and what to do'], dropped.map(({text, count, isLoss, remedy}) => h('tr', {}, h('td', {}, text),
      h('td', {class: `n ${isLoss && count > 0 ? 'warn' : ''}`, data: {label: 'since the start'}}, `${isLoss && count > 0 ? '▲ ' : ''}${number(count)}`), h('td', {class: 'soft'}, remedy))), 'stack'),
    h('h2', {}, 'Threads'),
    table(['Thread', 'State', {n: 'Processor time'}], self.threads.map((thread) => h('tr', {}, h('td', {}, h('code', {}, thread.name)),
      h('td', {}, thread.state.replace('-', ' ')), h('td', {class: 'n'}, thread.cpu_seconds === null ? '–' : seconds(thread.cpu_seconds))))),
    h('p', {class: 'soft'}, `as of ${ago(Date.parse(self.timestamp))}`),
  ];
}

function drops({history, observers}, served) {
  const refused = Object.entries(history.offered_samples).reduce((sum, [outcome, count]) => (outcome === 'accepted' ? sum : sum + count), 0);
  return [
    {text: 'new series refused', count: history.refused_series, isLoss: true, remedy: 'a ceiling was reached: monitoring.history.max-series, max-series-per-family'},
    {text: 'samples not taken', count: refused, isLoss: true, remedy: 'too old, too new, out of order, twice for a time, or of a refused series; monitoring_samples_offered_total says which'},
    {text: 'blocks dropped early', count: history.shortened_blocks, isLoss: true, remedy: 'raise monitoring.history.max-memory, or keep less long'},
    {text: 'samples of the future discarded', count: history.discarded_samples, isLoss: true, remedy: 'the clock was set back'},
    {text: 'results that observers missed', count: observers.reduce((sum, {dropped}) => sum + dropped, 0), isLoss: true, remedy: observers.filter(({dropped}) => dropped > 0).map(({name}) => name).join(', ') || 'a receiver inside the process is too slow'},
    {text: 'requests refused', count: figure(served, 'monitoring_http_refused_total'), remedy: 'wrong host, foreign page or missing credentials'},
    {text: 'requests stopped late', count: figure(served, 'monitoring_http_late_total'), remedy: 'a request took longer than it may'},
    {text: 'live clients turned away', count: figure(served, 'monitoring_live_refused_total'), remedy: 'raise monitoring.web.max-live-clients'},
    {text: 'series aged out', count: history.expired_series, remedy: 'their samples were older than the retention'},
  ];
}

function figure(served, name) {
  return served.filter(({metric}) => metric.__name__ === name).reduce((sum, {value: each}) => sum + each, 0);
}

function gauge(title, used, allowed, unit, key) {
  const share = allowed > 0 ? used / allowed : 0;
  return h('div', {class: 'tile', data: {mood: share > FULL ? 'warn' : 'good'}},
    h('div', {class: 'tile-head'}, h('strong', {}, title), h('span', {class: 'nowrap'}, value(share, 'ratio'))),
    h('div', {class: 'meter', role: 'meter', 'aria-label': title, 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': String(Math.round(share * 100)), data: {mood: share > FULL ? 'warn' : 'good'}},
      h('span', {style: {width: `${Math.min(100, share * 100)}%`}})),
    h('div', {}, `${value(used, unit)} of ${value(allowed, unit)}`),
    h('div', {class: 'soft tile-age'}, h('code', {}, key)));
}

function tile(title, text, more) {
  return h('div', {class: 'tile', data: {mood: 'good'}}, h('div', {class: 'tile-head'}, h('strong', {}, title)), h('div', {class: 'tile-figure'}, text), h('div', {class: 'soft tile-age'}, more));
}
