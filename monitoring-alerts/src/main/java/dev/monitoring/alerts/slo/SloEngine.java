package dev.monitoring.alerts.slo;

import dev.monitoring.alerts.rule.GroupPreparation;
import dev.monitoring.alerts.rule.RecordedSeries;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Objectives with their counts. Each has a group of rules; before that is evaluated, the objective counts what has happened and
 * writes the series that the rules read. Thread-safe.
 */
public final class SloEngine implements GroupPreparation, AutoCloseable {
    /**
     * What objectives look at, and where they write. Immutable.
     *
     * @param history the samples of counters
     * @param queries answers expressions
     * @param options for each query
     * @param store where series go; the one that {@code queries} reads
     */
    public record Sources(Queryable history, QueryEngine queries, QueryOptions options, SampleStore store) {}

    /**
     * When objectives are evaluated, and what they may take. Immutable.
     *
     * @param interval how often
     * @param queryOffset how far in the past
     * @param maxBytes how much memory all counts may take together
     */
    public record Terms(Duration interval, Duration queryOffset, long maxBytes) {}

    private final Map<RuleGroup, ObjectiveRun> runs = new LinkedHashMap<>();

    /**
     * An engine for objectives of different names.
     *
     * @throws IllegalArgumentException if two have one name, or one is evaluated too seldom for its windows
     */
    public SloEngine(List<Objective> objectives, Sources sources, Terms terms, SloMemory memory) {
        MemoryAllowance allowance = new MemoryAllowance(terms.maxBytes());
        for (Objective objective : objectives) {
            RuleGroup group = SloRules.group(objective, terms.interval(), terms.queryOffset());
            boolean twice =
                    runs.keySet().stream().anyMatch(other -> other.name().equals(group.name()));
            if (twice) {
                throw new IllegalArgumentException(
                        "two objectives are named " + objective.name() + "; give one of them another name");
            }
            RecordedSeries series = new RecordedSeries(sources.store());
            runs.put(group, new ObjectiveRun(objective, group, measure(objective, sources), series, memory, allowance));
        }
    }

    private static Measure measure(Objective objective, Sources sources) {
        Indicator indicator = objective.indicator();
        if (indicator instanceof EventIndicator events) {
            return new EventMeasure(events, objective.by(), sources.history());
        }
        return indicator instanceof FreshnessIndicator freshness
                ? StateMeasure.of(freshness, objective.by(), sources.queries(), sources.options())
                : StateMeasure.of((RatioIndicator) indicator, objective.by(), sources.queries(), sources.options());
    }

    /** The rules of all objectives, a group for each, in the order in which they were given. */
    public List<RuleGroup> groups() {
        return List.copyOf(runs.keySet());
    }

    @Override
    public void prepare(RuleGroup group, long timeMillis) {
        ObjectiveRun run = runs.get(group);
        if (run != null) {
            run.evaluate(timeMillis - group.queryOffset().toMillis());
        }
    }

    @Override
    public void shift(long millis) {
        runs.values().forEach(run -> run.shift(millis));
    }

    /** Every objective as of its last evaluation, in the order in which they were given. */
    public List<SloStatus> status() {
        return runs.values().stream().map(ObjectiveRun::status).toList();
    }

    /** Gives all counts to the memory. */
    @Override
    public void close() {
        runs.values().forEach(ObjectiveRun::save);
    }
}
