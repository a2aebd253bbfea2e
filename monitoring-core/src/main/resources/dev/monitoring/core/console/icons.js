// The few signs on buttons, drawn here so that no font decides how they look.

import {svg} from './dom.js';

const PATHS = {
  menu: 'M3 5h14M3 10h14M3 15h14',
  pause: 'M7 4v12M13 4v12',
  play: 'M6 4l10 6-10 6z',
  search: 'M9 4a5 5 0 1 0 0 10a5 5 0 0 0 0-10M13 13l4 4',
  theme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  keys: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.7h7',
  help: 'M7.5 7.6a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.8M10 14.6v.01M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 0 0 0-15',
  table: 'M3 4.5h14v11h-14zM3 8.2h14M3 11.8h14M8 4.5v11',
  copy: 'M7 6.5h9v10.5h-9zM4 13.5v-10.5h9',
  close: 'M5 5l10 10M15 5l-10 10',
  out: 'M11 4h5v5M16 4l-8 8M13 11v5h-9v-9h5',
};

/** A sign: one of the names above. */
export function icon(name) {
  return svg('svg', {class: 'sign', viewBox: '0 0 20 20', width: '18', height: '18', 'aria-hidden': 'true'}, svg('path', {d: PATHS[name]}));
}
