// Alerts, silences and who looks after what, as the service has them, put together for the pages that show them.

import * as api from './api.js';

/** The members of an object as one text, whatever their order. */
export function identity(labels) {
  return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * All rules that alert with their alerts: {groups: [{name, file, rules}], alerts, silences}, or null where the part that
 * alerts is not there. An alert: {rule, group, labels, annotations, state, activeAt, value, fingerprint, silencedBy,
 * inhibitedBy, receivers, acknowledgement}.
 */
export async function load({signal}) {
  let known;
  try {
    known = await api.get('api/v2/alerts', {}, {signal});
  } catch (fault) {
    if (fault.isAbsent) {
      return null;
    }
    throw fault;
  }
  const [rules, silences, acknowledgements] = await Promise.all([
    api.get('api/v1/rules', {type: 'alert'}, {signal}),
    api.get('api/v2/silences', {}, {signal}),
    api.get('api/v1/acknowledgements', {}, {signal}),
  ]);
  const told = new Map(known.map((alert) => [identity(alert.labels), alert]));
  const lookedAfter = new Map((acknowledgements.data ?? []).map((one) => [one.fingerprint, one]));
  const groups = rules.data.groups.filter((group) => group.rules.length > 0);
  const alerts = groups.flatMap((group) => group.rules.flatMap((rule) => rule.alerts.map((alert) => {
    const seen = told.get(identity(alert.labels));
    return {
      ...alert,
      rule,
      group: group.name,
      fingerprint: seen?.fingerprint,
      silencedBy: seen?.status.silencedBy ?? [],
      inhibitedBy: seen?.status.inhibitedBy ?? [],
      receivers: (seen?.receivers ?? []).map(({name}) => name),
      acknowledgement: lookedAfter.get(seen?.fingerprint),
    };
  })));
  return {groups, alerts, silences};
}

/** Whether a silence's or a draft's matchers fit labels, as Alertmanager reads them; null if a pattern cannot be read. */
export function fits(matchers, labels) {
  for (const {name, value, isRegex, isEqual} of matchers) {
    const has = labels[name] ?? '';
    let same;
    try {
      same = isRegex ? new RegExp(`^(?:${value})$`, 'u').test(has) : has === value;
    } catch {
      return null;
    }
    if (same !== isEqual) {
      return false;
    }
  }
  return true;
}

/** A matcher as people write it: job="shop". */
export function matcherText({name, value, isRegex, isEqual}) {
  return `${name}${isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!='}${JSON.stringify(value)}`;
}

/** How far an alert or a rule has come: 0 where it fires, 1 where it is about to, 2 otherwise. */
export function progress({state}) {
  return {firing: 0, pending: 1}[state] ?? 2;
}

/** How urgent: 0 for what pages, 1 for what warns, 2 for the rest. */
export function urgency({labels}) {
  return {critical: 0, page: 0, error: 0, warning: 1, warn: 1, ticket: 1}[labels.severity] ?? 2;
}
