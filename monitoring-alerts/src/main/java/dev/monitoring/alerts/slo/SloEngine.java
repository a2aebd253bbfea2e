package dev.monitoring.alerts.slo;

import dev.monitoring.alerts.rule.GroupPreparation;
import dev.monitoring.alerts.rule.RecordedSeries;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleStore;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
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
     * @param past how far back the history is looked through for an objective of which nothing was counted yet
     * @param maxBytes how much memory all counts may take together
     */
    public record Terms(Duration interval, Duration queryOffset, Duration past, long maxBytes) {}

    private final Sources sources;
    private final Terms terms;
    private final SloMemory memory;
    private final MemoryAllowance allowance;
    private volatile Map<RuleGroup, ObjectiveRun> runs = Map.of();

    /**
     * An engine for objectives of different names.
     *
     * @throws IllegalArgumentException if two have one name, or one is evaluated too seldom for its windows
     */
    public SloEngine(List<Objective> objectives, Sources sources, Terms terms, SloMemory memory) {
        this.sources = sources;
        this.terms = terms;
        this.memory = memory;
        this.allowance = new MemoryAllowance(terms.maxBytes());
        replace(objectives, 0);
    }

    /**
     * Replaces all objectives. One that counts the same under the same name goes on with its counts; series of others end.
     *
     * @param nowMillis the present, in epoch milliseconds
     * @throws IllegalArgumentException as the constructor; then nothing is replaced
     */
    public synchronized void replace(List<Objective> objectives, long nowMillis) {
        Map<String, ObjectiveRun> before = new LinkedHashMap<>();
        runs.forEach((group, run) -> before.put(group.name(), run));
        Map<String, RuleGroup> groups = new LinkedHashMap<>();
        for (Objective objective : objectives) {
            RuleGroup group = SloRules.group(objective, terms.interval(), terms.queryOffset());
            if (groups.putIfAbsent(group.name(), group) != null) {
                throw new IllegalArgumentException(
                        "two objectives are named " + objective.name() + "; give one of them another name");
            }
        }
        Map<RuleGroup, ObjectiveRun> after = new LinkedHashMap<>();
        Iterator<RuleGroup> inOrder = groups.values().iterator();
        for (Objective objective : objectives) {
            RuleGroup group = inOrder.next();
            ObjectiveRun known = before.get(group.name());
            if (known != null && known.countsAs(objective)) {
                before.remove(group.name());
                after.put(group, known.group().equals(group) ? known : known.successor(objective, group));
            } else {
                after.put(group, run(objective, group));
            }
        }
        before.values().forEach(run -> run.end(nowMillis));
        runs = Collections.unmodifiableMap(after);
    }

    private ObjectiveRun run(Objective objective, RuleGroup group) {
        ObjectiveRun.Parts parts = new ObjectiveRun.Parts(
                measure(objective, sources),
                new RecordedSeries(sources.store()),
                new LedgerKeeper(objective, memory),
                allowance,
                terms.past());
        return new ObjectiveRun(objective, group, parts);
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
