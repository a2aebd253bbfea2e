// Puts the frame around the pages and shows the page that the address names.

import * as api from './api.js';
import {openDialog} from './dialog.js';
import {fill, h, write} from './dom.js';
import {clock} from './format.js';
import {icon} from './icons.js';
import * as keys from './keys.js';
import * as live from './live.js';
import {dependency, notice} from './notice.js';
import {openPalette} from './palette.js';
import {pages, systemPage} from './pages.js';
import * as place from './place.js';
import * as rail from './rail.js';
import * as range from './range.js';
import {every} from './repeat.js';
import {openSpan} from './span.js';
import {systems} from './systems.js';
import * as walk from './walk.js';

const root = document.documentElement;
const main = document.getElementById('main');
const announcer = document.getElementById('announcer');
const title = h('h1', {class: 'where'});
const banner = h('p', {class: 'banner', role: 'status', hidden: true});
const status = h('span', {class: 'status'});
const rangeMenu = h('select', {class: 'range', 'aria-label': 'Span of time', onchange: (event) => choose(event.target.value)});
const nowButton = h('button', {class: 'plain', type: 'button', hidden: true, title: 'Back to the moving span (Esc)', 'aria-label': 'Back to now', onclick: backToNow}, 'Now');
const pauseButton = h('button', {class: 'icon', type: 'button', onclick: () => live.pause()});

const CHOOSE = 'choose';
const LOOK_MILLIS = 15_000;
const NEW_START_SECONDS = 60;

let entries = [];
let since = 0;
let leaving = () => {};

start();

async function start() {
  frame();
  bindKeys();
  window.addEventListener('hashchange', show);
  live.watch(tellStatus);
  api.get('api/v1/monitoring/instance').then((instance) => instance.notice && main.before(h('aside', {class: 'notice-strip', 'aria-label': 'Notice'}, instance.notice)), () => {});
  rail.brand();
  try {
    await Promise.all([findEntries(), askSince()]);
  } catch (fault) {
    entries = [...pages];
    warn(`The list of systems did not come: ${fault.message}`);
  }
  rail.draw(entries, kept());
  for (const entry of entries.filter((each) => each.key)) {
    keys.pageKey(entry.key, entry.title, () => place.go(entry.id, kept()));
  }
  setInterval(lookForSystems, LOOK_MILLIS);
  await show();
}

async function findEntries() {
  entries = [...pages, ...(await systems()).map((system) => ({
    id: system.id, title: system.title, key: system.key, group: 'Systems', load: systemPage, hasSpan: true, isAbsent: !system.isPresent,
  }))];
}

/**
 * Systems that have come or gone change the rail; the page that is shown stays, unless it was waiting for its system or the
 * service was started anew.
 */
async function lookForSystems() {
  if (!live.isAwake()) {
    return;
  }
  const {page} = place.read();
  const absent = () => entries.filter(({isAbsent}) => isAbsent).map(({id}) => id);
  const before = absent();
  const isAnew = await askSince();
  await findEntries().catch(() => {});
  const now = absent();
  if (before.join() !== now.join()) {
    rail.draw(entries, kept());
  }
  if (isAnew || (before.includes(page) && !now.includes(page))) {
    await show();
  }
}

function frame() {
  fill(document.getElementById('top'), rail.button, title,
    h('div', {class: 'tools'},
      status,
      nowButton,
      rangeMenu,
      pauseButton,
      h('button', {class: 'icon', type: 'button', title: 'Go to a page, a target or a metric (Ctrl-K)', 'aria-label': 'Go to', onclick: palette}, icon('search')),
      h('button', {class: 'icon', type: 'button', title: 'Light or dark (d)', 'aria-label': 'Light or dark', onclick: changeTheme}, icon('theme')),
      h('button', {class: 'icon for-keys', type: 'button', title: 'Keys (?)', 'aria-label': 'Keys', onclick: showKeys}, icon('keys'))));
  main.before(banner);
  document.getElementById('skip').addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
}

/** Asks how far back the history reaches, as far as that is told. Returns whether it has just begun anew. */
async function askSince() {
  const [oldest] = await api.query('min(monitoring_history_oldest_timestamp_seconds)').catch(() => []);
  if (!(oldest?.value > 0)) {
    return false;
  }
  const isAnew = since > 0 && oldest.value - since > NEW_START_SECONDS && Date.now() / 1000 - oldest.value < 2 * NEW_START_SECONDS;
  since = oldest.value;
  range.historySince(since);
  return isAnew;
}

/** What goes along from page to page. */
function kept() {
  const {params} = place.read();
  return {range: params.get('range'), from: params.get('from'), to: params.get('to')};
}

async function show() {
  leaving();
  const left = new AbortController();
  const atLeaving = [];
  const {page, params} = place.read();
  leaving = () => {
    left.abort();
    atLeaving.forEach((f) => f());
  };
  const entry = entries.find((each) => each.id === page);
  write(title, entry?.title ?? 'Nothing here');
  document.title = `${entry?.title ?? page} – Monitoring`;
  warn('');
  rail.toggle(false);
  rail.draw(entries, kept());
  drawRange(range.of(params), entry?.hasSpan);
  if (!entry) {
    fill(main, h('p', {}, 'There is no page “', page, '”. ', h('a', {href: place.link('overview')}, 'Go to the overview'), '.'));
    return;
  }
  const host = h('div', {class: `page page-${entry.group === 'Systems' ? 'system' : entry.id}`});
  const context = {
    id: entry.id,
    params,
    range: range.of(params),
    signal: left.signal,
    change: place.change,
    leave: (f) => atLeaving.push(f),
    announce,
    every: (seconds, f) => every(seconds, f, {signal: left.signal, tell: warn}),
  };
  try {
    const module = await entry.load();
    if (left.signal.aborted) {
      return;
    }
    fill(main, host);
    delete main.dataset.shown;
    await module.show(host, context);
    if (!left.signal.aborted) {
      main.dataset.shown = entry.id;
    }
  } catch (fault) {
    if (!left.signal.aborted) {
      fill(main, fault.isAbsent
        ? notice(`${entry.title} needs one module more`,
          h('p', {}, 'What this page shows is asked in PromQL, and nothing answers such questions here. Add the module ', h('code', {}, 'monitoring-prometheus'), ' to the class path:'),
          dependency('monitoring-prometheus'))
        : h('div', {class: 'notice bad'}, h('p', {}, `✖ ${entry.title} cannot be shown: ${fault.message}`),
          h('p', {}, 'If the service was updated, ', h('a', {href: ''}, 'load the console again'), '.')));
      console.warn(fault);
    }
  }
}

function tellStatus({state, asOf, error}) {
  const words = {live: asOf ? `live, ${clock(asOf)}` : 'live', paused: 'paused', waiting: 'reconnecting'}[state];
  write(status, words);
  status.dataset.state = state;
  fill(pauseButton, icon(state === 'paused' ? 'play' : 'pause'));
  pauseButton.setAttribute('aria-label', state === 'paused' ? 'Go on' : 'Pause');
  pauseButton.setAttribute('title', state === 'paused' ? 'Go on (p)' : 'Pause (p)');
  if (state === 'waiting') {
    warn(`Reconnecting, data as of ${asOf ? clock(asOf) : 'never'}${error ? ` (${error})` : ''}`);
  } else if (banner.dataset.by === 'live') {
    warn('');
  }
  banner.dataset.by = state === 'waiting' ? 'live' : '';
}

function warn(text) {
  write(banner, text);
  banner.hidden = !text;
}

function announce(text) {
  write(announcer, text);
}

function drawRange(chosen, isWanted) {
  const options = range.CHOICES.map((span) => h('option', {value: range.name(span), selected: chosen.isLive && chosen.span === span}, `last ${range.name(span)}`));
  if (!chosen.isLive || !range.CHOICES.includes(chosen.span)) {
    options.unshift(h('option', {value: '', selected: true}, chosen.text));
  }
  options.push(h('option', {value: CHOOSE}, 'from … to …'));
  fill(rangeMenu, options);
  rangeMenu.hidden = !isWanted;
  nowButton.hidden = chosen.isLive || !isWanted;
  status.hidden = !chosen.isLive && isWanted;
}

function choose(name) {
  if (name !== CHOOSE) {
    place.change({range: name, from: null, to: null});
    return;
  }
  const shown = range.of(place.read().params);
  drawRange(shown, true);
  const to = shown.to ?? Math.floor(Date.now() / 1000);
  openSpan({from: shown.from ?? to - shown.span, to}, place.change);
}

function backToNow() {
  place.change({from: null, to: null});
}

function changeTheme() {
  const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = isDark ? 'light' : 'dark';
  try {
    localStorage.setItem('monitoring.theme', root.dataset.theme);
  } catch {
    // Not kept then.
  }
  window.dispatchEvent(new Event('themechange'));
  announce(isDark ? 'light' : 'dark');
}

function palette() {
  openPalette(entries, kept());
}

/** To the field that narrows the page's list, or else asks; a page without either is left by way of the search for pages. */
function search() {
  const fields = [...main.querySelectorAll('[data-search]')].filter((each) => each.checkVisibility());
  const field = fields.find((each) => each.matches('.filter')) ?? fields[0];
  if (field) {
    field.focus();
    field.select();
  } else {
    palette();
  }
}

function showKeys() {
  const more = document.getElementById('links').content.cloneNode(true);
  openDialog({kind: 'keys-dialog', title: 'Keys'}, keys.overview(), h('h3', {}, 'Served besides'), h('div', {class: 'more'}, more));
}

function bindKeys() {
  keys.key('?', 'these keys', showKeys);
  keys.key('Ctrl-k', 'go to a page, a target or a metric', palette);
  keys.key('/', 'search on this page', search);
  keys.key('j', 'the next in a list; Enter opens it', () => walk.step(1));
  keys.key('k', 'the one before in a list', () => walk.step(-1));
  keys.key('t', 'span of time', () => {
    rangeMenu.focus();
    rangeMenu.showPicker?.();
  });
  keys.key('p', 'pause or go on', () => announce(live.pause() ? 'paused' : 'live'));
  keys.key('d', 'light or dark', changeTheme);
  keys.key('Escape', 'close, leave a field, or go back to the moving span', () => {
    if (rail.isOpen()) {
      rail.toggle(false);
    } else if (document.activeElement && document.activeElement !== document.body) {
      document.activeElement.blur();
    } else if (place.read().params.has('from')) {
      backToNow();
    }
  });
  keys.listen();
  walk.listen();
}
