package dev.monitoring.alerts.lint;

import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.series.Queryable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at rules beside the series that there are. Confined to one thread; made anew for each look. */
public final class SeriesLint {
    private static final Set<String> FOR_COUNTERS = Set.of("rate", "irate", "increase");
    private static final Map<String, String> FOR_GAUGES =
            Map.of("delta", "increase", "idelta", "irate", "deriv", "rate");
    private static final Set<String> OF_WHAT_IS_MISSING = Set.of("absent", "absent_over_time");
    private static final Set<String> OF_TARGETS = Set.of("job", "instance");
    private static final int MAX_VALUES = 10;
    private static final Set<String> OF_RULES = Set.of("ALERTS", "ALERTS_FOR_STATE");

    private final RuleLint rules;
    private final FamilyTypes types;
    private final Queryable history;
    private final long startMillis;
    private final long endMillis;
    private final Set<String> names;

    /**
     * A look at the series of a stretch of time.
     *
     * @param rules reads expressions
     * @param types of the families that there are
     * @param startMillis epoch milliseconds
     * @param endMillis epoch milliseconds
     */
    public SeriesLint(RuleLint rules, FamilyTypes types, Queryable history, long startMillis, long endMillis) {
        this.rules = rules;
        this.types = types;
        this.history = history;
        this.startMillis = startMillis;
        this.endMillis = endMillis;
        this.names = new HashSet<>(history.labelValues(Labels.METRIC_NAME, List.of(), startMillis, endMillis));
    }

    /** What is probably not meant so, in the order of the rules. */
    public List<LintFinding> of(List<RuleGroup> groups) {
        List<LintFinding> findings = new ArrayList<>();
        for (RuleGroup group : groups) {
            for (Rule rule : group.rules()) {
                Set<String> told = new HashSet<>();
                for (Outline.Selector selector : rules.selectors(rule)) {
                    Optional<String> name = RuleLint.name(selector);
                    if (name.isPresent() && told.add(selector.text())) {
                        type(rule, selector, name.get(), findings);
                        series(rule, selector, name.get(), told, findings);
                    }
                }
            }
        }
        return findings;
    }

    private void type(Rule rule, Outline.Selector selector, String name, List<LintFinding> findings) {
        String function = selector.function().orElse("");
        MetricType type = types.of(name).orElse(MetricType.UNTYPED);
        String place = "expr " + selector.position() + ": " + function + "(" + selector.text() + "): ";
        if (FOR_COUNTERS.contains(function) && type == MetricType.GAUGE) {
            RuleLint.add(
                    findings,
                    LintKind.WRONG_TYPE,
                    rule,
                    place + name + " is a gauge, and " + function
                            + " takes each fall of it for a restart from zero; use "
                            + (function.equals("increase") ? "delta" : "deriv"));
        } else if (FOR_GAUGES.containsKey(function) && type == MetricType.COUNTER) {
            RuleLint.add(
                    findings,
                    LintKind.WRONG_TYPE,
                    rule,
                    place + name + " is a counter, and " + function + " takes a restart of it for a fall; use "
                            + FOR_GAUGES.get(function));
        }
    }

    private void series(
            Rule rule, Outline.Selector selector, String name, Set<String> told, List<LintFinding> findings) {
        if (OF_RULES.contains(name)
                || OF_WHAT_IS_MISSING.contains(selector.function().orElse(""))) {
            return;
        }
        String place = "expr " + selector.position() + ": ";
        if (!names.contains(name)) {
            if (!told.add(name + " is missing")) {
                return;
            }
            RuleLint.add(
                    findings,
                    LintKind.NO_SERIES,
                    rule,
                    place + "no series is named " + name
                            + Spelling.nearest(name, names)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("; check the name, and that what has it is collected"));
            return;
        }
        Matcher named = Matcher.of(Labels.METRIC_NAME, Matcher.Operator.EQUAL, name);
        List<String> labels = history.labelNames(List.of(named), startMillis, endMillis);
        for (Matcher matcher : selector.matchers()) {
            if (!matcher.matches("") && !labels.contains(matcher.name())) {
                RuleLint.add(
                        findings,
                        LintKind.NO_SERIES,
                        rule,
                        place + "no series " + name + " has a label " + matcher.name()
                                + Spelling.nearest(matcher.name(), labels)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("; they have " + String.join(", ", labels)));
            } else if (OF_TARGETS.contains(matcher.name()) && !matcher.matches("")) {
                target(rule, place, name, matcher, findings);
            }
        }
    }

    /** Other labels may have a value only when something is wrong; those that say where a series comes from always do. */
    private void target(Rule rule, String place, String name, Matcher matcher, List<LintFinding> findings) {
        Matcher named = Matcher.of(Labels.METRIC_NAME, Matcher.Operator.EQUAL, name);
        List<String> values = history.labelValues(matcher.name(), List.of(named), startMillis, endMillis);
        if (values.stream().noneMatch(matcher::matches)) {
            RuleLint.add(
                    findings,
                    LintKind.NO_SERIES,
                    rule,
                    place + "no series " + name + " has " + matcher
                            + Spelling.nearest(matcher.value(), values)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("; they have "
                                            + values.stream().limit(MAX_VALUES).collect(Collectors.joining(", "))
                                            + (values.size() > MAX_VALUES ? ", …" : "")));
        }
    }
}
