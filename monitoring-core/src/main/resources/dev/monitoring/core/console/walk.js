// Lists by keyboard: j and k go through what has data-item, Enter opens it. A virtual list says itself what comes next.

const OPENS_ITSELF = 'a, button, input, select, textarea, summary';

/** Moves the focus to the next (1) or the one before (-1) of what the page lists. */
export function step(by) {
  const main = document.getElementById('main');
  const rows = main.querySelector('.rows');
  const items = [...main.querySelectorAll('[data-item]')].filter((each) => !rows?.contains(each) && each.checkVisibility());
  if (rows && (items.length === 0 || rows.contains(document.activeElement))) {
    rows.dispatchEvent(new CustomEvent('step', {detail: by}));
    return;
  }
  const at = items.findIndex((each) => each.contains(document.activeElement));
  const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
  if (next) {
    focus(next);
  }
}

/** Gives an item the focus, which a row of a table, say, does not take by itself. */
export function focus(item, options) {
  if ('item' in item.dataset && !item.hasAttribute('tabindex') && !item.matches(OPENS_ITSELF)) {
    item.tabIndex = -1;
  }
  item.focus(options);
}

/** What j and k have reached, or undefined. */
export function current() {
  return document.activeElement?.closest('[data-item]') ?? undefined;
}

/** Lets Enter open the item that has the focus, where it does not do so by itself: its data-open, or its first link. */
export function listen() {
  document.addEventListener('keydown', (event) => {
    const focused = document.activeElement;
    if (event.key === 'Enter' && !event.defaultPrevented && focused?.matches('[data-item]') && !focused.matches(OPENS_ITSELF)) {
      (focused.querySelector('[data-open]') ?? focused.querySelector('a[href]'))?.click();
    }
  });
}
