// The lines of a chart: from the answers of range queries, at each tick one point further, and of many the ten largest.

import {labels as labelText, legend} from './format.js';

const MAX_LINES = 12;
const KEPT_LINES = 10;

/** What identifies a series within one expression. */
export function keyOf(metric) {
  return Object.keys(metric).sort().map((name) => `${name}\u0001${metric[name]}`).join('\u0002');
}

/** Series over common times. Times are seconds, ascending; a value that is not there is null. */
export class SeriesTable {
  constructor(grid) {
    this.grid = grid;
    this.times = [];
    for (let at = grid.start; at <= grid.end; at += grid.step) {
      this.times.push(at);
    }
    this.rows = new Map();
    this.isProvisional = false;
    this.areNamed = true;
  }

  /** Takes the answer to one expression of a chart. */
  add(part, {legend: template}, answer) {
    const {start, step} = this.grid;
    for (const {metric, times, values} of answer) {
      const row = this.#row(part, template, metric);
      times.forEach((time, index) => {
        const at = Math.round((time - start) / step);
        if (at >= 0 && at < this.times.length) {
          row.values[at] = finite(values[index]);
        }
      });
    }
  }

  /**
   * Moves on to a tick: results of each part at a time in seconds. Points nearer together than the grid's step replace the
   * newest one.
   */
  append(time, parts) {
    const {step} = this.grid;
    const newest = this.times.at(-1) ?? -Infinity;
    if (time < newest) {
      return;
    }
    const settled = this.isProvisional ? this.times.at(-2) ?? -Infinity : newest;
    if (time > newest && (!this.isProvisional || time - settled > step * 1.0001)) {
      this.#push(time);
      this.isProvisional = time - newest < step * 0.999;
    } else {
      this.times[this.times.length - 1] = time;
      this.isProvisional &&= time - settled < step * 0.999;
    }
    const last = this.times.length - 1;
    for (const row of this.rows.values()) {
      row.values[last] = null;
    }
    parts.forEach(({legend: template, results}, part) => {
      for (const {metric, value} of results ?? []) {
        this.#row(part, template, metric).values[last] = finite(value);
      }
    });
  }

  /** One moment more; those that the span has passed go. */
  #push(time) {
    const {span, step} = this.grid;
    this.times.push(time);
    let passed = 0;
    while (this.times[passed] < time - span - step / 2) {
      passed++;
    }
    this.times.splice(0, passed);
    for (const [key, row] of this.rows) {
      row.values.push(null);
      row.values.splice(0, passed);
      if (passed > 0 && row.values.every((each) => each === null)) {
        this.rows.delete(key);
        this.areNamed = false;
      }
    }
  }

  /** Names the lines that have no legend by what tells them apart. */
  #name() {
    const rows = [...this.rows.values()].filter(({hasLegend}) => !hasLegend);
    const names = [...new Set(rows.flatMap(({metric}) => Object.keys(metric)))].filter((name) => rows.some(({metric}) => metric[name] !== rows[0].metric[name]));
    for (const row of rows) {
      const telling = Object.fromEntries(names.filter((name) => name in row.metric).map((name) => [name, row.metric[name]]));
      row.label = names.length > 0 ? labelText(telling) : row.metric.__name__ ?? 'value';
    }
    this.areNamed = true;
  }

  #row(part, template, metric) {
    const key = `${part}\u0003${keyOf(metric)}`;
    let row = this.rows.get(key);
    if (!row) {
      row = {key, metric, label: template ? legend(template, metric) || 'value' : '', hasLegend: Boolean(template), values: new Array(this.times.length).fill(null)};
      this.rows.set(key, row);
      this.areNamed = false;
    }
    return row;
  }

  /** The newest moment there is a value of, in seconds, or null. */
  newest() {
    for (let at = this.times.length - 1; at >= 0; at--) {
      for (const {values} of this.rows.values()) {
        if (values[at] !== null) {
          return this.times[at];
        }
      }
    }
    return null;
  }

  /** All lines in the order they came, or the ten largest and the rest of them put together: "sum", "max" or "avg". */
  lines(together = 'sum') {
    if (!this.areNamed) {
      this.#name();
    }
    const all = [...this.rows.values()];
    if (all.length <= MAX_LINES) {
      return all;
    }
    const ranked = all.map((row) => ({row, size: mean(row.values)})).sort((a, b) => b.size - a.size).map(({row}) => row);
    const rest = ranked.slice(KEPT_LINES);
    const word = {sum: 'together', max: 'the largest', avg: 'on average'}[together];
    return [...ranked.slice(0, KEPT_LINES), {
      key: 'others', isOthers: true, metric: {}, label: `${rest.length} others, ${word}`,
      values: this.times.map((_, at) => combine(rest, at, together)),
    }];
  }

  /** Everything as comma-separated values, a line for each moment. */
  csv() {
    const rows = [...this.rows.values()];
    const quoted = (text) => (/[",\n\r]|^[=+\-@\t]/.test(text) ? `"${/^[=+\-@\t]/.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"` : text);
    const head = ['time', ...rows.map(({label, hasLegend, metric}) => quoted(hasLegend ? label : labelText(metric)))];
    return [head, ...this.times.map((time, at) => [new Date(time * 1000).toISOString(), ...rows.map(({values}) => values[at] ?? '')])]
      .map((cells) => cells.join(',')).join('\n') + '\n';
  }
}

function combine(rows, at, together) {
  let sum = 0;
  let most = -Infinity;
  let count = 0;
  for (const {values} of rows) {
    const value = values[at];
    if (value !== null) {
      sum += value;
      most = Math.max(most, value);
      count++;
    }
  }
  return count === 0 ? null : together === 'max' ? most : together === 'avg' ? sum / count : sum;
}

function mean(values) {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value !== null) {
      sum += value;
      count++;
    }
  }
  return count ? sum / count : -Infinity;
}

function finite(value) {
  return Number.isFinite(value) ? value : null;
}

/** The latest value of a line, null where its last few points have none. */
export function latest(values) {
  for (let at = values.length - 1; at >= Math.max(0, values.length - 3); at--) {
    if (values[at] !== null) {
      return values[at];
    }
  }
  return null;
}
