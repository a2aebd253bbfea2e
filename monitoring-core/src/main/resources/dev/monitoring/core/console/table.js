// Tables as all pages have them: they scroll sideways where there is little room, or become cards there.

import {h} from './dom.js';

/**
 * A table. Heads are texts, or {n: text} above figures; rows are elements, one of them or a list in each. With the class
 * "stack" each row is a card on a small screen.
 */
export function table(heads, rows, kind = null) {
  return h('div', {class: 'wide'}, h('table', {class: kind},
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', {scope: 'col', class: head.n ? 'n' : null}, head.n ?? head)))),
    h('tbody', {}, rows)));
}

/** How many of a list are not shown, where it is longer than what is. */
export function more(list, shown, tag = 'p') {
  return list.length > shown && h(tag, {class: 'soft'}, `and ${list.length - shown} more`);
}
