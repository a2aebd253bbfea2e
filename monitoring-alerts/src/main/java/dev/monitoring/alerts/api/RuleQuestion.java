package dev.monitoring.alerts.api;

import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which rules a request asks for. Immutable.
 *
 * @param type {@code alert}, {@code record}, or empty for both
 * @param names names of rules, none for all
 * @param groups names of groups, none for all
 * @param files names of files, none for all
 * @param selectors label conditions, one of which a rule's labels must fulfil as a whole; none for all
 * @param excludeAlerts whether the alerts of alerting rules are left out
 * @param groupLimit how many groups at most, 0 for all
 * @param nextToken the group to begin with, empty for the first
 */
record RuleQuestion(
        String type,
        Set<String> names,
        Set<String> groups,
        Set<String> files,
        List<List<Matcher>> selectors,
        boolean excludeAlerts,
        int groupLimit,
        String nextToken) {
    private static final Set<String> TYPES = Set.of("", "alert", "record");

    static RuleQuestion of(HttpRequest request, QueryEngine queries) throws BadParameterException {
        String type = request.parameter("type").orElse("").toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            throw new BadParameterException("type", "not supported value \"" + type + "\"");
        }
        return new RuleQuestion(
                type,
                Set.copyOf(request.parameterValues("rule_name[]")),
                Set.copyOf(request.parameterValues("rule_group[]")),
                Set.copyOf(request.parameterValues("file[]")),
                selectors(request, queries),
                flag(request, "exclude_alerts"),
                limit(request),
                request.parameter("group_next_token").orElse(""));
    }

    private static List<List<Matcher>> selectors(HttpRequest request, QueryEngine queries)
            throws BadParameterException {
        List<List<Matcher>> selectors = new ArrayList<>();
        for (String text : request.parameterValues("match[]")) {
            try {
                selectors.add(queries.selector(text));
            } catch (QueryException e) {
                throw new BadParameterException("match[]", e.message());
            }
        }
        return List.copyOf(selectors);
    }

    private static boolean flag(HttpRequest request, String name) throws BadParameterException {
        String text = request.parameter(name).orElse("false").toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "1", "t" -> true;
            case "false", "0", "f", "" -> false;
            default -> throw new BadParameterException(name, "\"" + text + "\" is neither true nor false");
        };
    }

    private static int limit(HttpRequest request) throws BadParameterException {
        Optional<String> text = request.parameter("group_limit").filter(given -> !given.isEmpty());
        if (text.isEmpty()) {
            return 0;
        }
        try {
            int limit = Integer.parseInt(text.get());
            if (limit >= 0) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new BadParameterException("group_limit", "cannot parse \"" + text.get() + "\" to a whole number");
        }
        throw new BadParameterException("group_limit", "limit must be non-negative");
    }

    /** The rules of a group that are asked for. */
    List<RuleStatus> of(GroupStatus group) {
        boolean asked = (groups.isEmpty() || groups.contains(group.group().name()))
                && (files.isEmpty() || files.contains(group.group().file()));
        return asked ? group.rules().stream().filter(this::asksFor).toList() : List.of();
    }

    private boolean asksFor(RuleStatus status) {
        Rule rule = status.rule();
        boolean typed = type.isEmpty() || type.equals("alert") == rule instanceof AlertRule;
        return typed && (names.isEmpty() || names.contains(rule.name())) && (selectors.isEmpty() || fits(rule));
    }

    private boolean fits(Rule rule) {
        Labels.Builder builder = Labels.builder();
        rule.labels().forEach(builder::set);
        Labels labels = builder.build();
        return selectors.stream().anyMatch(all -> all.stream().allMatch(matcher -> matcher.matches(labels)));
    }
}
