package dev.monitoring.alerts.slo;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertTransition;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.PlainStore;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.TemplateTexts;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.SeriesNotation;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Objectives at work over a plain store, with time that passes when told to. Confined to one thread. */
final class SloBench {
    static final long ALLOWANCE = 64 << 20;

    final PlainStore store = new PlainStore();
    final ManualClock clock;
    final Map<String, byte[]> saved = new HashMap<>();
    Duration past = Duration.ZERO;
    private final QueryEngine queries;
    private final long intervalMillis;
    private RuleEngine rules;
    private SloEngine slos;

    private final SloMemory memory = new SloMemory() {
        @Override
        public Collection<byte[]> load(String objective) {
            return saved.values();
        }

        @Override
        public void save(String objective, String labels, byte[] counts, long expiresAtMillis) {
            saved.put(objective + labels, counts);
        }
    };

    SloBench(long startMillis, Duration interval, Objective... objectives) {
        this(startMillis, interval, ALLOWANCE, objectives);
    }

    SloBench(long startMillis, Duration interval, long maxBytes, Objective... objectives) {
        clock = ManualClock.atEpochMillis(startMillis);
        queries = new QueryEngine(store, clock, QueryConfig.defaults());
        intervalMillis = interval.toMillis();
        slos = engine(maxBytes, objectives);
        rules = rules();
    }

    private SloEngine engine(long maxBytes, Objective... objectives) {
        return new SloEngine(
                List.of(objectives),
                new SloEngine.Sources(store, queries, QueryOptions.none(), store),
                new SloEngine.Terms(Duration.ofMillis(intervalMillis), Duration.ZERO, past, maxBytes),
                memory);
    }

    private RuleEngine rules() {
        TemplateTexts texts = new TemplateTexts(queries, clock, QueryOptions.none(), Map.of(), "");
        RuleEngine engine = new RuleEngine(
                queries, store, clock, texts, (group, rule, timeMillis, alerts) -> {}, QueryOptions.none());
        engine.prepareWith(slos);
        engine.replace(slos.groups());
        return engine;
    }

    /**
     * Begins anew with objectives that may have changed, and what was saved: as a process that is killed and started again does,
     * where nothing of the history is to be looked through.
     */
    void restart(Objective... objectives) {
        slos = engine(ALLOWANCE, objectives);
        rules = rules();
    }

    /** Ends as a process does that is stopped. */
    void stop() {
        slos.close();
    }

    /** What was saved of an objective without labels. */
    byte[] memory(String objective) {
        return Objects.requireNonNull(saved.get(objective + "{}"));
    }

    void append(Labels series, double value) {
        appendAt(series, clock.epochMillis(), value);
    }

    void append(String notation, double value) {
        append(SeriesNotation.parse(notation + " 0").labels(), value);
    }

    void appendAt(Labels series, long timeMillis, double value) {
        try (Appender appender = store.append()) {
            appender.append(appender.resolve(series), timeMillis, value);
        }
    }

    /** Evaluates everything now. */
    void evaluate() {
        for (RuleGroup group : rules.groups()) {
            rules.evaluate(group, clock.epochMillis(), 0);
        }
    }

    /** Lets an interval pass. */
    void tick() {
        clock.advance(Duration.ofMillis(intervalMillis));
    }

    void setClock(Duration by) {
        clock.jump(by);
        rules.shift(by.toMillis());
    }

    SloStatus status() {
        return slos.status().get(0);
    }

    List<SloStatus> statuses() {
        return slos.status();
    }

    BudgetStatus budget() {
        return status().budgets().get(0);
    }

    WindowStatus window(String text) {
        BudgetStatus budget = budget();
        return budget.windows().stream()
                .filter(window -> Objective.text(window.window()).equals(text))
                .findFirst()
                .orElseThrow();
    }

    List<Alert> alerts() {
        return rules.status().stream()
                .map(GroupStatus::rules)
                .flatMap(List::stream)
                .flatMap(rule -> rule.alerts().stream())
                .filter(alert -> alert.state().isActive())
                .toList();
    }

    List<String> errors() {
        return rules.status().stream()
                .map(GroupStatus::rules)
                .flatMap(List::stream)
                .flatMap(rule -> rule.lastError().stream())
                .toList();
    }

    List<AlertTransition> transitions() {
        return rules.history().transitions();
    }

    /** What an expression yields now. */
    List<VectorSample> query(String expression) {
        return ((VectorValue) queries.instant(expression, clock.epochMillis()).value()).samples();
    }
}
