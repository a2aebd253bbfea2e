// How targets are, each and together.

const STATES = {
  down: {sign: '✖', word: 'down', mood: 'bad', rank: 0},
  'backing-off': {sign: '✖', word: 'down, tried less often', mood: 'bad', rank: 1},
  partial: {sign: '◐', word: 'in part', mood: 'warn', rank: 2},
  starting: {sign: '…', word: 'starting', mood: 'warn', rank: 3},
  up: {sign: '✔', word: 'up', mood: 'good', rank: 4},
};
const UNKNOWN = {sign: '?', word: 'unknown', mood: 'warn', rank: 3};
const MAX_NAMED = 4;

/** How a target is: {sign, word, mood, rank}; the worst has the lowest rank. */
export function stateOf({state}) {
  return STATES[state] ?? UNKNOWN;
}

/** All of them in a sentence: {mood, text}. */
export function targetsSaid(targets) {
  if (targets.length === 0) {
    return {mood: 'warn', text: 'Nothing is watched yet'};
  }
  const down = targets.filter((each) => stateOf(each).mood === 'bad');
  if (down.length > 0) {
    return {mood: 'bad', text: `${down.length} of ${targets.length} targets down: ${named(down, ({collector, instance}) => `${collector} ${instance}`)}`};
  }
  const waiting = targets.filter(({state}) => state === 'starting');
  const partly = targets.filter(({state}) => state === 'partial');
  const answer = waiting.length > 0 ? `Waiting for ${named(waiting, ({collector}) => collector)}`
    : targets.length === 1 ? 'The one target answers' : `All ${targets.length} targets answer`;
  return {mood: waiting.length + partly.length > 0 ? 'warn' : 'good', text: partly.length > 0 ? `${answer} · ${partly.length} only in part` : answer};
}

function named(list, name) {
  return list.slice(0, MAX_NAMED).map(name).join(', ') + (list.length > MAX_NAMED ? ` and ${list.length - MAX_NAMED} more` : '');
}
