// A long list of which only the rows in view exist.

import {fill, h} from './dom.js';

const SPARE = 8;

/** A scrolling list: items of one height in pixels, each drawn by draw(item) when it comes into view. */
export class Rows {
  constructor({height, draw, label}) {
    Object.assign(this, {height, draw, items: [], at: -1});
    this.inner = h('ul', {class: 'rows-inner'});
    this.element = h('div', {class: 'rows', tabindex: '0', role: 'region', 'aria-label': label, onscroll: () => this.#show(), onstep: ({detail}) => this.#step(detail)}, this.inner);
    this.observer = new ResizeObserver(() => this.#show());
    this.observer.observe(this.element);
  }

  /** Shows items; others than before are looked at from the first one on. */
  show(items, {areOthers = false} = {}) {
    const focused = this.#focused();
    this.items = items;
    this.shown = '';
    this.inner.style.setProperty('height', `${items.length * this.height}px`);
    if (areOthers) {
      this.at = -1;
      this.element.scrollTop = 0;
    }
    this.#show();
    if (focused) {
      this.#focus();
    }
  }

  close() {
    this.observer.disconnect();
  }

  /** Goes to the next row or the one before, from the first that is seen on. */
  #step(by) {
    const {scrollTop, clientHeight} = this.element;
    const isSeen = (at) => (at + 1) * this.height > scrollTop && at * this.height < scrollTop + clientHeight;
    const from = isSeen(this.at) ? this.at : Math.ceil(scrollTop / this.height) - 1;
    this.at = Math.max(0, Math.min(this.items.length - 1, from + by));
    const top = this.at * this.height;
    if (top < scrollTop) {
      this.element.scrollTop = top;
    } else if (top + this.height > scrollTop + clientHeight) {
      this.element.scrollTop = top + this.height - clientHeight;
    }
    this.#show();
    this.#focus();
  }

  #focused() {
    return this.inner.contains(document.activeElement) || null;
  }

  #focus() {
    const row = this.inner.querySelector(`[aria-posinset="${this.at + 1}"] > *`);
    if (row && !row.matches('a, button')) {
      row.tabIndex = -1;
    }
    row?.focus({preventScroll: true});
  }

  #show() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.height) - SPARE);
    const last = Math.min(this.items.length, Math.ceil((this.element.scrollTop + this.element.clientHeight) / this.height) + SPARE);
    const shown = `${first}-${last}`;
    if (shown === this.shown) {
      return;
    }
    this.shown = shown;
    fill(this.inner, this.items.slice(first, last).map((item, index) => {
      const row = h('li', {style: {top: `${(first + index) * this.height}px`, height: `${this.height}px`}}, this.draw(item));
      row.setAttribute('aria-setsize', String(this.items.length));
      row.setAttribute('aria-posinset', String(first + index + 1));
      return row;
    }));
  }
}
