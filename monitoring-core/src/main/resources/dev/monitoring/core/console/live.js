// What is new, as it comes: expressions of PromQL over the live channel /ws/metrics, as LIVE.md describes it; where there is
// no such channel, the same by polling. A hidden tab and a paused page watch nothing. Whoever listens is told when ticks
// may have been missed, and then loads anew what it shows.

import * as api from './api.js';

const POLL_MILLIS = 5000;
const MAX_PAUSE_MILLIS = 30_000;
const SUBSCRIPTION = 'console';
const WORDS = {NaN: NaN, '+Inf': Infinity, '-Inf': -Infinity};

const listeners = new Set();
const subscriptions = new Set();

let socket = null;
let hasGreeted = false; // whether the channel was ever there
let watches = new Map(); // number -> {expression, series: Map of reference to labels, values: Map of reference to number}
let refused = new Set(); // expressions that the channel does not watch
let sequence = 0; // of the newest update
let mustRefill = false;
let timer = 0;
let failures = 0;
let paused = false;
let asOf = 0;
let fault = '';

/**
 * Tells of the connection, now and at every change: {state: 'live' | 'paused' | 'waiting', asOf: milliseconds of the newest
 * data, error}. Returns what ends it.
 */
export function watch(f) {
  listeners.add(f);
  f(status());
  return () => listeners.delete(f);
}

/**
 * Subscribes to expressions. onTick({time: seconds, results: Map of expression to [{metric, value}]}) is called whenever
 * there is something new; an expression that was not computed this time is not in the map. onGap() is called when ticks were
 * missed. Returns what ends the subscription.
 */
export function subscribe(expressions, onTick, onGap = () => {}) {
  const subscription = {expressions: [...new Set(expressions)], onTick, onGap, isNew: true};
  subscriptions.add(subscription);
  arrange();
  return () => {
    subscriptions.delete(subscription);
    arrange();
  };
}

/** Stops or goes on. Returns whether it is stopped now. */
export function pause(stop = !paused) {
  paused = stop;
  mustRefill = true;
  arrange();
  tell();
  return paused;
}

/** Whether somebody may be looking. */
export function isAwake() {
  return !paused && document.visibilityState !== 'hidden';
}

function status() {
  return {state: paused ? 'paused' : failures > 0 ? 'waiting' : 'live', asOf, error: fault};
}

function tell() {
  listeners.forEach((f) => f(status()));
}

function wanted() {
  return isAwake() ? [...new Set([...subscriptions].flatMap(({expressions}) => expressions))] : [];
}

/** Brings the connection in line with what is wanted. */
let isArranging = false;
function arrange() {
  if (isArranging) {
    return;
  }
  isArranging = true;
  queueMicrotask(() => {
    isArranging = false;
    if (socket) {
      if (socket.readyState === WebSocket.OPEN && hasGreeted) {
        sendWanted();
      }
    } else if (wanted().length > 0) {
      clearTimeout(timer);
      timer = setTimeout(connect, pauseMillis());
    } else {
      clearTimeout(timer);
    }
  });
}

function pauseMillis() {
  return failures === 0 ? 0 : Math.min(MAX_PAUSE_MILLIS, 500 * 2 ** failures) * (0.75 + Math.random() / 2);
}

function connect() {
  const address = new URL('ws/metrics', document.baseURI);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  let greeted = false;
  try {
    socket = new WebSocket(address);
  } catch {
    poll();
    return;
  }
  socket.addEventListener('message', ({data}) => {
    const message = JSON.parse(data);
    if (message.type === 'hello') {
      greeted = true;
      hasGreeted = true;
      sequence = message.sequence;
      watches = new Map();
      sendWanted();
    } else {
      received(message);
    }
  });
  socket.addEventListener('close', ({reason}) => {
    socket = null;
    if (!hasGreeted) {
      poll();
      return;
    }
    mustRefill = true;
    failures++;
    fault = reason || (greeted ? 'the service closed the connection' : 'the service does not answer');
    tell();
    arrange();
  });
}

function sendWanted() {
  const expressions = wanted();
  socket.send(JSON.stringify(expressions.length > 0
    ? {type: 'subscribe', id: SUBSCRIPTION, expressions}
    : {type: 'unsubscribe', id: SUBSCRIPTION}));
  if (expressions.length === 0) {
    watches.clear();
  }
}

function received(message) {
  if (message.type === 'subscribed') {
    const before = watches;
    watches = new Map();
    refused = new Set();
    for (const {watch: number, expression} of message.watches) {
      if (number === undefined) {
        refused.add(expression);
      } else {
        watches.set(number, before.get(number) ?? {expression, series: new Map(), values: new Map()});
      }
    }
  } else if (message.type === 'state' || message.type === 'update') {
    if (message.type === 'update') {
      mustRefill ||= message.sequence !== sequence + 1;
      sequence = message.sequence;
    }
    message.watches.forEach(apply);
    failures = 0;
    fault = '';
    asOf = message.time_millis;
    deliver(message.time_millis / 1000, new Set(message.skipped ?? []));
  }
}

function apply({watch: number, series = [], values = [], gone = [], error}) {
  const known = watches.get(number);
  if (!known) {
    return;
  }
  if (error) {
    known.series.clear();
    known.values.clear();
  }
  series.forEach(([reference, labels]) => known.series.set(reference, labels));
  values.forEach(([reference, value]) => known.values.set(reference, typeof value === 'number' ? value : WORDS[value]));
  gone.forEach((reference) => {
    known.series.delete(reference);
    known.values.delete(reference);
  });
}

function deliver(time, skipped) {
  const results = new Map();
  for (const [number, {expression, series, values}] of watches) {
    if (!skipped.has(number)) {
      results.set(expression, [...values].map(([reference, value]) => ({metric: series.get(reference) ?? {}, value})));
    }
  }
  refused.forEach((expression) => results.set(expression, []));
  hand(time, results);
}

function hand(time, results) {
  const isRefill = mustRefill;
  mustRefill = false;
  for (const subscription of [...subscriptions]) {
    if (isRefill && !subscription.isNew) {
      subscription.onGap();
    } else {
      subscription.onTick({time, results});
    }
    subscription.isNew = false;
  }
  tell();
}

/** The way without a channel: one round of instant queries. */
async function poll() {
  const expressions = wanted();
  if (expressions.length === 0) {
    return;
  }
  const time = Math.floor(Date.now() / POLL_MILLIS) * POLL_MILLIS / 1000;
  try {
    const answers = await Promise.all(expressions.map(async (expression) => [expression, await ask(expression, time)]));
    failures = 0;
    fault = '';
    asOf = time * 1000;
    hand(time, new Map(answers));
  } catch (failure) {
    failures++;
    fault = failure.message;
    mustRefill = true;
    tell();
  }
  clearTimeout(timer);
  timer = setTimeout(poll, failures > 0 ? pauseMillis() : POLL_MILLIS - (Date.now() % POLL_MILLIS) + 250);
}

async function ask(expression, time) {
  try {
    return await api.query(expression, {time});
  } catch (failure) {
    if (failure.status === 0) {
      throw failure;
    }
    return [];
  }
}

// A page that the browser keeps for the way back would keep its place at the service.
window.addEventListener('pagehide', () => socket?.close());
window.addEventListener('pageshow', arrange);
document.addEventListener('visibilitychange', () => {
  mustRefill = true;
  arrange();
});
