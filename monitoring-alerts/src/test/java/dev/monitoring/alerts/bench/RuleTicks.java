package dev.monitoring.alerts.bench;

import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.AlertListener;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.rule.TemplateTexts;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A {@link RuleLoad} at work over the library's own store, tick by tick when told to. Confined to one thread. */
final class RuleTicks {
    private static final long START_MILLIS = 1_700_000_000_000L;

    private final RuleLoad load;
    private final ManualClock clock = ManualClock.atEpochMillis(START_MILLIS);
    private final RingBufferStore store;
    private final RuleEngine engine;
    private final RuleGroup group;
    private final long[] references;
    private long tick;

    RuleTicks(RuleLoad load) {
        this.load = load;
        store = RingBufferStore.create(
                StoreConfig.builder()
                        .maxSeriesPerFamily(20_000)
                        .maxSeries(100_000)
                        .build(),
                clock);
        QueryEngine queries = new QueryEngine(store, clock, QueryConfig.defaults());
        QueryOptions options = QueryOptions.none();
        AlertListener nobody = (ruleGroup, rule, timeMillis, alerts) -> {};
        engine = new RuleEngine(
                queries,
                store,
                clock,
                new TemplateTexts(queries, clock, options, Map.of(), "http://localhost:9090"),
                nobody,
                options);
        group = group(load);
        engine.replace(List.of(group));
        references = new long[load.series().size()];
        try (Appender appender = store.append()) {
            int next = 0;
            for (Labels series : load.series()) {
                references[next++] = appender.resolve(series);
            }
        }
    }

    private static RuleGroup group(RuleLoad load) {
        Faults faults = new Faults();
        RuleFileReader.Defaults defaults =
                new RuleFileReader.Defaults(Duration.ofSeconds(RuleLoad.TICK_SECONDS), Duration.ZERO, false);
        List<RuleGroup> groups = new RuleFileReader(defaults, faults).parse(load.ruleFile(), "load.yml");
        if (!faults.sorted().isEmpty()) {
            throw new IllegalStateException("the rules are wrong: " + faults.sorted());
        }
        return groups.get(0);
    }

    /** Stores the samples of the next tick. */
    void store() {
        tick++;
        clock.advance(Duration.ofSeconds(RuleLoad.TICK_SECONDS));
        double[] values = load.values(tick);
        try (Appender appender = store.append()) {
            for (int i = 0; i < references.length; i++) {
                appender.append(references[i], clock.epochMillis(), values[i]);
            }
        }
    }

    /** Evaluates all rules at the tick stored last. */
    void evaluate() {
        engine.evaluate(group, clock.epochMillis(), 0);
    }

    /** How many alerts are pending or firing. */
    int active() {
        int active = 0;
        for (GroupStatus status : engine.status()) {
            for (RuleStatus rule : status.rules()) {
                rule.lastError().ifPresent(error -> {
                    throw new IllegalStateException(rule.rule().name() + " fails: " + error);
                });
                active += (int) rule.alerts().stream()
                        .filter(alert -> alert.state().isActive())
                        .count();
            }
        }
        return active;
    }
}
