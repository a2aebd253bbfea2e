// Every setting with the value that holds and where it came from; secrets are never in the answer.

import * as api from '../api.js';
import {fill, h} from '../dom.js';
import {Filter} from '../filter.js';
import * as place from '../place.js';
import {redraw} from '../redraw.js';
import {table} from '../table.js';
import {verdict} from '../verdict.js';

export async function show(host, {params, signal}) {
  const {configured, sections} = await api.get('api/v1/monitoring/configuration', {}, {signal});
  const named = new Set(sections.flatMap(({settings}) => settings.map(({key}) => key)));
  const set = new Map();
  for (const one of configured) {
    const template = templateOf(one.key, named);
    set.set(template, [...(set.get(template) ?? []), one]);
  }
  const filter = new Filter({params, signal, hint: 'filter by key, value or meaning', label: 'Filter settings', draw: () => draw()});
  const only = h('input', {type: 'checkbox', checked: params.get('all') !== 'yes' && configured.length > 0});
  const list = h('div', {});
  const rows = sections.map((section) => ({...section, rows: section.settings.flatMap((setting) => (set.get(setting.key) ?? [null]).map((value) => ({setting, value})))}));
  const others = configured.filter(({key}) => !named.has(templateOf(key, named)));
  const draw = () => {
    const fits = ({setting, value}) => (!only.checked || value)
      && filter.fits(`${value?.key ?? setting.key} ${value?.value ?? ''} ${value?.origin ?? ''} ${setting.help}`);
    const shown = rows.map((section) => ({...section, rows: section.rows.filter(fits)})).filter((section) => section.rows.length > 0);
    redraw(list, shown.map((section) => h('section', {}, h('h2', {}, section.title), settings(section.rows))),
      others.length > 0 && !filter.isSet && h('section', {}, h('h2', {}, 'Set besides'), settings(others.map((value) => ({value, setting: {key: value.key, help: '', form: '', default: null}})))),
      shown.length === 0 && h('p', {class: 'soft'}, only.checked ? 'Nothing that was set fits; every default holds.' : 'No setting fits.'));
  };
  only.addEventListener('change', () => place.change({all: only.checked ? null : 'yes'}), {signal});
  fill(host,
    verdict(null, `${configured.length} ${configured.length === 1 ? 'value was' : 'values were'} set, everything else is as it comes`),
    h('div', {class: 'page-head'}, filter.element, h('label', {class: 'check'}, only, ' only what was set'),
      h('p', {class: 'soft'}, 'Set in ', h('code', {}, 'monitoring.yml'), ', as environment variable (', h('code', {}, 'MONITORING_INTERVAL'), ') or in Java; a change holds from the next start on.')),
    list);
  draw();
}

/** The key as the reference has it: without the numbers of lists' entries, and of a list of texts the key of the list. */
function templateOf(key, named) {
  const template = key.replace(/\[\d+\]/g, '[]');
  const list = template.replace(/\[\]$/, '');
  return named.has(template) || !named.has(list) ? template : list;
}

function settings(rows) {
  return table(['Key', 'Value', 'From'], rows.map(({setting, value}) => h('tr', {class: value ? 'is-set' : null, data: {item: ''}},
    h('td', {}, h('code', {}, value?.key ?? setting.key), h('p', {class: 'soft'}, setting.help)),
    h('td', {}, value ? h('code', {}, value.value) : h('span', {class: 'soft'}, setting.default ?? '–'),
      setting.form && h('p', {class: 'soft'}, setting.form)),
    h('td', {data: {label: 'from'}}, value ? h('code', {}, value.origin) : h('span', {class: 'soft'}, 'default')))), 'stack settings');
}
