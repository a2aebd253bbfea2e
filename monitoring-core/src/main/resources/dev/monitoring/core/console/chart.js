// One chart of a page: a question, the lines that answer it, what they mean, and the figures behind them.

import * as api from './api.js';
import {copyButton, toClipboard} from './clipboard.js';
import {fill, h, svg, write} from './dom.js';
import {clock, moment, time as timeElement, value as inUnit} from './format.js';
import {icon} from './icons.js';
import * as place from './place.js';
import {picture} from './picture.js';
import {Plot, look} from './plot.js';
import {openRule} from './rule.js';
import {SeriesTable, latest} from './series.js';

const STALE_SECONDS = 20;
const MAX_ROWS = 60;
let count = 0;

/**
 * A chart that is loaded, follows ticks and can be taken away.
 *
 *   definition   {title, unit, help, expressions: [{expression, legend}], stacked, thresholds, min, max, others} with
 *                expressions as they are sent
 *   range        the span shown
 *   grid         its points
 *   change(f)    puts another span into the address
 */
export class Chart {
  constructor(definition, {range, grid, change, signal, height}) {
    Object.assign(this, {definition, range, grid, change, signal});
    this.hidden = new Set();
    this.alone = null;
    this.events = [];
    this.id = `chart-${++count}`;
    this.#build(height);
  }

  get expressions() {
    return this.definition.expressions.map(({expression}) => expression);
  }

  /** Asks for the whole span. */
  async load(grid = this.grid) {
    this.grid = grid;
    try {
      const answers = await Promise.all(this.expressions.map((expression) => api.queryRange(expression, grid, {signal: this.signal})));
      const table = new SeriesTable(grid);
      answers.forEach((answer, part) => table.add(part, this.definition.expressions[part], answer));
      this.table = table;
      this.fault = null;
    } catch (fault) {
      if (this.signal?.aborted) {
        return;
      }
      this.fault = fault;
    }
    this.draw();
  }

  /** Takes a tick: {time, results: Map of expression to series}. */
  tick({time, results}) {
    if (!this.table || !this.expressions.some((expression) => results.has(expression))) {
      return;
    }
    this.table.append(time, this.definition.expressions.map(({expression, legend}) => ({legend, results: results.get(expression)})));
    this.draw();
  }

  /** What happened, to be marked: see Plot.mark. */
  mark(events) {
    this.events = events;
    this.plot.mark(events);
  }

  draw() {
    if (this.signal?.aborted) {
      return;
    }
    if (this.fault && !this.table) {
      this.#say(this.fault.isAbsent ? 'History is served by the module monitoring-prometheus, which is not there.' : `✖ ${this.fault.message}`);
      return;
    }
    this.lines = this.table.lines(this.definition.others);
    if (this.lines.length === 0) {
      this.#say(this.definition.empty ?? 'Nothing in this span.');
      this.#drawLegend();
      return;
    }
    this.message.hidden = true;
    for (const line of this.lines) {
      line.isHidden = this.alone ? line.key !== this.alone : this.hidden.has(line.key);
    }
    const {times} = this.table;
    this.plot.show({times, lines: this.lines, from: times[0], to: times.at(-1)});
    this.#drawLegend();
    this.#drawStale();
    if (!this.tableHost.hidden) {
      this.#drawTable();
    }
  }

  close() {
    this.plot.close();
  }

  #build(height) {
    const {title, unit, stacked, thresholds, min, max} = this.definition;
    const canvasHost = h('div', {class: 'plot', role: 'img', 'aria-label': title, 'aria-describedby': `${this.id}-legend`});
    this.canvasHost = canvasHost;
    this.plot = new Plot(canvasHost, {
      unit, isStacked: stacked, thresholds, min, max, height,
      onZoom: (from, to) => this.change({from, to}),
      onReset: () => this.change({from: null, to: null}),
      onCursor: (index) => this.#showAt(index),
    });
    this.stale = h('span', {class: 'badge warn', hidden: true});
    this.at = h('span', {class: 'at soft'});
    this.message = h('p', {class: 'empty soft'}, 'Loading …');
    this.legend = h('ul', {class: 'legend', id: `${this.id}-legend`});
    this.tableHost = h('div', {class: 'table-host', hidden: true, tabindex: '0', role: 'region', 'aria-label': `${title}, as a table`});
    this.meaning = h('div', {class: 'meaning', hidden: true, id: `${this.id}-meaning`});
    this.element = h('section', {class: 'chart', 'aria-labelledby': `${this.id}-title`},
      h('div', {class: 'chart-head'},
        h('h2', {id: `${this.id}-title`}, title), this.stale, this.at,
        h('div', {class: 'chart-tools'},
          this.#meaningButton(), this.#tableButton(), this.#menu())),
      this.meaning,
      h('div', {class: 'plot-frame'}, canvasHost, this.message),
      this.legend, this.tableHost);
    const repaint = () => this.plot.repaint();
    window.addEventListener('themechange', repaint, {signal: this.signal});
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint, {signal: this.signal});
  }

  #meaningButton() {
    const button = h('button', {type: 'button', class: 'icon', title: 'What is this?', 'aria-label': `What is this: ${this.definition.title}`, 'aria-expanded': 'false',
      'aria-controls': `${this.id}-meaning`, onclick: () => {
        this.meaning.hidden = !this.meaning.hidden;
        button.setAttribute('aria-expanded', String(!this.meaning.hidden));
        fill(this.meaning, h('p', {}, this.definition.help ?? ''), this.expressions.map((expression) => h('div', {class: 'promql'},
          h('code', {}, expression), ' ', h('a', {href: place.link('explore', {query: expression, range: place.read().params.get('range')})}, 'explore'))),
        h('div', {}, h('button', {type: 'button', class: 'plain', onclick: () => openRule(this.definition, this.lines ?? [])}, 'Make an alert …')));
      }}, icon('help'));
    return button;
  }

  #tableButton() {
    const button = h('button', {type: 'button', class: 'icon', title: 'The figures as a table', 'aria-label': `Table: ${this.definition.title}`, 'aria-expanded': 'false',
      onclick: () => {
        this.tableHost.hidden = !this.tableHost.hidden;
        button.setAttribute('aria-expanded', String(!this.tableHost.hidden));
        if (this.table) {
          this.#drawTable();
        }
      }}, icon('table'));
    return button;
  }

  #menu() {
    const menu = h('details', {class: 'menu-of', onfocusout: (event) => {
      if (!menu.contains(event.relatedTarget)) {
        menu.open = false;
      }
    }, onkeydown: (event) => {
      if (event.key === 'Escape' && menu.open) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
    }},
    h('summary', {class: 'icon', title: 'Copy', 'aria-label': `Copy: ${this.definition.title}`}, icon('copy')),
    h('div', {class: 'menu-list'},
      copyButton('PromQL', () => toClipboard(this.expressions.join('\n'))),
      copyButton('CSV', () => toClipboard(this.table?.csv() ?? '')),
      copyButton('PNG', () => picture(this))));
    return menu;
  }

  #say(text) {
    this.message.hidden = false;
    write(this.message, text);
  }

  #drawLegend() {
    const {unit} = this.definition;
    const lines = this.lines ?? [];
    const shape = lines.map(({key, isHidden}) => `${key}${isHidden ? '-' : '+'}`).join('|');
    if (shape !== this.legendShape) {
      this.legendShape = shape;
      this.values = lines.map(() => h('span', {class: 'figure'}));
      fill(this.legend, lines.map((line, index) => h('li', {}, h('button', {
        type: 'button', class: line.isHidden ? 'off' : null, 'aria-pressed': String(!line.isHidden),
        title: 'Show or hide; with Shift this one only',
        onclick: (event) => this.#toggle(line.key, event.shiftKey),
        onpointerenter: () => this.plot.emphasise(index), onpointerleave: () => this.plot.emphasise(null),
        onfocus: () => this.plot.emphasise(index), onblur: () => this.plot.emphasise(null),
      }, swatch(line, index), h('span', {class: 'name'}, line.label), this.values[index]))));
    }
    if (this.cursor === undefined || this.cursor === null) {
      lines.forEach((line, index) => write(this.values[index], inUnit(latest(line.values), unit)));
    }
  }

  #toggle(key, only) {
    if (only) {
      this.alone = this.alone === key ? null : key;
    } else if (this.alone) {
      this.alone = null;
    } else if (!this.hidden.delete(key)) {
      this.hidden.add(key);
    }
    this.draw();
  }

  #showAt(index) {
    this.cursor = index;
    if (!this.lines || !this.values) {
      return;
    }
    const at = index ?? this.table.times.length - 1;
    write(this.at, index === null ? '' : clock(this.table.times[at] * 1000));
    this.lines.forEach((line, each) => {
      if (this.values[each]) {
        write(this.values[each], inUnit(index === null ? latest(line.values) : line.values[at], this.definition.unit));
      }
    });
  }

  #drawStale() {
    const newest = this.table.newest();
    const isStale = this.range.isLive && newest !== null && Date.now() / 1000 - newest > Math.max(STALE_SECONDS, 3 * this.grid.step);
    this.stale.hidden = !isStale;
    if (isStale) {
      write(this.stale, `stale since ${clock(newest * 1000)}`);
    }
  }

  #drawTable() {
    const {times} = this.table;
    const rows = [...times.keys()].slice(-MAX_ROWS).reverse();
    fill(this.tableHost, h('table', {},
      h('caption', {class: 'soft'}, times.length > MAX_ROWS ? `The newest ${MAX_ROWS} of ${times.length} moments; CSV has all.` : `${times.length} moments.`),
      h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Time'), this.lines.map(({label}) => h('th', {scope: 'col', class: 'n'}, label)))),
      h('tbody', {}, rows.map((at) => h('tr', {}, h('th', {scope: 'row'}, timeElement(times[at] * 1000, moment(times[at] * 1000))),
        this.lines.map(({values}) => h('td', {class: 'n'}, values[at] === null ? '–' : inUnit(values[at], this.definition.unit))))))));
  }
}

function swatch(line, index) {
  const {colour: name, dash} = look(index);
  return svg('svg', {class: 'swatch', viewBox: '0 0 24 10', width: '24', height: '10', 'aria-hidden': 'true'},
    svg('line', {x1: '1', x2: '23', y1: '5', y2: '5', 'stroke-width': '3', stroke: `var(--${line.isOthers ? 'soft' : name})`, 'stroke-dasharray': dash.join(' ') || null}));
}
