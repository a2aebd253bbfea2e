// The sentence at the head of a page, which says how things are, and the sign that goes with each mood.

import {h, write} from './dom.js';

const SIGNS = {good: '✔', warn: '◐', bad: '✖'};

/** The sentence, in a mood: good, warn or bad; without one where nothing is judged. */
export function verdict(mood, text) {
  return tellVerdict(h('p', {class: 'verdict'}), mood, text);
}

/** Says another sentence in the place of the one before. */
export function tellVerdict(element, mood, text) {
  write(element, mood ? `${SIGNS[mood]} ${text}` : text);
  element.dataset.mood = mood ?? '';
  return element;
}
