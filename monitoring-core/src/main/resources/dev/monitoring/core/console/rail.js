// The rail with all pages, and the button that brings it in where there is little room.

import * as api from './api.js';
import {fill, h, svg, write} from './dom.js';
import {icon} from './icons.js';
import * as place from './place.js';

/** The order of the rail; groups of other names come after these. */
const GROUPS = ['', 'Alerts', 'Systems', 'Ourselves'];

const root = document.documentElement;
const rail = document.getElementById('rail');
const named = h('span', {}, 'Monitoring');

/** Opens and closes the rail. */
export const button = h('button', {class: 'icon menu', type: 'button', 'aria-label': 'Pages', 'aria-expanded': 'false', 'aria-controls': 'rail',
  onclick: () => toggle()}, icon('menu'));

/** Draws the entries; kept goes along in every address. */
export function draw(entries, kept) {
  const groups = new Map(GROUPS.map((group) => [group, []]));
  for (const entry of entries) {
    groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  }
  const {page} = place.read();
  const item = (entry) => railItem(entry, page, kept);
  const filled = [...groups].filter(([, members]) => members.length > 0);
  fill(rail, h('a', {class: 'brand', href: place.link('overview', kept)}, svg('svg', {viewBox: '0 0 32 32', width: '26', height: '26', 'aria-hidden': 'true'},
    svg('rect', {width: '32', height: '32', rx: '7', fill: '#0b4f79'}),
    svg('path', {d: 'M4 18h6l3-9 6 15 4-10 2 4h3', fill: 'none', stroke: '#fff', 'stroke-width': '2.6'})), named), filled.map(([name, members]) => [
    name && h('h2', {}, name),
    h('ul', {}, members.filter((entry) => !entry.isAbsent).map(item)),
    members.some((entry) => entry.isAbsent) && h('details', {open: members.some((entry) => entry.isAbsent && entry.id === page)},
      h('summary', {}, 'Not watched'),
      h('ul', {}, members.filter((entry) => entry.isAbsent).map(item))),
  ]));
}

function railItem(entry, page, kept) {
  return h('li', {}, h('a', {
    href: place.link(entry.id, kept),
    class: entry.isAbsent ? 'absent' : null,
    title: entry.key ? `g ${entry.key}` : null,
    'aria-current': entry.id === page ? 'page' : null,
  }, entry.title));
}

/** Shows whose console this is. */
export async function brand() {
  const {instance} = await api.health().catch(() => ({}));
  if (instance) {
    write(named, instance);
    named.setAttribute('title', instance);
  }
}

export function isOpen() {
  return root.classList.contains('rail-open');
}

/** Where there is little room: brings the rail in, or takes it away. */
export function toggle(open = !isOpen()) {
  root.classList.toggle('rail-open', open);
  button.setAttribute('aria-expanded', String(open));
}
