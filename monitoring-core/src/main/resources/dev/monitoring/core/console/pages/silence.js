// The dialog that makes a silence: which alerts, how long, why, and what it would mute now.

import {fits, matcherText} from '../alerting.js';
import * as api from '../api.js';
import {openDialog} from '../dialog.js';
import {fill, h} from '../dom.js';
import {labels, moment} from '../format.js';
import {more} from '../table.js';

const LENGTHS = [['30 min', 30], ['2 h', 120], ['8 h', 480], ['1 day', 1440], ['1 week', 10_080]];
const USUAL_MINUTES = 120;
const OPERATORS = [['=', false, true], ['!=', false, false], ['=~', true, true], ['!~', true, false]];
const MAX_SHOWN = 8;

/**
 * Opens the dialog.
 *
 * seed    the labels of the alert that is to be muted, or {}
 * alerts  all alerts there are, for the preview
 * done    called with the id of the silence once there is one
 */
export function openSilence(seed, alerts, done) {
  const draft = {
    minutes: USUAL_MINUTES,
    rows: Object.entries(seed).map(([name, value]) => ({name, value, operator: '=', isUsed: true})),
  };
  if (draft.rows.length === 0) {
    draft.rows.push({name: 'alertname', value: '', operator: '=', isUsed: true});
  }
  const preview = h('div', {class: 'preview', 'aria-live': 'polite'});
  const fault = h('p', {class: 'bad', role: 'alert', hidden: true});
  const comment = h('input', {type: 'text', maxlength: '500', value: 'silenced from the console', 'aria-label': 'Why'});
  const who = h('input', {type: 'text', maxlength: '100', value: remembered(), placeholder: 'console', 'aria-label': 'Who wants it'});
  const create = h('button', {type: 'button', class: 'primary', onclick: () => send()});
  const rows = h('div', {class: 'matchers', role: 'group', 'aria-label': 'Which alerts'});
  const lengths = h('div', {class: 'choices', role: 'radiogroup', 'aria-label': 'How long'}, LENGTHS.map(([text, minutes]) => h('label', {class: 'choice'},
    h('input', {type: 'radio', name: 'silence-length', value: String(minutes), checked: minutes === draft.minutes, onchange: () => {
      draft.minutes = minutes;
      look();
    }}), h('span', {}, text))));
  const dialog = openDialog({kind: 'silence', title: 'Silence'},
    h('h3', {}, 'How long'), lengths,
    h('h3', {}, 'Alerts with'), rows,
    h('button', {type: 'button', class: 'plain', onclick: () => {
      draft.rows.push({name: '', value: '', operator: '=', isUsed: true});
      drawRows();
      rows.lastElementChild.querySelector('.matcher-name').focus();
    }}, 'Add a condition'),
    h('h3', {}, 'Mutes now'), preview,
    h('div', {class: 'two'}, h('label', {}, 'Why ', comment), h('label', {}, 'Who ', who)),
    fault,
    h('div', {class: 'dialog-foot'}, h('button', {type: 'button', class: 'plain', onclick: () => dialog.close()}, 'Cancel'), create));
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.tagName !== 'BUTTON') {
      event.preventDefault();
      send();
    }
  });
  drawRows();
  look();
  lengths.querySelector('input:checked').focus();

  function drawRows() {
    fill(rows, draft.rows.map((row, at) => h('div', {class: 'matcher'},
      h('input', {type: 'checkbox', checked: row.isUsed, 'aria-label': `Use the condition on ${row.name || 'a label'}`, onchange: (event) => change(row, {isUsed: event.target.checked})}),
      h('input', {type: 'text', class: 'matcher-name', value: row.name, maxlength: '200', 'aria-label': `Label ${at + 1}`, spellcheck: 'false', oninput: (event) => change(row, {name: event.target.value})}),
      h('select', {'aria-label': `Comparison ${at + 1}`, onchange: (event) => change(row, {operator: event.target.value})},
        OPERATORS.map(([text]) => h('option', {value: text, selected: text === row.operator}, text))),
      h('input', {type: 'text', class: 'matcher-value', value: row.value, maxlength: '1000', 'aria-label': `Value ${at + 1}`, spellcheck: 'false', oninput: (event) => change(row, {value: event.target.value})}))));
  }

  function change(row, changes) {
    Object.assign(row, changes);
    look();
  }

  function matchers() {
    return draft.rows.filter(({isUsed, name}) => isUsed && name.trim()).map(({name, value, operator}) => {
      const [, isRegex, isEqual] = OPERATORS.find(([text]) => text === operator);
      return {name: name.trim(), value, isRegex, isEqual};
    });
  }

  function look() {
    const chosen = matchers();
    const ends = Date.now() + draft.minutes * 60_000;
    const found = alerts.map((alert) => [alert, fits(chosen, alert.labels)]);
    const muted = found.filter(([, fit]) => fit).map(([alert]) => alert);
    const unreadable = found.some(([, fit]) => fit === null);
    create.disabled = chosen.length === 0;
    fill(create, `Silence ${LENGTHS.find(([, minutes]) => minutes === draft.minutes)[0]}`);
    fill(preview,
      h('p', {}, chosen.length === 0 ? '✖ Without a condition it would mute everything; keep at least one.'
        : unreadable ? '? The expression cannot be previewed here; the service decides.'
          : muted.length === 0 ? 'None of the alerts there are; those to come that fit.'
            : `${muted.length} of ${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'}, and those to come that fit, until ${moment(ends)}:`),
      h('ul', {}, muted.slice(0, MAX_SHOWN).map(({labels: {alertname, ...others}, state}) => h('li', {},
        h('strong', {}, alertname ?? ''), ' ', h('span', {class: 'soft'}, state, ' ', labels(others))))),
      more(muted, MAX_SHOWN),
      h('p', {class: 'soft'}, h('code', {}, `{${chosen.map(matcherText).join(', ')}}`)));
  }

  async function send() {
    const chosen = matchers();
    if (chosen.length === 0 || create.disabled) {
      return;
    }
    create.disabled = true;
    fault.hidden = true;
    const now = Date.now();
    try {
      const answer = await api.post('api/v2/silences', {
        matchers: chosen,
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + draft.minutes * 60_000).toISOString(),
        createdBy: who.value.trim() || 'console',
        comment: comment.value.trim() || 'silenced from the console',
      });
      remember(who.value.trim());
      dialog.close();
      done(answer.silenceID);
    } catch (refusal) {
      fill(fault, `✖ ${refusal.message}`);
      fault.hidden = false;
      create.disabled = false;
    }
  }
}

function remembered() {
  try {
    return localStorage.getItem('monitoring.who') ?? '';
  } catch {
    return '';
  }
}

function remember(name) {
  try {
    localStorage.setItem('monitoring.who', name);
  } catch {
    // Asked again next time then.
  }
}
