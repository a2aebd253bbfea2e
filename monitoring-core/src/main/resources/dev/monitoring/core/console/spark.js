// A small line without axes beside a figure.

import {svg} from './dom.js';

const WIDTH = 100;
const HEIGHT = 24;

/** The line of values, null where there is none, as it fits between its least and its largest value or the bounds given. */
export function spark(values, {min, max, text = ''} = {}) {
  const known = values.filter((each) => each !== null);
  const low = Math.min(min ?? Infinity, ...known);
  const high = Math.max(max ?? -Infinity, ...known);
  const span = high - low || 1;
  const x = (index) => (index / Math.max(1, values.length - 1)) * WIDTH;
  const y = (value) => (high === low ? HEIGHT / 2 : HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4));
  const parts = [];
  let isOpen = false;
  values.forEach((value, index) => {
    if (value === null) {
      isOpen = false;
    } else {
      parts.push(`${isOpen ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`);
      isOpen = true;
    }
  });
  const label = text ? {role: 'img', 'aria-label': text} : {'aria-hidden': 'true'};
  return svg('svg', {class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', ...label},
    svg('path', {d: parts.join(''), fill: 'none', 'vector-effect': 'non-scaling-stroke'}));
}
