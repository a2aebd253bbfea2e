package dev.monitoring.alerts.rule;

import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules with what they remember: which alerts there are, and which series were written. Evaluates when told to; a
 * {@link RuleSchedule} does that on the groups' intervals, tests and backtests do it as time passes there.
 *
 * <p>{@link #status} and {@link #history} may be asked from any thread; {@link #replace}, {@link #evaluate} and {@link #shift}
 * keep each other out.
 */
public final class RuleEngine {
    private static final Logger LOGGER = LoggerFactory.getLogger(RuleEngine.class);
    private static final int HISTORY = 1_000;

    /** Groups of different files may have one name. */
    record GroupKey(String file, String name) {
        static GroupKey of(RuleGroup group) {
            return new GroupKey(group.file(), group.name());
        }
    }

    private final QueryEngine queries;
    private final SampleStore store;
    private final Clock clock;
    private final RuleTexts texts;
    private final AlertListener listener;
    private final QueryOptions options;
    private final AlertMemory memory;
    private final LeftAlerts left; // guarded by this
    private final AlertHistory history = new AlertHistory(HISTORY);

    /** Replaced as a whole; each run is evaluated under its own lock. */
    private volatile Map<GroupKey, GroupRun> runs = Map.of();

    private volatile GroupPreparation preparation = GroupPreparation.NONE;

    /**
     * An engine without rules.
     *
     * @param queries answers the rules' expressions
     * @param store where recorded series go; the one that {@code queries} reads
     * @param texts expands templates
     * @param listener hears of alerts
     * @param options for each query: to cancel, and in tests
     */
    public RuleEngine(
            QueryEngine queries,
            SampleStore store,
            Clock clock,
            RuleTexts texts,
            AlertListener listener,
            QueryOptions options) {
        this(queries, store, clock, texts, listener, options, AlertMemory.NONE);
    }

    /**
     * An engine without rules that goes on where the last process ended: rules take their alerts up again when they come.
     *
     * @param memory has the alerts of the last process, and keeps those of this one
     */
    public RuleEngine(
            QueryEngine queries,
            SampleStore store,
            Clock clock,
            RuleTexts texts,
            AlertListener listener,
            QueryOptions options,
            AlertMemory memory) {
        this.queries = queries;
        this.store = store;
        this.clock = clock;
        this.texts = texts;
        this.listener = listener;
        this.options = options;
        this.memory = memory;
        this.left = new LeftAlerts(memory);
    }

    /** Sets what is to be done before each evaluation. */
    public void prepareWith(GroupPreparation newPreparation) {
        preparation = newPreparation;
    }

    /**
     * Replaces all rules. Groups that are equal go on as they are; in others, rules of the same name and labels keep their
     * alerts; series of rules that are gone end.
     *
     * @throws dev.monitoring.core.query.value.QueryException if an expression is not PromQL; then nothing is replaced
     */
    public synchronized void replace(List<RuleGroup> groups) {
        Map<GroupKey, GroupRun> before = runs;
        Map<GroupKey, GroupRun> after = new LinkedHashMap<>();
        for (RuleGroup group : groups) {
            GroupRun same = before.get(GroupKey.of(group));
            after.put(GroupKey.of(group), same != null && same.group().equals(group) ? same : run(group));
        }
        before.forEach((key, old) -> {
            GroupRun now = after.get(key);
            if (now != old) {
                synchronized (old) {
                    if (now != null) {
                        now.takeOver(old);
                    }
                    old.end(clock.epochMillis());
                }
            }
        });
        List<GroupRun> changed = after.values().stream()
                .filter(run -> before.get(GroupKey.of(run.group())) != run)
                .toList();
        left.claim(
                changed.stream().flatMap(run -> run.newAlertingRuns().stream()).toList(), clock.epochMillis());
        changed.forEach(GroupRun::showAlerts);
        runs = after;
    }

    private GroupRun run(RuleGroup group) {
        List<RuleRun> rules =
                RuleRun.of(group, rule -> new RuleQuery(queries, options, rule.expression()), texts, store, memory);
        GroupRun run = new GroupRun(group, rules, clock, listener, history);
        run.newAlertingRuns().forEach(AlertingRun::awaitFirstData);
        return run;
    }

    /** The groups, in the order in which they were given. */
    public List<RuleGroup> groups() {
        return runs.values().stream().map(GroupRun::group).toList();
    }

    /**
     * Evaluates a group on the calling thread. Does nothing where the group is gone.
     *
     * @param timeMillis the moment, in epoch milliseconds
     * @param missed how many evaluations were left out since the last one
     */
    public void evaluate(RuleGroup group, long timeMillis, long missed) {
        GroupRun run = runs.get(GroupKey.of(group));
        if (run != null) {
            synchronized (run) {
                if (runs.get(GroupKey.of(group)) == run) { // not replaced while this thread waited
                    prepare(run.group(), timeMillis);
                    run.evaluate(timeMillis, missed);
                    memory.evaluated(timeMillis);
                }
            }
        }
    }

    private void prepare(RuleGroup group, long timeMillis) {
        try {
            preparation.prepare(group, timeMillis);
        } catch (RuntimeException e) {
            LOGGER.warn("what group {} needs before its evaluation met an unexpected fault", group.name(), e);
        }
    }

    /** Moves all times that are remembered by as much as the wall clock was set, so that no alert's time passes by that. */
    public synchronized void shift(long millis) {
        preparation.shift(millis);
        for (GroupRun run : runs.values()) {
            synchronized (run) {
                run.shift(millis);
            }
        }
    }

    /** Every group as of its last evaluation, in the order in which they were given. */
    public List<GroupStatus> status() {
        return runs.values().stream().map(GroupRun::status).toList();
    }

    /** When a group was evaluated; never where the group is gone. */
    public GroupEvaluations evaluations(RuleGroup group) {
        GroupRun run = runs.get(GroupKey.of(group));
        return run == null ? new GroupEvaluations(List.of(), true, List.of()) : run.evaluations();
    }

    /** The latest transitions of alerts. */
    public AlertHistory history() {
        return history;
    }
}
