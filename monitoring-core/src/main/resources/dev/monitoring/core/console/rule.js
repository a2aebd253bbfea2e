// The dialog that turns a chart's expression into an alerting rule, as YAML to copy: rules are in files, and stay there.

import * as api from './api.js';
import {copyButton, toClipboard} from './clipboard.js';
import {labelled, openDialog} from './dialog.js';
import {h, write} from './dom.js';
import {value as inUnit} from './format.js';
import {latest} from './series.js';

const DURATIONS = ['0s', '1m', '5m', '15m', '1h'];
const SEVERITIES = ['critical', 'warning', 'info'];
const PAUSE_MILLIS = 300;

/** Opens the dialog for a chart's definition and the lines it shows. */
export function openRule(definition, lines) {
  const {title, unit, thresholds = [], expressions} = definition;
  const asked = choice('Expression', expressions.map(({expression}) => expression));
  const name = field('Name', {type: 'text', value: nameOf(definition), maxlength: '100', spellcheck: 'false'});
  const operator = choice('Comparison', ['>', '<']);
  const limit = field('Limit', {type: 'number', step: 'any', value: String(thresholds[0]?.value ?? beyond(lines))});
  const duration = choice('For', DURATIONS, '5m');
  const severity = choice('Severity', SEVERITIES, thresholds[0]?.severity ?? 'warning');
  const read = h('span', {class: 'soft'});
  const holds = h('p', {class: 'soft', role: 'status'});
  const yaml = h('pre', {tabindex: '0', 'aria-label': 'The rule'});
  let timer = 0;
  const dialog = openDialog({kind: 'rule', title: `Alert on: ${title}`, onclose: () => clearTimeout(timer)},
    h('div', {class: 'rule-form', oninput: () => draw(), onchange: () => draw()},
      labelled('Name', name), expressions.length > 1 && labelled('Of', asked),
      h('div', {class: 'condition'}, labelled('Fires when it is', operator), labelled('Limit', limit), read),
      h('div', {class: 'condition'}, labelled('For', duration), labelled('Severity', severity))),
    holds, yaml,
    h('p', {class: 'soft'}, 'Put it into a file that ', h('code', {}, 'monitoring.alerts.rules'), ' names; the file is read again when it changes.'),
    h('div', {class: 'dialog-foot'}, h('button', {type: 'button', class: 'plain', onclick: () => dialog.close()}, 'Close'),
      copyButton('YAML', () => toClipboard(yaml.textContent), 'primary')));
  draw();
  name.select();

  function draw() {
    const condition = `${grouped(asked.value)} ${operator.value} ${Number(limit.value)}`;
    write(read, inUnit(Number(limit.value), unit));
    write(yaml, ruleText({name: name.value, condition, duration: duration.value, severity: severity.value, title}));
    clearTimeout(timer);
    timer = setTimeout(() => ask(condition), PAUSE_MILLIS);
  }

  async function ask(condition) {
    try {
      const found = await api.query(condition);
      if (dialog.isConnected) {
        write(holds, found.length === 0 ? 'It holds for nothing now.' : `It holds now for ${found.length} series.`);
      }
    } catch (fault) {
      write(holds, `✖ ${fault.message}`);
    }
  }
}

/** A file of rules with one rule. */
export function ruleText({name, condition, duration, severity, title}) {
  return ['groups:', '  - name: from-the-console', '    rules:', `      - alert: ${JSON.stringify(name)}`, '        expr: |-',
    ...condition.split('\n').map((line) => `          ${line}`), ...(duration === '0s' ? [] : [`        for: ${duration}`]), '        labels:', `          severity: ${severity}`,
    '        annotations:', `          summary: ${JSON.stringify(`${title} {{ $value }} on {{ $labels.instance }}`)}`, ''].join('\n');
}

/** An expression in parentheses, unless it is a selector or one call. */
function grouped(expression) {
  return /^[\w:]+(\{[^{}]*\})?$/.test(expression) ? expression : `(${expression})`;
}

function nameOf({id, title}) {
  return (id ?? title).replace(/[^a-zA-Z0-9]+(.)?/g, (_, next) => (next ?? '').toUpperCase()).replace(/^./, (first) => first.toUpperCase()) || 'Alert';
}

/** Half as much again as the highest line now, to one digit. */
function beyond(lines) {
  const highest = Math.max(0, ...lines.map(({values}) => latest(values) ?? 0));
  return Number((highest * 1.5).toPrecision(1));
}

function field(label, attributes) {
  return h('input', {...attributes, 'aria-label': label});
}

function choice(label, all, chosen) {
  return h('select', {'aria-label': label}, all.map((each) => h('option', {value: each, selected: each === chosen}, each)));
}
