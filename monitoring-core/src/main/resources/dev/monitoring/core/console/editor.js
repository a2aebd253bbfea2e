// The field for PromQL: what may come next below it, chosen by keyboard or pointer.

import {fill, h} from './dom.js';
import {complete} from './promql.js';

/** An editor. onAsk(text) is called for Enter and the button. */
export class Editor {
  constructor(text, onAsk) {
    this.offers = [];
    this.at = -1;
    this.list = h('ul', {class: 'offers', role: 'listbox', id: 'offers', 'aria-label': 'What may come next', hidden: true});
    this.field = h('textarea', {
      class: 'editor', rows: '2', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', data: {search: ''},
      'aria-label': 'PromQL', 'aria-controls': 'offers', 'aria-autocomplete': 'list',
      placeholder: 'PromQL, for example rate(process_cpu_seconds_total[1m])',
      oninput: () => this.#offer(), onkeydown: (event) => this.#key(event, onAsk), onblur: () => this.#close(),
    });
    this.field.value = text;
    this.element = h('div', {class: 'ask'},
      h('div', {class: 'editor-frame'}, this.field, this.list),
      h('button', {type: 'button', class: 'primary', onclick: () => onAsk(this.field.value.trim())}, 'Ask'));
  }

  async #offer() {
    const {value, selectionStart: caret} = this.field;
    const {from, back = 0, offers} = await complete(value, caret).catch(() => ({offers: []}));
    if (this.field.value !== value || document.activeElement !== this.field) {
      return;
    }
    this.from = from ?? caret - back;
    this.offers = offers;
    this.at = -1;
    this.#draw();
  }

  #draw() {
    const isOpen = this.offers.length > 0;
    this.list.hidden = !isOpen;
    this.field.setAttribute('aria-activedescendant', this.at >= 0 ? `offer-${this.at}` : '');
    fill(this.list, this.offers.map(({text, hint}, index) => h('li', {
      id: `offer-${index}`, role: 'option', 'aria-selected': String(index === this.at),
      onpointerdown: (event) => {
        event.preventDefault();
        this.#take(index);
      },
    }, h('code', {}, text), h('span', {class: 'soft'}, hint))));
  }

  #key(event, onAsk) {
    const move = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (move && this.offers.length > 0) {
      event.preventDefault();
      this.at = (this.at + move + this.offers.length) % this.offers.length;
      this.#draw();
    } else if (event.key === 'Tab' && this.offers.length > 0 && !event.shiftKey) {
      event.preventDefault();
      this.#take(Math.max(0, this.at));
    } else if (event.key === 'Enter' && this.at >= 0) {
      event.preventDefault();
      this.#take(this.at);
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#close();
      onAsk(this.field.value.trim());
    } else if (event.key === 'Escape' && this.offers.length > 0) {
      event.stopPropagation();
      this.#close();
    }
  }

  #take(index) {
    const {insert} = this.offers[index];
    const {value, selectionStart: caret} = this.field;
    this.field.value = value.slice(0, this.from) + insert + value.slice(caret);
    const end = this.from + insert.length;
    this.field.setSelectionRange(end, end);
    this.#close();
    if (/[({"]$/.test(insert)) {
      this.#offer();
    }
  }

  #close() {
    this.offers = [];
    this.at = -1;
    this.#draw();
  }
}
