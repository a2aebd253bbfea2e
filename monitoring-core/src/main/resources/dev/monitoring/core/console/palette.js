// Ctrl-K: one field that leads to pages, targets and metrics.

import * as api from './api.js';
import {fill, h} from './dom.js';
import * as place from './place.js';

const MAX_SHOWN = 12;

/** Opens the field over the page. */
export function openPalette(entries, kept) {
  if (document.querySelector('dialog.palette')) {
    return;
  }
  const list = h('ul', {role: 'listbox', id: 'palette-list', 'aria-label': 'Found'});
  const field = h('input', {type: 'text', placeholder: 'Page, target or metric', role: 'combobox', 'aria-controls': 'palette-list', 'aria-expanded': 'true',
    'aria-label': 'Go to', autocomplete: 'off', spellcheck: 'false'});
  const dialog = h('dialog', {class: 'palette', 'aria-label': 'Go to', onclose: () => dialog.remove()}, field, list);
  const offers = entries.map((entry) => ({text: entry.title, hint: entry.group || 'page', href: place.link(entry.id, kept)}));
  let shown = [];
  let at = 0;

  const draw = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = offers.filter(({text, hint}) => words.every((word) => `${text} ${hint}`.toLowerCase().includes(word))).slice(0, MAX_SHOWN);
    at = Math.min(at, Math.max(0, shown.length - 1));
    field.setAttribute('aria-activedescendant', shown.length ? `palette-${at}` : '');
    fill(list, shown.map((offer, index) => h('li', {id: `palette-${index}`, role: 'option', 'aria-selected': String(index === at), onclick: () => take(offer)},
      h('span', {}, offer.text), h('span', {class: 'soft'}, offer.hint))));
  };
  const take = (offer) => {
    dialog.close();
    location.hash = offer.href;
  };
  field.addEventListener('input', () => {
    at = 0;
    draw();
  });
  field.addEventListener('keydown', (event) => {
    const move = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (move) {
      event.preventDefault();
      at = (at + move + shown.length) % Math.max(1, shown.length);
      draw();
    } else if (event.key === 'Enter' && shown[at]) {
      event.preventDefault();
      take(shown[at]);
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  draw();
  more(offers, kept).then(draw, () => {});
}

async function more(offers, kept) {
  const [health, names] = await Promise.all([
    api.health().catch(() => ({collectors: []})),
    api.get('api/v1/label/__name__/values').catch(() => ({data: []})),
  ]);
  for (const {collector, job, instance} of health.collectors ?? []) {
    if (job) {
      offers.push({text: `${job}/${instance}`, hint: `target of ${collector}`, href: place.link('targets', {...kept, search: instance})});
    }
  }
  for (const name of names.data ?? []) {
    offers.push({text: name, hint: 'metric', href: place.link('explore', {...kept, query: name})});
  }
}
