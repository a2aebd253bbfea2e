// What stands where there is nothing to show yet: why, and what to add or set.

import {h} from './dom.js';

/** A box with a title. */
export function notice(title, ...children) {
  return h('div', {class: 'notice'}, h('h2', {}, title), children);
}

/** Text to copy into a file: settings, a rule. */
export function lines(text) {
  return h('pre', {tabindex: '0'}, text);
}

/** What adds a module of the library. */
export function dependency(artifact) {
  return lines(`<dependency>\n  <groupId>dev.monitoring</groupId>\n  <artifactId>${artifact}</artifactId>\n</dependency>`);
}
