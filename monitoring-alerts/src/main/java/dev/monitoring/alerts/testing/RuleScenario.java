package dev.monitoring.alerts.testing;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.AlertTransition;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.rule.RuleTexts;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.QueryResult;
import dev.monitoring.core.query.SeriesNotation;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules over made-up series, with time that passes when told to. Time begins at zero; every rule is evaluated at zero and then
 * at each step. Confined to one thread.
 */
public final class RuleScenario {
    private final PlainStore store = new PlainStore();
    private final ManualClock clock = ManualClock.atEpochMillis(0);
    private final QueryEngine queries;
    private final RuleEngine engine;
    private final QueryOptions options;
    private final long stepMillis;
    private long nextMillis;

    /**
     * A scenario without series.
     *
     * @param groups the rules
     * @param step how far evaluations are apart, whatever the groups' intervals
     * @param texts expands templates, given what answers their queries
     * @param config how queries are answered
     * @param options for each query
     */
    RuleScenario(List<RuleGroup> groups, Duration step, TextsOf texts, QueryConfig config, QueryOptions options) {
        this.stepMillis = step.toMillis();
        this.options = options;
        this.queries = new QueryEngine(store, clock, config);
        this.engine = new RuleEngine(
                queries, store, clock, texts.over(queries), (group, rule, timeMillis, alerts) -> {}, options);
        engine.replace(groups);
    }

    /** Makes what expands templates. */
    @FunctionalInterface
    interface TextsOf {
        RuleTexts over(QueryEngine queries);
    }

    /**
     * Adds a series whose first sample lies at time zero.
     *
     * @param notation labels and values as in promtool's tests: {@code up{job="api"} 1 1 0x10}
     * @param interval how far its samples are apart
     * @throws IllegalArgumentException if it cannot be read
     */
    public RuleScenario series(String notation, Duration interval) {
        SeriesNotation parsed = SeriesNotation.parse(notation);
        try (Appender appender = store.append()) {
            long reference = appender.resolve(parsed.labels());
            for (int i = 0; i < parsed.items().size(); i++) {
                SeriesNotation.Item item = parsed.items().get(i);
                if (item.kind() == SeriesNotation.Item.Kind.HISTOGRAM) {
                    throw new IllegalArgumentException(
                            "native histograms are not kept here: " + notation + "; use classic ones, with le");
                }
                if (item.kind() == SeriesNotation.Item.Kind.NUMBER) {
                    appender.append(reference, i * interval.toMillis(), item.value());
                }
            }
        }
        return this;
    }

    /** Evaluates all rules at each step up to a time since the beginning, that included; what has passed stays as it was. */
    public RuleScenario advanceTo(Duration time) {
        for (; nextMillis <= time.toMillis(); nextMillis += stepMillis) {
            clock.advance(Duration.ofMillis(nextMillis - clock.epochMillis()));
            for (RuleGroup group : engine.groups()) {
                engine.evaluate(group, nextMillis, 0);
            }
        }
        return this;
    }

    /** What an expression yields at a time since the beginning. */
    public QueryResult query(String expression, Duration time) {
        return queries.instant(expression, time.toMillis(), options);
    }

    /** All alerts that there are, in the order of their rules. */
    public List<Alert> alerts() {
        return statuses().stream().flatMap(status -> status.alerts().stream()).toList();
    }

    /** The alerts of the rules with a name. */
    public List<Alert> alerts(String rule) {
        return statuses().stream()
                .filter(status -> status.rule() instanceof AlertRule
                        && status.rule().name().equals(rule))
                .flatMap(status -> status.alerts().stream())
                .toList();
    }

    /** The rules' errors as of the last evaluation, each with the rule's name in front. */
    public List<String> errors() {
        List<String> errors = new ArrayList<>();
        for (RuleStatus status : statuses()) {
            status.lastError().ifPresent(error -> errors.add(status.rule().name() + ": " + error));
        }
        return errors;
    }

    /** What has happened to alerts, the oldest first. */
    public List<AlertTransition> transitions() {
        return engine.history().transitions();
    }

    private List<RuleStatus> statuses() {
        return engine.status().stream()
                .map(GroupStatus::rules)
                .flatMap(List::stream)
                .toList();
    }
}
