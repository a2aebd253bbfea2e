package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertMemory;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleTexts;
import dev.monitoring.alerts.rule.TemplateTexts;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.SeriesNotation;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** One group of rules over a real store, evaluated every 5 seconds of a clock that is moved. Confined to one thread. */
final class WatchedRules implements AutoCloseable {
    /** 2023-11-14 22:13:20 UTC. */
    static final long START = 1_700_000_000_000L;

    static final Duration STEP = Duration.ofSeconds(5);

    final ManualClock clock = ManualClock.atEpochMillis(START);
    final RingBufferStore store;
    final QueryEngine queries;
    final RuleTexts texts;
    final RuleEngine engine;
    NotificationView notifications = NotificationView.NONE;

    WatchedRules(Rule... rules) {
        this(2_000, AlertMemory.NONE, rules);
    }

    /** @param memory has the alerts of a process before */
    WatchedRules(int maxSeriesPerFamily, AlertMemory memory, Rule... rules) {
        store = RingBufferStore.create(
                StoreConfig.builder()
                        .retention(Duration.ofHours(2))
                        .maxSeriesPerFamily(maxSeriesPerFamily)
                        .build(),
                clock);
        queries = new QueryEngine(store, clock, QueryConfig.defaults());
        texts = new TemplateTexts(queries, clock, QueryOptions.none(), Map.of(), "");
        engine = new RuleEngine(
                queries, store, clock, texts, (group, rule, timeMillis, alerts) -> {}, QueryOptions.none(), memory);
        rules(rules);
    }

    WatchedRules rules(Rule... rules) {
        engine.replace(List.of(RuleGroup.of("g", STEP, rules)));
        return this;
    }

    /** Appends samples, each as labels and value in promtool's notation, evaluates, and lets five seconds pass. */
    WatchedRules step(String... samples) {
        samples(samples);
        evaluate();
        clock.advance(STEP);
        return this;
    }

    WatchedRules times(int count, String... samples) {
        for (int i = 0; i < count; i++) {
            step(samples);
        }
        return this;
    }

    void samples(String... samples) {
        try (Appender appender = store.append()) {
            for (String sample : samples) {
                SeriesNotation parsed = SeriesNotation.parse(sample);
                appender.append(
                        appender.resolve(parsed.labels()),
                        clock.epochMillis(),
                        parsed.items().get(0).value());
            }
        }
    }

    void evaluate() {
        engine.groups().forEach(group -> engine.evaluate(group, clock.epochMillis(), 0));
    }

    List<Alert> alerts() {
        return engine.status().get(0).rules().get(0).alerts();
    }

    RuleExplainer explainer() {
        return new RuleExplainer(
                engine,
                List::of,
                new RuleExplainer.Parts(queries, texts, clock, notifications, ZoneOffset.UTC, QueryOptions.none()));
    }

    /** Why the first rule fires or does not, as of the last step. */
    RuleExplanation why() {
        return why(WhyQuestion.of("g", engine.groups().get(0).rules().get(0).name())
                .at(clock.epochMillis() - STEP.toMillis()));
    }

    RuleExplanation why(WhyQuestion question) {
        try {
            return explainer().explain(question);
        } catch (UnknownRuleException e) {
            throw new AssertionError(e);
        }
    }

    String verdict() {
        return why().verdict();
    }

    static AlertRule rule(String expression) {
        return AlertRule.of("A", expression);
    }

    static AlertRule rule(String expression, int holdForSeconds) {
        return rule(expression).holdingFor(Duration.ofSeconds(holdForSeconds));
    }

    @Override
    public void close() {
        store.close();
    }
}
