// A field above a list that narrows it by words. "/" leads to it, and the words stay in the address.

import {h} from './dom.js';
import * as place from './place.js';

/** The field: element to show, fits(text) to ask; draw() is called whenever the words change. */
export class Filter {
  constructor({params, signal, hint, label, draw}) {
    this.element = h('input', {type: 'search', class: 'filter', value: params.get('search') ?? '', placeholder: hint, 'aria-label': label, data: {search: ''}});
    this.element.addEventListener('input', draw, {signal});
    this.element.addEventListener('change', () => place.change({search: this.element.value}, {replace: true, quiet: true}), {signal});
  }

  /** Whether anything was typed. */
  get isSet() {
    return this.element.value.trim() !== '';
  }

  /** Whether a text has all the words, in any case. */
  fits(text) {
    const inside = text.toLowerCase();
    return this.element.value.toLowerCase().split(/\s+/).filter(Boolean).every((word) => inside.includes(word));
  }
}
