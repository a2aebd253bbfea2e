// Draws a part of a page anew without taking away what the viewer is at: the focus, what is opened, what is scrolled.

import {fill} from './dom.js';
import {focus} from './walk.js';

/**
 * Puts children in the place of what an element holds. Elements with data-key are known again: the one with the focus gets
 * it back, and details that were opened or closed stay so.
 */
export function redraw(host, ...children) {
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const opened = new Map([...host.querySelectorAll('details[data-key]')].map((each) => [each.dataset.key, each.open]));
  fill(host, ...children);
  for (const each of host.querySelectorAll('details[data-key]')) {
    if (opened.has(each.dataset.key)) {
      each.open = opened.get(each.dataset.key);
    }
  }
  if (focused) {
    const again = [...host.querySelectorAll('[data-key]')].find((each) => each.dataset.key === focused);
    if (again) {
      focus(again, {preventScroll: true});
    }
  }
  return host;
}

/** Calls f with what was loaded, but only if that differs from what it was called with before. */
export function whenChanged(f) {
  let before;
  return (loaded, ...others) => {
    const now = JSON.stringify(loaded);
    if (now !== before) {
      before = now;
      f(loaded, ...others);
    }
  };
}
