// Lines over time on a canvas, by uPlot: gaps stay gaps, one crosshair for all plots of a page, thresholds and what
// happened drawn over it. Knows neither queries nor pages.

import uPlot from './uplot/uPlot.esm.js';
import {h} from './dom.js';
import {value as inUnit} from './format.js';

/** Dash patterns behind the colours, so that colour is never all that tells two lines apart. */
export const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [14, 5], [4, 4], [12, 3, 2, 3, 2, 3], [1, 3]];
export const COLOURS = 8;

/** What is marked on a plot: what goes along with a moment at which something happened. */
export const EVENTS = {
  alert: {sign: '▲', colour: 'bad', dash: []},
  restart: {sign: '↻', colour: 'accent', dash: [3, 3]},
  release: {sign: '◆', colour: 'good', dash: [6, 3]},
};
const MAX_DASHED_POINTS = 1000;

const BINARY_STEPS = [...Array(60).keys()].map((power) => 2 ** (power - 10));
const DURATION_STEPS = [...[1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1].flatMap((ten) => [ten, 2 * ten, 5 * ten]),
  10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 432000, 864000, 1728000, 4320000, 8640000];
const SHARED = uPlot.sync('console');

const probe = document.body.appendChild(h('span', {hidden: true}));

/** The colour of a line, and of anything else the style sheet names, as it is in the theme of now. */
export function colour(name) {
  probe.style.setProperty('color', `var(--${name})`);
  return getComputedStyle(probe).color;
}

/** The number of colour and dash of the nth line. */
export function look(index) {
  return {colour: `line-${(index % COLOURS) + 1}`, dash: DASHES[Math.floor(index / COLOURS) % DASHES.length]};
}

/**
 * A plot within an element.
 *
 *   unit, min, max      of the values; min and max only widen what the values span
 *   isStacked           lines stand upon each other
 *   thresholds          [{value, severity}]
 *   onZoom(from, to)    a span was drawn with the pointer; seconds
 *   onReset()           a double click
 *   onCursor(index)     the crosshair is at this point, or null
 */
export class Plot {
  constructor(host, options) {
    this.host = host;
    this.options = options;
    this.events = [];
    this.shape = '';
    this.plot = null;
    this.observer = new ResizeObserver(() => this.#resize());
    this.observer.observe(host);
  }

  /** Shows lines: times in seconds, each line {values, isHidden}, null where there is none; x range in seconds. */
  show({times, lines, from, to}) {
    this.lines = lines;
    this.count = times.length;
    this.span = {from, to};
    const data = this.options.isStacked ? stacked(times, lines) : [times, ...lines.map(({values}) => values)];
    const shape = `${lines.length}/${lines.map(({isHidden}) => (isHidden ? 0 : 1)).join('')}`;
    if (!this.plot || shape !== this.shape) {
      this.#create(data);
      this.shape = shape;
    } else {
      this.plot.setData(data);
    }
  }

  /** What happened at moments: [{time: seconds, kind: one of EVENTS, text}]. */
  mark(events) {
    this.events = events;
    this.plot?.redraw(false);
  }

  /** Brings one line out, or none with null. */
  emphasise(index) {
    this.plot?.setSeries(index === null ? null : index + 1, {focus: true});
  }

  /** The picture as it is now. */
  get canvas() {
    return this.plot?.ctx.canvas;
  }

  /** Draws again in the colours of now. */
  repaint() {
    if (this.plot) {
      this.#create(this.plot.data);
    }
  }

  close() {
    this.observer.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  #create(data) {
    this.plot?.destroy();
    const started = performance.now();
    this.plot = new uPlot(this.#uplotOptions(), data, this.host);
    this.plot.over.addEventListener('dblclick', () => this.options.onReset?.());
    this.drawMillis = performance.now() - started;
  }

  #resize() {
    const {clientWidth: width} = this.host;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.plot.setSize({width, height: this.#height()});
    }
  }

  #height() {
    return this.options.height ?? 170;
  }

  #uplotOptions() {
    const {unit = '', isStacked} = this.options;
    const soft = colour('soft');
    const grid = {stroke: colour('grid'), width: 1};
    return {
      width: Math.max(50, this.host.clientWidth),
      height: this.#height(),
      legend: {show: false},
      padding: [8, 18, 0, 0],
      focus: {alpha: 0.25},
      cursor: {
        sync: {key: SHARED.key, setSeries: false},
        drag: {x: true, y: false, setScale: false},
        points: {size: 6},
        focus: {prox: -1},
        bind: {dblclick: () => null},
      },
      scales: {
        x: {time: true, range: () => [this.span.from, this.span.to]},
        y: {range: (_, low, high) => this.#valueRange(low, high)},
      },
      axes: [
        {stroke: soft, grid, ticks: {...grid, size: 4}, size: 26, font: FONT, gap: 4, space: 70, values: timeTexts},
        {
          stroke: soft, grid, ticks: {show: false}, font: FONT, gap: 6, space: 32,
          incrs: unit.startsWith('bytes') ? BINARY_STEPS : {seconds: DURATION_STEPS, flag: [1]}[unit],
          values: (_, splits) => splits.map((each) => (each === null ? '' : inUnit(each, unit))),
          size: (plot, texts) => axisWidth(plot, texts),
        },
      ],
      series: [{}, ...this.lines.map((line, index) => this.#series(line, index))],
      bands: isStacked ? bands(this.lines.length) : [],
      hooks: {
        setSelect: [(plot) => this.#selected(plot)],
        setCursor: [(plot) => this.options.onCursor?.(plot.cursor.idx ?? null)],
        drawClear: [(plot) => this.#thresholds(plot)],
        draw: [(plot) => this.#eventMarks(plot)],
      },
    };
  }

  #series({isHidden, isOthers}, index) {
    const {colour: name, dash} = look(index);
    const stroke = isOthers ? colour('soft') : colour(name);
    return {
      // Dashes of thousands of points would run into each other, and take most of the time.
      show: !isHidden, stroke, dash: this.count > MAX_DASHED_POINTS ? [] : dash, width: 1.5, spanGaps: false, points: {show: isLonely},
      fill: this.options.isStacked ? `color-mix(in srgb, ${stroke} 30%, transparent)` : undefined,
    };
  }

  #valueRange(low, high) {
    const {min = 0, max, thresholds = []} = this.options;
    const bottom = Math.min(min, low ?? min);
    let top = Math.max(max ?? -Infinity, high ?? bottom);
    for (const {value} of thresholds) {
      // A line nobody is near would only flatten the rest.
      top = value <= top * 1.5 ? Math.max(top, value) : top;
    }
    if (!(top > bottom)) {
      top = bottom + 1;
    }
    return [bottom, max !== undefined && top <= max ? max : top + (top - bottom) * 0.06];
  }

  #selected(plot) {
    const {left, width} = plot.select;
    if (width < 4) {
      return;
    }
    const from = plot.posToVal(left, 'x');
    const to = plot.posToVal(left + width, 'x');
    plot.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
    this.options.onZoom?.(Math.floor(from), Math.ceil(to));
  }

  #thresholds(plot) {
    const {ctx, bbox} = plot;
    ctx.save();
    for (const {value, severity} of this.options.thresholds ?? []) {
      const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5;
      if (y >= bbox.top && y <= bbox.top + bbox.height) {
        ctx.strokeStyle = colour(severity === 'critical' ? 'bad' : 'warn');
        ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
        ctx.lineWidth = devicePixelRatio;
        line(ctx, bbox.left, y, bbox.left + bbox.width, y);
      }
    }
    ctx.restore();
  }

  #eventMarks(plot) {
    const {ctx, bbox} = plot;
    ctx.save();
    for (const {time, kind} of this.events) {
      if (time < this.span.from || time > this.span.to) {
        continue;
      }
      const x = Math.round(plot.valToPos(time, 'x', true)) + 0.5;
      const {sign, colour: name, dash} = EVENTS[kind];
      ctx.strokeStyle = ctx.fillStyle = colour(name);
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash(dash.map((each) => each * devicePixelRatio));
      line(ctx, x, bbox.top, x, bbox.top + bbox.height);
      ctx.font = `${11 * devicePixelRatio}px system-ui`;
      ctx.textAlign = 'center';
      ctx.fillText(sign, x, bbox.top + 9 * devicePixelRatio);
    }
    ctx.restore();
  }
}

const FONT = '11px system-ui, sans-serif';

/** Points are drawn where a value stands alone between gaps, where a line would not show. */
function isLonely(plot, index, from, to) {
  const values = plot.data[index];
  let lonely = 0;
  for (let at = from; at <= to; at++) {
    if (values[at] !== null && values[at] !== undefined && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null) {
      lonely++;
    }
  }
  return lonely > 0;
}

function line(ctx, fromX, fromY, toX, toY) {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}

/** Each line upon the ones after it, so that the first is the topmost; a gap in all of them is a gap. */
function stacked(times, lines) {
  const data = [times];
  let below = new Array(times.length).fill(null);
  for (let index = lines.length - 1; index >= 0; index--) {
    const {values, isHidden} = lines[index];
    if (!isHidden) {
      below = below.map((sum, at) => (values[at] === null || values[at] === undefined ? sum : (sum ?? 0) + values[at]));
    }
    data[index + 1] = below;
  }
  return data;
}

function bands(count) {
  return [...Array(Math.max(0, count - 1)).keys()].map((index) => ({series: [index + 1, index + 2]}));
}

function axisWidth(plot, texts) {
  const longest = (texts ?? []).reduce((most, text) => (text.length > most.length ? text : most), '');
  plot.ctx.save();
  plot.ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  const width = plot.ctx.measureText(longest).width / devicePixelRatio;
  plot.ctx.restore();
  return Math.max(46, Math.ceil(width) + 12);
}

/** Times of day in the viewer's zone; the day where it begins, seconds where the steps are that fine. */
function timeTexts(_, splits, __, ___, step) {
  const two = (of) => String(of).padStart(2, '0');
  return splits.map((at) => {
    const date = new Date(at * 1000);
    if (step >= 86400 || (date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0)) {
      return date.toLocaleDateString([], {month: 'short', day: 'numeric'});
    }
    return `${two(date.getHours())}:${two(date.getMinutes())}${step < 60 ? `:${two(date.getSeconds())}` : ''}`;
  });
}
