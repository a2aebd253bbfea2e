package dev.monitoring.alerts.lint;

import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RecordingRule;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.ResultShape;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.settings.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Looks at rules as they are written, without any data. Immutable. */
public final class RuleLint {
    /** What is computed from the difference of samples, and from no less than two. */
    private static final Set<String> OVER_SAMPLES =
            Set.of("rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear", "changes", "resets");

    /** One sample may be late and one lost, and two must be left at any moment. */
    private static final int SAMPLES_IN_RANGE = 4;

    private static final Set<String> ABSENT = Set.of("absent", "absent_over_time");
    private static final String ALERTS = "ALERTS";

    private final Duration samplingInterval;
    private final boolean experimental;

    /**
     * A look at rules.
     *
     * @param samplingInterval how far samples are apart
     * @param experimental whether experimental parts of PromQL may be used
     */
    public RuleLint(Duration samplingInterval, boolean experimental) {
        this.samplingInterval = samplingInterval;
        this.experimental = experimental;
    }

    /** What is probably not meant so, in the order of the rules. */
    public List<LintFinding> of(List<RuleGroup> groups) {
        List<LintFinding> findings = new ArrayList<>();
        Map<String, AlertRule> first = new HashMap<>();
        for (RuleGroup group : groups) {
            for (Rule rule : group.rules()) {
                ranges(rule, findings);
                if (rule instanceof AlertRule alert) {
                    labels(alert, findings);
                    pending(alert, group, findings);
                    expression(alert, findings);
                    duplicate(alert, first, findings);
                }
            }
        }
        return findings;
    }

    private void ranges(Rule rule, List<LintFinding> findings) {
        Duration least = samplingInterval.multipliedBy(SAMPLES_IN_RANGE);
        for (Outline.Selector selector : selectors(rule)) {
            String function = selector.function().orElse("");
            Optional<Duration> range = selector.range();
            if (OVER_SAMPLES.contains(function)
                    && range.isPresent()
                    && range.get().compareTo(least) < 0) {
                add(
                        findings,
                        LintKind.SHORT_RANGE,
                        rule,
                        "expr " + selector.position() + ": " + function + "(" + selector.text() + ") reaches back "
                                + Durations.format(range.get()) + ", and samples come every "
                                + Durations.format(samplingInterval)
                                + ", so that one lost sample leaves a gap; use at least "
                                + Durations.format(least));
            }
            if (ABSENT.contains(function)) {
                selector.matchers().stream()
                        .filter(matcher -> matcher.operator().isRegex())
                        .findFirst()
                        .ifPresent(matcher -> add(
                                findings,
                                LintKind.ABSENT_REGEX,
                                rule,
                                "expr " + selector.position() + ": " + function + " with " + matcher
                                        + " yields something only where all that fit are missing, and does not say which;"
                                        + " write one " + function + " for each, joined by or"));
            }
        }
    }

    private static void labels(AlertRule alert, List<LintFinding> findings) {
        alert.labels().forEach((label, text) -> {
            if (TemplateText.writesValue(text)) {
                add(
                        findings,
                        LintKind.VALUE_IN_LABEL,
                        alert,
                        "label " + label
                                + " holds the value, so that each change of it ends the alert and begins another,"
                                + " which never fires if there is a for; move it to an annotation");
            }
        });
    }

    private static void pending(AlertRule alert, RuleGroup group, List<LintFinding> findings) {
        Duration holdFor = alert.timing().holdFor();
        if (!holdFor.isZero() && holdFor.compareTo(group.interval()) < 0) {
            add(
                    findings,
                    LintKind.FOR_BELOW_INTERVAL,
                    alert,
                    "for: " + Durations.format(holdFor) + " is shorter than the interval of its group, "
                            + Durations.format(group.interval()) + ", so that the alert fires at its second evaluation,"
                            + " whatever for says; use a multiple of the interval");
        }
    }

    private void expression(AlertRule alert, List<LintFinding> findings) {
        ResultShape shape;
        try {
            shape = ResultShape.of(alert.expression(), experimental);
        } catch (QueryException e) {
            return; // a rule made in Java may be wrong; its evaluation says so
        }
        List<Outline.Selector> selectors = selectors(alert);
        if (!shape.isConditional() && !selectors.isEmpty() && selectors.stream().noneMatch(RuleLint::mayBeCondition)) {
            add(
                    findings,
                    LintKind.NO_CONDITION,
                    alert,
                    "the expression compares nothing, so that the alert fires as long as there are series, whatever their"
                            + " value; add a comparison, for example > 0");
        }
        Map<String, String> lost = new TreeMap<>();
        alert.labels().forEach((label, text) -> lost(text, "label " + label, shape, lost));
        alert.annotations().forEach((annotation, text) -> lost(text, "annotation " + annotation, shape, lost));
        lost.forEach((label, place) -> add(
                findings,
                LintKind.LOST_LABEL,
                alert,
                place + " names $labels." + label
                        + ", which the expression takes away, so that it comes out empty; keep it" + " with by ("
                        + label + ") or on (" + label + "), or leave it out of the text"));
    }

    /** Recorded series are often conditions by themselves, alerts are, and so is a choice of labels that are wrong. */
    private static boolean mayBeCondition(Outline.Selector selector) {
        String name = name(selector).orElse(":");
        return name.equals(ALERTS)
                || name.indexOf(':') >= 0
                || selector.matchers().stream().anyMatch(matcher -> matcher.operator() != Matcher.Operator.EQUAL);
    }

    private static void lost(String text, String place, ResultShape shape, Map<String, String> lost) {
        for (String label : TemplateText.labels(text)) {
            if (!label.equals(Labels.METRIC_NAME) && !shape.mayHave(label)) {
                lost.putIfAbsent(label, place);
            }
        }
    }

    private static void duplicate(AlertRule alert, Map<String, AlertRule> first, List<LintFinding> findings) {
        AlertRule before = first.putIfAbsent(alert.name() + new TreeMap<>(alert.labels()), alert);
        if (before != null) {
            add(
                    findings,
                    LintKind.DUPLICATE_ALERT,
                    alert,
                    "has the name and the labels of the rule at " + before.origin()
                            + ", so that notifications, silences and history do not tell them apart; give it another name or a"
                            + " label, or join both expressions with or");
        }
    }

    List<Outline.Selector> selectors(Rule rule) {
        try {
            return Outline.of(rule.expression(), experimental).selectors();
        } catch (QueryException e) {
            return List.of();
        }
    }

    /** The metric name that a selector asks for, where it is one. */
    static Optional<String> name(Outline.Selector selector) {
        return selector.matchers().stream()
                .filter(matcher ->
                        matcher.name().equals(Labels.METRIC_NAME) && matcher.operator() == Matcher.Operator.EQUAL)
                .map(Matcher::value)
                .findFirst();
    }

    static void add(List<LintFinding> findings, LintKind kind, Rule rule, String message) {
        String subject = (rule instanceof RecordingRule ? "record " : "alert ") + rule.name();
        findings.add(new LintFinding(kind, rule.origin(), subject, message));
    }
}
