package dev.monitoring.alerts.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuleEngineTest {
    private static final long START = 1_700_000_000_000L;
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final RuleTexts VERBATIM = (rule, templates, labels, value, time) -> templates;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final RingBufferStore store =
            RingBufferStore.create(StoreConfig.builder().build(), clock);
    private final QueryEngine queries = new QueryEngine(store, clock, QueryConfig.defaults());
    private final List<String> heard = new ArrayList<>();
    private boolean ending;
    private final RuleEngine engine = new RuleEngine(
            queries,
            store,
            clock,
            VERBATIM,
            (group, rule, time, alerts) -> heard.add(rule.name() + " " + words(alerts)),
            QueryOptions.none().withCancellation(() -> ending));

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void firesAfterForHasElapsedAndResolves() {
        rules(AlertRule.of("Down", "up == 0").holdingFor(Duration.ofSeconds(10)).withLabel("severity", "critical"));

        step("up{job=\"a\"}", 0);
        assertEquals(List.of("pending"), words());
        step("up{job=\"a\"}", 0);
        assertEquals(List.of("pending"), words());
        step("up{job=\"a\"}", 0);
        assertEquals(List.of("firing"), words());
        assertEquals(
                Labels.of("alertname", "Down", "job", "a", "severity", "critical"),
                alerts().get(0).labels());
        step("up{job=\"a\"}", 1);
        assertEquals(List.of("inactive"), words());

        assertEquals(
                List.of("inactive→pending", "pending→firing", "firing→inactive"),
                engine.history().transitions().stream()
                        .map(one -> one.from() + "→" + one.to())
                        .toList());
        assertEquals(List.of("Down [pending]", "Down [pending]", "Down [firing]", "Down [inactive]"), heard);
    }

    @Test
    void writesAlertsSeriesThatEndWhenTheirStateDoes() {
        rules(AlertRule.of("Down", "up == 0").holdingFor(STEP));

        step("up", 0);
        step("up", 0);
        step("up", 1);

        assertEquals("[1.0, stale]", samples("ALERTS{alertstate=\"pending\"}"));
        assertEquals("[1.0, stale]", samples("ALERTS{alertstate=\"firing\"}"));
        assertEquals(
                "[" + (double) (START / 1000 + 5) + ", " + (double) (START / 1000 + 5) + ", stale]",
                samples("ALERTS_FOR_STATE"));
    }

    @Test
    void laterRulesSeeWhatEarlierOnesWroteAtTheSameMoment() {
        engine.replace(List.of(RuleGroup.of(
                "g",
                STEP,
                new RecordingRule("job:up:sum", "sum by (job) (up)", Map.of("team", "db", "job", ""), Origin.CODE),
                AlertRule.of("Few", "job:up:sum < 2"))));

        step("up{job=\"a\"}", 1);

        assertEquals("[1.0]", samples("job:up:sum{team=\"db\"}"));
        assertEquals(
                Labels.of("alertname", "Few", "team", "db"), alerts().get(0).labels());
    }

    @Test
    void endsARecordedSeriesThatIsNotYieldedAnyMore() {
        rules(RecordingRule.of("copy", "up > 0"));

        step("up", 1);
        step("up", 0);
        step("up", 0);
        step("up", 2);

        assertEquals("[1.0, stale, 2.0]", samples("copy"));
    }

    @Test
    void leavesAlertsAsTheyAreWhenTheExpressionFails() {
        rules(AlertRule.of("Pair", "a * on(x) b > 0"));
        step("a{x=\"1\"}", 1, "b{x=\"1\", y=\"1\"}", 1);
        assertEquals(List.of("firing"), words());

        step("b{x=\"1\", y=\"2\"}", 1);

        assertEquals(List.of("firing"), words());
        RuleStatus status = engine.status().get(0).rules().get(0);
        assertEquals(RuleHealth.ERROR, status.health());
        assertTrue(status.lastError().orElseThrow().contains("many-to-many"), status.lastError()::toString);
    }

    @Test
    void refusesAlertsThatCannotBeToldApart() {
        rules(AlertRule.of("Down", "up == 0").withLabel("job", "same"));

        step("up{job=\"a\"}", 0, "up{job=\"b\"}", 0);

        assertEquals(List.of(), words());
        assertTrue(
                error().startsWith("vector contains metrics with the same labelset after applying alert labels"),
                error());
    }

    @Test
    void refusesARangeVector() {
        rules(AlertRule.of("Range", "up[5m]"));

        step("up", 1);

        assertEquals(
                "rule result is not a vector or scalar; put a range into a function, for example max_over_time",
                error());
    }

    @Test
    void dropsAllAlertsBeyondTheLimit() {
        engine.replace(
                List.of(new RuleGroup("code", "g", STEP, Duration.ZERO, 1, List.of(AlertRule.of("Down", "up == 0")))));
        step("up{job=\"a\"}", 0);
        assertEquals(List.of("firing"), words());

        step("up{job=\"a\"}", 0, "up{job=\"b\"}", 0);

        assertEquals(List.of(), words());
        assertTrue(error().startsWith("exceeded limit of 1 with 2 alerts"), error());
    }

    @Test
    void anEvaluationThatIsCutOffAtTheEndSaysNothingAboutTheRule() {
        rules(AlertRule.of("Down", "up == 0"));
        step("up", 0);
        GroupStatus before = engine.status().get(0);

        ending = true;
        step("up", 1);

        assertEquals(before.rules(), engine.status().get(0).rules());
    }

    @Test
    void aRuleThatFailsDoesNotStopTheNext() {
        rules(RecordingRule.of("broken", "up[5m]"), RecordingRule.of("sound", "up"));

        step("up", 3);

        assertEquals("[3.0]", samples("sound"));
    }

    @Test
    void asksAndWritesInThePastWithAQueryOffset() {
        engine.replace(List.of(new RuleGroup(
                "code", "g", STEP, STEP, 0, List.of(RecordingRule.of("copy", "up"), AlertRule.of("Up", "up")))));

        step("up", 7);
        step("up", 8);

        assertEquals("[7.0]", samples("copy"));
        assertEquals(START + 5_000, newest("copy"));
        assertEquals(START + 10_000, alerts().get(0).state().activeAtMillis());
    }

    // ---- no data

    @Test
    void resolvesWithoutDataAsPrometheusDoes() {
        rules(AlertRule.of("Down", "up == 0"));
        step("up", 0);

        step("up", StaleMarker.VALUE);

        assertEquals(List.of("inactive"), words());
    }

    @Test
    void keepsAlertsWithoutDataWhereThePolicySaysSo() {
        rules(AlertRule.of("Down", "up == 0").withNoData(NoDataPolicy.KEEP));
        step("up", 0);

        step("up", StaleMarker.VALUE);
        assertEquals(List.of("firing"), words());
        assertTrue(engine.status().get(0).rules().get(0).hadNoData());

        step("up", 1);
        assertEquals(List.of("inactive"), words());
    }

    @Test
    void alertsWithoutDataWhereThePolicySaysSo() {
        rules(AlertRule.of("Down", "rate(up[1m]) < 0")
                .withNoData(NoDataPolicy.ALERTING)
                .withLabel("severity", "page"));

        step("up", 1);
        clock.advance(Duration.ofMinutes(10));
        step("other", 1);
        assertEquals(
                Labels.of("alertname", "Down", "severity", "page"),
                alerts().get(0).labels());
        assertEquals(List.of("firing"), words());

        step("up", 1);
        assertEquals(List.of("inactive"), words());
    }

    @Test
    void givesDataTimeToComeBeforeItsWantIsAnAlert() {
        rules(AlertRule.of("Down", "up < 0").withNoData(NoDataPolicy.ALERTING));

        step("other", 1);
        clock.advance(Duration.ofSeconds(170));
        step("other", 1);
        assertEquals(List.of(), words(), "a process that has just begun");

        clock.advance(Duration.ofSeconds(10));
        step("other", 1);
        assertEquals(List.of("firing"), words(), "by now it should have come");
    }

    // ---- reload and clock

    @Test
    void keepsAlertsOfARuleWhoseExpressionChanges() {
        rules(AlertRule.of("Down", "up == 0").holdingFor(Duration.ofSeconds(10)));
        step("up", 0);
        step("up", 0);

        rules(AlertRule.of("Down", "up < 1").holdingFor(Duration.ofSeconds(10)));
        step("up", 0);

        assertEquals(List.of("firing"), words());
    }

    @Test
    void endsTheSeriesOfRulesThatAreGone() {
        rules(RecordingRule.of("copy", "up"));
        step("up", 1);

        clock.advance(STEP);
        rules(RecordingRule.of("other", "up"));

        assertEquals("[1.0, stale]", samples("copy"));
    }

    @Test
    void replacesNothingWhereAnExpressionIsWrong() {
        rules(AlertRule.of("Down", "up == 0"));

        assertThrows(QueryException.class, () -> rules(AlertRule.of("Wrong", "up ==")));

        assertEquals("Down", engine.groups().get(0).rules().get(0).name());
    }

    @Test
    void noTimePassesWhereTheWallClockIsSet() {
        rules(AlertRule.of("Down", "up == 0").holdingFor(Duration.ofMinutes(10)));
        step("up", 0);

        clock.jump(Duration.ofHours(1));
        engine.shift(Duration.ofHours(1).toMillis());
        step("up", 0);

        assertEquals(List.of("pending"), words());
    }

    // ---- what the tests use

    private void rules(Rule... rules) {
        engine.replace(List.of(RuleGroup.of("g", STEP, rules)));
    }

    /** Lets a step pass, stores samples at its end, and evaluates. */
    private void step(Object... seriesAndValues) {
        clock.advance(STEP);
        try (Appender appender = store.append()) {
            for (int i = 0; i < seriesAndValues.length; i += 2) {
                Labels labels = labels((String) seriesAndValues[i]);
                double value = ((Number) seriesAndValues[i + 1]).doubleValue();
                assertEquals(
                        Appender.Outcome.ACCEPTED,
                        appender.append(appender.resolve(labels), clock.epochMillis(), value));
            }
        }
        engine.groups().forEach(group -> engine.evaluate(group, clock.epochMillis(), 0));
    }

    private Labels labels(String selector) {
        Labels.Builder labels = Labels.builder();
        queries.selector(selector).forEach(matcher -> labels.set(matcher.name(), matcher.value()));
        return labels.build();
    }

    private List<Alert> alerts() {
        return engine.status().get(0).rules().stream()
                .flatMap(status -> status.alerts().stream())
                .toList();
    }

    private List<String> words() {
        return words(alerts());
    }

    private static List<String> words(List<Alert> alerts) {
        return alerts.stream().map(alert -> alert.state().word()).toList();
    }

    private String error() {
        Optional<String> error = engine.status().get(0).rules().get(0).lastError();
        return error.orElse("no error");
    }

    private Series series(String selector) {
        List<Matcher> matchers = queries.selector(selector);
        List<Series> found = store.select(matchers, START, clock.epochMillis());
        assertEquals(1, found.size(), () -> selector + " finds " + found.size() + " series");
        return found.get(0);
    }

    private String samples(String selector) {
        SampleBuffer buffer = new SampleBuffer();
        series(selector).read(START, clock.epochMillis(), buffer);
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < buffer.size(); i++) {
            double value = buffer.values()[i];
            shown.add(StaleMarker.is(value) ? "stale" : String.valueOf(value));
        }
        return shown.toString();
    }

    private long newest(String selector) {
        SampleBuffer buffer = new SampleBuffer();
        series(selector).read(START, clock.epochMillis(), buffer);
        return buffer.timestamps()[buffer.size() - 1];
    }
}
