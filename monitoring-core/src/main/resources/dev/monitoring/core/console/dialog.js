// A dialog over the page, with a title and a button that closes it. The browser keeps the focus within, and gives it back.

import {h} from './dom.js';
import {icon} from './icons.js';

/** Opens a dialog of a class; once it is closed it is gone, and onclose() is called. */
export function openDialog({kind, title, onclose}, ...children) {
  const dialog = h('dialog', {class: kind, 'aria-labelledby': 'dialog-title', onclose: () => {
    dialog.remove();
    onclose?.();
  }},
  h('div', {class: 'dialog-head'}, h('h2', {id: 'dialog-title'}, title),
    h('button', {type: 'button', class: 'icon', 'aria-label': 'Close', onclick: () => dialog.close()}, icon('close'))),
  children);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A control with its label. */
export function labelled(text, control) {
  return h('label', {}, h('span', {class: 'soft'}, text), ' ', control);
}
