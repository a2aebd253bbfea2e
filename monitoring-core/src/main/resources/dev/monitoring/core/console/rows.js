// A long list of which only the rows in view exist.

import {fill, h} from './dom.js';

const SPARE = 8;

/** A scrolling list: items of one height in pixels, each drawn by draw(item) when it comes into view. */
export class Rows {
  constructor({height, draw, label}) {
    Object.assign(this, {height, draw, items: []});
    this.inner = h('ul', {class: 'rows-inner'});
    this.element = h('div', {class: 'rows', tabindex: '0', role: 'region', 'aria-label': label, onscroll: () => this.#show()}, this.inner);
    this.observer = new ResizeObserver(() => this.#show());
    this.observer.observe(this.element);
  }

  show(items) {
    this.items = items;
    this.shown = '';
    this.inner.style.setProperty('height', `${items.length * this.height}px`);
    this.#show();
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
