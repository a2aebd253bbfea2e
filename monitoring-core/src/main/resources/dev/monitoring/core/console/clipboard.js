// Texts into the clipboard.

import {h, write} from './dom.js';

const TOLD_MILLIS = 1500;

/** Puts a text into the clipboard; without permission for that, by way of a selection. */
export async function toClipboard(text) {
  if (navigator.clipboard?.writeText) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = h('textarea', {class: 'unseen'});
  area.value = text;
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) {
    throw new Error('the browser gives no access to the clipboard');
  }
}

/** A button that copies, says for a moment how that went, and is itself again. action() may return what to say. */
export function copyButton(what, action, style = null) {
  const button = h('button', {type: 'button', class: style, onclick: async () => {
    try {
      write(button, await action() ?? `${what} copied`);
    } catch (fault) {
      write(button, `not copied: ${fault.message}`);
    }
    setTimeout(() => write(button, `Copy as ${what}`), TOLD_MILLIS);
  }}, `Copy as ${what}`);
  return button;
}
