// Figures, durations and times as people read them.

import {h} from './dom.js';

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const LEAST_RATE = 0.001;
const DECIMAL = ['', 'k', 'M', 'G', 'T'];

/** A number without unit, to three or four digits: 1,234 · 0.0123 · 5.43 M. */
export function number(value) {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) || value === null ? '–' : value > 0 ? '∞' : '−∞';
  }
  const size = Math.abs(value);
  if (size >= 100_000) {
    return scaled(value, 1000, DECIMAL);
  }
  if (size >= 1000) {
    return value.toLocaleString('en', {maximumFractionDigits: 0});
  }
  return digits(value);
}

/**
 * A value in a unit: "bytes", "bytes/s", "bits/s", "seconds", "ratio" (1 is 100 %), "percent", "celsius", "watts", "hertz",
 * "time" (seconds since 1970), "flag" (yes or no); any other text stands behind the number.
 */
export function value(of, unit = '') {
  if (of === null || of === undefined || !Number.isFinite(of)) {
    return number(of ?? NaN);
  }
  switch (unit) {
    case 'bytes': return scaled(of, 1024, BINARY);
    case 'bytes/s': return scaled(of, 1024, BINARY, '/s');
    case 'bits/s': return scaled(of, 1000, DECIMAL, 'bit/s');
    case 'hertz': return scaled(of, 1000, DECIMAL, 'Hz');
    case 'seconds': return seconds(of);
    case 'ratio': return `${digits(of * 100)} %`;
    case 'percent': return `${digits(of)} %`;
    case 'celsius': return `${digits(of)} °C`;
    case 'watts': return `${digits(of)} W`;
    case 'time': return clock(of * 1000);
    case 'flag': return of === 0 ? 'no' : 'yes';
    case '': return number(of);
    default: return unit.startsWith('/') ? `${rate(of)}${unit}` : `${number(of)} ${unit}`;
  }
}

/** A number of times in a second: of what hardly ever happens nobody wants the digits. */
function rate(of) {
  return of > 0 && of < LEAST_RATE ? `< ${LEAST_RATE}` : number(of);
}

/** A duration in seconds: 340 µs · 1.2 s · 3m 20s · 2d 4h. */
export function seconds(of) {
  const size = Math.abs(of);
  if (size === 0) {
    return '0 s';
  }
  if (size < 0.9995e-6) {
    return `${digits(of * 1e9)} ns`;
  }
  if (size < 0.9995e-3) {
    return `${digits(of * 1e6)} µs`;
  }
  if (size < 0.9995) {
    return `${digits(of * 1e3)} ms`;
  }
  if (size < 60) {
    return `${digits(of)} s`;
  }
  const sign = of < 0 ? '−' : '';
  const whole = Math.round(size);
  const [days, hours, minutes, rest] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  const parts = days ? [`${days}d`, hours && `${hours}h`] : hours ? [`${hours}h`, minutes && `${minutes}m`] : [`${minutes}m`, rest && `${rest}s`];
  return sign + parts.filter(Boolean).join(' ');
}

/** How long ago a moment was, in milliseconds since 1970. */
export function ago(millis, now = Date.now()) {
  const passed = Math.max(0, Math.round((now - millis) / 1000));
  return passed < 2 ? 'now' : `${seconds(passed)} ago`;
}

/** The time of day in the viewer's zone. */
export function clock(millis) {
  return new Date(millis).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23'});
}

/** Day and time in the viewer's zone. */
export function moment(millis) {
  const date = new Date(millis);
  const today = new Date().toDateString() === date.toDateString();
  return today ? clock(millis) : `${date.toLocaleDateString([], {month: 'short', day: 'numeric'})} ${clock(millis)}`;
}

/** A moment in seconds since 1970 as a field for day and time takes it, in the viewer's zone. */
export function toLocal(at) {
  const date = new Date(at * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** What such a field holds, in seconds since 1970; NaN where that is no moment. */
export function fromLocal(text) {
  return Date.parse(text) / 1000;
}

/** An element that shows a moment in the viewer's zone and in UTC on hover. */
export function time(millis, text = moment(millis)) {
  const iso = new Date(millis).toISOString();
  return h('time', {datetime: iso, title: `${iso.slice(0, 19).replace('T', ' ')} UTC`}, text);
}

/** Labels as PromQL writes them, without the name: {a="b"}. */
export function labels(of) {
  const parts = Object.entries(of).filter(([name]) => name !== '__name__').map(([name, text]) => `${name}=${JSON.stringify(text)}`);
  return `${of.__name__ ?? ''}${parts.length || !of.__name__ ? `{${parts.join(', ')}}` : ''}`;
}

/** A text with each {{label}} in it replaced. */
export function legend(template, of) {
  return template.replace(/\{\{\s*([a-zA-Z_]\w*)\s*\}\}/g, (_, name) => of[name] ?? '').trim();
}

function scaled(of, base, units, suffix = '') {
  let size = Math.abs(of);
  let at = 0;
  while (size >= base * 0.9995 && at < units.length - 1) {
    size /= base;
    at++;
  }
  return `${of < 0 ? '−' : ''}${digits(size)} ${units[at]}${suffix}`.trim();
}

function digits(of) {
  const size = Math.abs(of);
  if (size === 0) {
    return '0';
  }
  if (size < 0.001) {
    return of.toExponential(1).replace('-', '−');
  }
  const places = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 1 ? 2 : 3;
  return of.toFixed(places).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '').replace('-', '−');
}
