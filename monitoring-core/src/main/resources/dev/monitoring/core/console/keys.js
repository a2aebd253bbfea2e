// The keyboard: single keys where nobody is typing, "g" and a letter for pages, Ctrl-K wherever.

import {h} from './dom.js';

const actions = new Map();
const pagesByKey = new Map();
let awaitsPage = 0;

/** Lets a key do something: key('p', 'pause or go on', f), until the signal if there is one. Ctrl-K is written "Ctrl-k". */
export function key(name, text, action, {signal} = {}) {
  actions.set(name, {text, action});
  signal?.addEventListener('abort', () => actions.delete(name));
}

/** Lets "g" and a letter lead to a page. */
export function pageKey(letter, title, open) {
  pagesByKey.set(letter, {text: title, action: open});
}

/** Listens from now on. */
export function listen() {
  document.addEventListener('keydown', (event) => {
    const named = event.ctrlKey || event.metaKey ? `Ctrl-${event.key.toLowerCase()}` : event.key;
    if (event.altKey || (isTyping(event.target) && named !== 'Escape' && !named.startsWith('Ctrl-'))) {
      return;
    }
    if (document.querySelector('dialog[open]') && named !== 'Escape') {
      return;
    }
    if (Date.now() < awaitsPage && pagesByKey.has(named)) {
      awaitsPage = 0;
      event.preventDefault();
      pagesByKey.get(named).action();
    } else if (named === 'g') {
      awaitsPage = Date.now() + 1500;
    } else if (actions.has(named)) {
      if (named !== 'Escape') {
        event.preventDefault();
      }
      actions.get(named).action();
    }
  });
}

/** All keys, as a list for people. */
export function overview() {
  const row = (name, text) => h('div', {}, h('dt', {}, name.split(' ').map((part) => [h('kbd', {}, part), ' '])), h('dd', {}, text));
  return [
    h('dl', {class: 'keys'}, [...actions].map(([name, {text}]) => row(name.replace('Ctrl-k', 'Ctrl-K').replace('Escape', 'Esc'), text))),
    h('h3', {}, 'Pages'),
    h('dl', {class: 'keys'}, [...pagesByKey].map(([letter, {text}]) => row(`g ${letter}`, text))),
  ];
}

function isTyping(target) {
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
