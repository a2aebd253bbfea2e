// The dialog in which a span of time that stands still is chosen by its two moments, as drawing over a chart does by hand.

import {labelled, openDialog} from './dialog.js';
import {h, write} from './dom.js';
import {fromLocal, seconds, toLocal} from './format.js';

/** Opens the dialog with a span in seconds since 1970; done({from, to}) is called with the one that was chosen. */
export function openSpan({from, to}, done) {
  const moment = (label, at) => h('input', {type: 'datetime-local', step: '1', value: toLocal(at), 'aria-label': label, oninput: () => look()});
  const [first, last] = [moment('From', from), moment('To', to)];
  const length = h('p', {class: 'soft', role: 'status'});
  const take = h('button', {type: 'button', class: 'primary', onclick: () => {
    dialog.close();
    done({from: fromLocal(first.value), to: fromLocal(last.value)});
  }}, 'Show');
  const dialog = openDialog({kind: 'span', title: 'Span of time'},
    h('div', {class: 'condition'}, labelled('From', first), labelled('To', last)), length,
    h('div', {class: 'dialog-foot'}, h('button', {type: 'button', class: 'plain', onclick: () => dialog.close()}, 'Cancel'), take));
  look();
  first.focus();

  function look() {
    const span = fromLocal(last.value) - fromLocal(first.value);
    take.disabled = !(span > 0);
    write(length, span > 0 ? seconds(span) : 'The end is not after the beginning.');
  }
}
