// Any question: metrics to begin with, PromQL with what may come next, the answer as a graph, as a table, and explained.

import * as api from '../api.js';
import {Chart} from '../chart.js';
import {fill, h, write} from '../dom.js';
import {Editor} from '../editor.js';
import {Filter} from '../filter.js';
import {follow} from '../follow.js';
import {labels, number, value as inUnit} from '../format.js';
import * as place from '../place.js';
import {metrics, unitOf} from '../promql.js';
import * as ranges from '../range.js';
import {Rows} from '../rows.js';
import {more} from '../table.js';

const VIEWS = [['graph', 'Graph'], ['table', 'Table'], ['explain', 'Explain']];
const ROW_HEIGHT = 30;
const METRIC_HEIGHT = 46;
const MAX_SHOWN_SERIES = 6;

export async function show(host, context) {
  const {params, change} = context;
  const query = params.get('query') ?? '';
  const editor = new Editor(query, (text) => change({query: text}));
  const answer = h('div', {class: 'answer-host'});
  fill(host, editor.element, answer);
  if (!query) {
    return browse(answer, context);
  }
  const view = VIEWS.some(([id]) => id === params.get('view')) ? params.get('view') : 'graph';
  const body = h('div', {});
  fill(answer, h('div', {class: 'views', role: 'group', 'aria-label': 'View'}, VIEWS.map(([id, title]) => h('button', {
    type: 'button', class: 'plain', 'aria-pressed': String(id === view), onclick: () => change({view: id === 'graph' ? null : id}),
  }, title)), h('a', {class: 'soft', href: place.link('explore', {range: params.get('range')})}, 'all metrics')), body);
  return {graph, table, explain}[view](body, query, context);
}

/** All metrics, by words in name and help. */
async function browse(host, {params, signal}) {
  const known = await metrics();
  const said = h('span', {class: 'soft', role: 'status'});
  const rows = new Rows({height: METRIC_HEIGHT, label: 'Metrics', draw: ({name, type, help, unit}) => h('a', {class: 'metric', href: place.link('explore', {query: suggestion(name, type), range: params.get('range')})},
    h('code', {}, name), h('span', {class: 'soft'}, [type, unit].filter(Boolean).join(', ')), h('span', {class: 'help soft'}, help))});
  const filter = new Filter({params, signal, hint: 'Words in name or help', label: 'Search metrics', draw: () => draw({areOthers: true})});
  const draw = (how) => {
    const found = known.filter(({name, help}) => filter.fits(`${name} ${help}`));
    write(said, found.length === known.length ? `${known.length} metrics` : `${found.length} of ${known.length} metrics`);
    rows.show(found, how);
  };
  signal.addEventListener('abort', () => rows.close());
  fill(host, h('div', {class: 'browse-head'}, filter.element, said), rows.element);
  draw();
}

/** What to ask of a metric at first: a counter by its rate. */
function suggestion(name, type) {
  return type === 'counter' || /_(total|count|sum|bucket)$/.test(name) ? `rate(${name}[1m])` : name;
}

async function graph(host, query, {range, signal, change, leave}) {
  const gridNow = () => ranges.grid(range);
  const name = /^[a-zA-Z_:][\w:]*/.exec(query)?.[0] ?? '';
  const rated = /^(?:rate|irate)\(([\w:]+)/.exec(query)?.[1];
  const unit = rated ? ({bytes: 'bytes/s'}[unitOf(rated)] ?? '') : unitOf(name);
  const chart = new Chart({title: query, unit, help: 'What you asked.', expressions: [{expression: query}]}, {range, grid: gridNow(), change, signal, height: 320});
  leave(() => chart.close());
  fill(host, h('div', {class: 'charts one'}, chart.element));
  await follow([chart], gridNow, {range, signal, leave});
}

async function table(host, query, {params, range, every, signal}) {
  const said = h('span', {class: 'soft', role: 'status'});
  const filter = new Filter({params, signal, hint: 'Words in labels', label: 'Search series', draw: () => draw({areOthers: true})});
  let found = [];
  const unit = unitOf(/^[a-zA-Z_:][\w:]*/.exec(query)?.[0] ?? '');
  const rows = new Rows({height: ROW_HEIGHT, label: 'Series', draw: ({metric, value, text}) => h(metric.__name__ ? 'a' : 'div', {class: 'series-row', href: metric.__name__ ? place.link('explore', {query: text, range: params.get('range')}) : null},
    h('code', {title: text}, text), h('span', {class: 'figure', title: String(value)}, unit ? inUnit(value, unit) : typeof value === 'string' ? value : number(value)))});
  signal.addEventListener('abort', () => rows.close());
  fill(host, h('div', {class: 'browse-head'}, filter.element, said), rows.element);
  const draw = (how) => {
    const shown = found.filter(({text}) => filter.fits(text));
    const all = found.length === 1 ? '1 series' : `${number(found.length)} series`;
    write(said, shown.length === found.length ? all : `${number(shown.length)} of ${all}`);
    rows.show(shown, how);
  };
  const load = async () => {
    try {
      found = (await api.query(query, {signal, time: range.isLive ? undefined : range.to})).map((series) => ({...series, text: labels(series.metric)}));
      draw();
    } catch (fault) {
      if (!fault.status) {
        throw fault;
      }
      write(said, `✖ ${fault.message}`);
    }
  };
  await (range.isLive ? every(5, load) : load());
}

async function explain(host, query, {range, signal}) {
  try {
    const {data} = await api.get('api/v1/explain', {query, time: range.isLive ? undefined : range.to}, {signal});
    fill(host, h('p', {class: 'soft'}, 'Each part with its value, the whole first.'), h('div', {class: 'tree'}, part(data.root)));
  } catch (fault) {
    if (!signal.aborted) {
      fill(host, h('p', {class: 'notice'}, fault.isAbsent ? 'Explanations are served by the module monitoring-prometheus, which is not there.' : `✖ ${fault.message}`));
    }
  }
}

function part({query, type, seriesCount, sampleCount, value, matching, hints = [], parts = []}) {
  const series = value?.result ?? [];
  const isNumber = type === 'scalar' || type === 'string';
  return h('details', {open: true},
    h('summary', {}, h('code', {}, query), ' ', h('span', {class: seriesCount === 0 && !isNumber ? 'bad' : 'soft'},
      isNumber ? `${value?.result?.[1] ?? ''}` : `${seriesCount} series${sampleCount > seriesCount ? `, ${sampleCount} samples` : ''}`)),
    type === 'vector' && series.length > 0 && h('ul', {class: 'parts-values'}, series.slice(0, MAX_SHOWN_SERIES).map(({metric, value: [, text]}) => h('li', {}, h('code', {}, labels(metric)), ' ', h('strong', {class: 'figure'}, number(Number(text))))),
      more(series, MAX_SHOWN_SERIES, 'li')),
    matching && (matching.leftOnlyCount > 0 || matching.rightOnlyCount > 0) && h('p', {class: 'warn'},
      `◐ ${matching.matchedCount} matched; only left: ${matching.leftOnlyCount} (${matching.leftOnly.slice(0, 2).map(labels).join(' ')}), only right: ${matching.rightOnlyCount} (${matching.rightOnly.slice(0, 2).map(labels).join(' ')})`),
    hints.map((hint) => h('p', {class: 'warn'}, '◐ ', typeof hint === 'string' ? hint : hint.text ?? hint.message ?? '')),
    parts.map(part));
}
