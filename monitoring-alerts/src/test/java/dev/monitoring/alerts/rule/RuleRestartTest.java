package dev.monitoring.alerts.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuleRestartTest {
    private static final long START = 1_700_000_000_000L;
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Labels UP_A = Labels.of("__name__", "up", "job", "a");
    private static final AlertRule DOWN =
            AlertRule.of("Down", "up == 0").holdingFor(Duration.ofSeconds(20)).withLabel("severity", "page");

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final Memory memory = new Memory();
    private RingBufferStore store;
    private RuleEngine engine;
    private Runnable afterLook = () -> {};
    private List<RuleGroup> groups = List.of(RuleGroup.of("g", STEP, DOWN));

    @BeforeEach
    void start() {
        store = RingBufferStore.create(StoreConfig.builder().build(), clock);
        engine = new RuleEngine(
                new QueryEngine(watched(store), clock, QueryConfig.defaults()),
                store,
                clock,
                (rule, templates, labels, value, time) -> templates,
                (group, rule, time, alerts) -> {},
                QueryOptions.none(),
                memory);
        engine.replace(groups);
    }

    /** The store, to which something happens whenever somebody has looked. */
    private Queryable watched(Queryable history) {
        return new Queryable() {
            @Override
            public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
                List<Series> selected = history.select(matchers, minMillis, maxMillis);
                afterLook.run();
                return selected;
            }

            @Override
            public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
                return history.labelNames(matchers, minMillis, maxMillis);
            }

            @Override
            public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
                return history.labelValues(name, matchers, minMillis, maxMillis);
            }
        };
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void restart(Duration stopped) {
        store.close();
        clock.advance(stopped);
        start();
    }

    @Test
    void goesOnCountingAPendingClockWithoutTheTimeInBetween() {
        down(3); // pending for 10 s
        restart(Duration.ofMinutes(5));
        assertEquals("[Down pending]", words(), "before the first evaluation");

        down(1); // 10 s before, and 5 s since
        assertEquals("[Down pending]", words());
        down(1);

        assertEquals("[Down firing]", words());
        assertEquals(
                List.of("pending→firing"),
                engine.history().transitions().stream()
                        .map(each -> each.from() + "→" + each.to())
                        .toList());
    }

    @Test
    void goesThroughTheSameStatesAtWhicheverStepItIsKilled() {
        groups = List.of(RuleGroup.of("g", STEP, DOWN.keepingFiringFor(Duration.ofSeconds(10))));
        String values = "1110000000111100000000100000000001111111";
        List<String> expected = states(values, -1);
        assertTrue(expected.toString().contains("firing]"), expected::toString);

        for (int killedAt = 0; killedAt < values.length(); killedAt++) {
            assertEquals(expected, states(values, killedAt), "killed before step " + killedAt);
        }
    }

    /** The alerts after each step of a target that is up or down, in a process that is killed before one of the steps. */
    private List<String> states(String values, int killedAt) {
        memory.alerts.clear();
        restart(Duration.ZERO);
        List<String> states = new ArrayList<>();
        for (int i = 0; i < values.length(); i++) {
            if (i == killedAt) {
                restart(Duration.ZERO);
            }
            step(UP_A, values.charAt(i) - '0');
            states.add(words());
        }
        return states;
    }

    @Test
    void beginsAPendingClockAnewAfterTooLongAStop() {
        down(4);

        restart(Duration.ofMinutes(61));

        assertEquals("[]", words());
        down(1);
        assertEquals("[Down pending]", words());
    }

    @Test
    void goesOnFiringSinceWhenItDid() {
        down(6);
        Firing before = (Firing) alert().state();

        restart(Duration.ofHours(30));
        down(1);

        assertEquals(before, alert().state());
    }

    @Test
    void resolvesAtTheFirstSampleWhatWasMendedWhileItWasDown() {
        down(6);
        restart(Duration.ofMinutes(5));

        evaluate();
        evaluate();
        assertEquals("[Down firing]", words(), "nobody has looked at the target yet");
        step(UP_A, 1);

        assertEquals("[Down inactive]", words());
        assertEquals(clock.epochMillis(), ((Resolved) alert().state()).resolvedAtMillis());
    }

    @Test
    void doesNotResolveASumBeforeAllThatItAddsHasCome() {
        Labels b = Labels.of("__name__", "up", "job", "b");
        Labels c = Labels.of("__name__", "up", "job", "c");
        groups = List.of(RuleGroup.of("g", STEP, AlertRule.of("Sum", "sum(up) > 2")));
        engine.replace(groups);
        step(UP_A, 1, b, 1, c, 1);
        assertEquals("[Sum firing]", words());
        restart(Duration.ofSeconds(10));

        step(UP_A, 1);
        assertEquals("[Sum firing]", words());
        step(UP_A, 1, b, 1);
        assertEquals("[Sum firing]", words());
        step(UP_A, 1, b, 1, c, 1);
        assertEquals("[Sum firing]", words());
        step(UP_A, 1, b, 1, c, 0);

        assertEquals("[Sum inactive]", words());
        assertEquals(
                List.of("firing→inactive"),
                engine.history().transitions().stream()
                        .map(one -> one.from() + "→" + one.to())
                        .toList());
    }

    @Test
    void isNotResolvedByASampleThatComesWhileTheRuleIsEvaluated() {
        down(6);
        restart(Duration.ofMinutes(5));
        afterLook = () -> append(UP_A, 0);

        evaluate();
        evaluate();

        assertEquals("[Down firing]", words());
    }

    @Test
    void looksForSamplesOfTheAlertItself() {
        down(6);
        restart(Duration.ofMinutes(5));

        step(Labels.of("__name__", "up", "job", "b"), 1);

        assertEquals("[Down firing]", words(), "job a was not looked at yet");
    }

    @Test
    void resolvesWhatStaysWithoutSamples() {
        down(6);
        restart(Duration.ofMinutes(5));

        for (int i = 0; i < 59; i++) {
            evaluate();
        }
        assertEquals("[Down firing]", words());
        evaluate();

        assertEquals("[Down inactive]", words());
    }

    @Test
    void doesNotResolveBeforeTheHistoryIsAsLongAsTheExpressionLooksBack() {
        groups = List.of(RuleGroup.of("g", STEP, AlertRule.of("Sum", "sum_over_time(up[1m]) > 5")));
        engine.replace(groups);
        for (int i = 0; i < 10; i++) {
            step(UP_A, 1);
        }
        assertEquals("[Sum firing]", words());
        restart(Duration.ofSeconds(10));

        for (int i = 0; i < 5; i++) {
            step(UP_A, 1);
            assertEquals("[Sum firing]", words());
        }
        for (int i = 0; i < 7; i++) {
            step(UP_A, 0);
        }

        assertEquals("[Sum inactive]", words(), "a minute after the start");
    }

    @Test
    void goesOnKeepingFiring() {
        groups = List.of(
                RuleGroup.of("g", STEP, AlertRule.of("Down", "up == 0").keepingFiringFor(Duration.ofSeconds(20))));
        engine.replace(groups);
        down(1);
        step(UP_A, 1);
        step(UP_A, 1);

        restart(Duration.ofMinutes(1));
        step(UP_A, 1);
        step(UP_A, 1);
        assertEquals("[Down firing]", words(), "kept for 15 s so far");
        step(UP_A, 1);

        assertEquals("[Down inactive]", words());
    }

    @Test
    void remembersWhatIsResolvedUntilEverybodyHasHeard() {
        down(6);
        step(UP_A, 1);
        Resolved before = (Resolved) alert().state();

        restart(Duration.ofMinutes(3));
        step(UP_A, 1);
        assertEquals(before, alert().state());
        restart(Duration.ofDays(2));
        step(UP_A, 1);

        assertEquals("[Down inactive]", words());
        for (int i = 0; i < 61; i++) {
            step(UP_A, 1);
        }
        assertEquals("[]", words());
        assertEquals(Map.of(), memory.alerts);
    }

    @Test
    void isNotMovedByAClockThatWasSetBackInBetween() {
        down(3);

        clock.jump(Duration.ofDays(-400));
        restart(Duration.ofSeconds(1));

        assertTrue(alert().state().activeAtMillis() <= clock.epochMillis());
        down(1);
        assertEquals("[Down pending]", words());
        down(1);
        assertEquals("[Down firing]", words());
    }

    @Test
    void neitherFiresNorResolvesByAClockThatWasSetForwardInBetween() {
        down(6);
        step(Labels.of("__name__", "up", "job", "b"), 0);

        clock.jump(Duration.ofDays(400));
        restart(Duration.ofSeconds(1));
        step(UP_A, 0, Labels.of("__name__", "up", "job", "b"), 0);

        assertEquals("[Down firing, Down pending]", words());
    }

    @Test
    void beginsPendingAnewWhereNobodyKnowsHowLongItWas() {
        down(3);
        memory.evaluated = OptionalLong.empty();

        restart(Duration.ofSeconds(1));

        assertEquals("[]", words());
    }

    @Test
    void keepsAlertsOfARuleThatWasChangedOrMoved() {
        for (RuleGroup changed : List.of(
                new RuleGroup("elsewhere", "g", STEP, Duration.ZERO, 0, List.of(DOWN)),
                RuleGroup.of("other", STEP, AlertRule.of("First", "up > 7"), DOWN),
                RuleGroup.of("g", STEP, withExpression("up < 1")))) {
            memory.alerts.clear();
            groups = List.of(RuleGroup.of("g", STEP, DOWN));
            restart(Duration.ZERO);
            down(3);

            groups = List.of(changed);
            restart(Duration.ofSeconds(1));

            assertEquals("[Down pending]", words(), changed::toString);
            assertEquals(1, memory.alerts.size(), changed::toString);
            assertEquals(
                    changed.name(), memory.alerts.keySet().iterator().next().group());
        }
    }

    @Test
    void prefersTheRuleThatIsMostAlike() {
        RuleGroup first =
                RuleGroup.of("g", STEP, withExpression("up{job=\"a\"} == 0"), withExpression("up{job=\"b\"} == 0"));
        groups = List.of(first, new RuleGroup("copy", "g", STEP, Duration.ZERO, 0, List.of(DOWN)));
        engine.replace(groups);
        step(UP_A, 0);
        assertEquals("[Down pending, Down pending]", words());

        groups = List.of(groups.get(1), first);
        restart(Duration.ofSeconds(1));

        List<RuleStatus> rules = engine.status().stream()
                .flatMap(group -> group.rules().stream())
                .toList();
        assertEquals(
                List.of(1, 1, 0),
                rules.stream().map(rule -> rule.alerts().size()).toList());
    }

    @Test
    void forgetsAlertsOfARuleWithOtherLabels() {
        down(3);

        groups = List.of(RuleGroup.of("g", STEP, AlertRule.of("Down", "up == 0").withLabel("severity", "info")));
        restart(Duration.ofSeconds(1));

        assertEquals("[]", words());
        assertEquals(1, memory.left, "they wait for their rule");
    }

    @Test
    void keepsAlertsForARuleThatComesLater() {
        down(6);
        groups = List.of();
        restart(Duration.ofSeconds(10));

        engine.replace(List.of(RuleGroup.of("g", STEP, DOWN)));

        assertEquals("[Down firing]", words());
    }

    @Test
    void keepsAlertsOverAReplacementAndForgetsThoseOfRulesThatAreGone() {
        down(3);
        engine.replace(List.of(RuleGroup.of("g", STEP, withExpression("up < 1"))));
        assertEquals("[Down pending]", words());
        assertEquals("up < 1", memory.alerts.keySet().iterator().next().expression());
        assertEquals(1, memory.alerts.size());

        engine.replace(List.of());

        assertEquals(Map.of(), memory.alerts);
    }

    @Test
    void keepsOnlyWhatHasChanged() {
        down(1);
        assertEquals(1, memory.changes);
        down(3);
        assertEquals(1, memory.changes, "still pending");
        down(1);
        assertEquals(2, memory.changes, "firing");
        down(20);
        assertEquals(2, memory.changes, "still firing");
        engine.shift(3_600_000);
        assertEquals(3, memory.changes, "all times have moved");
        assertEquals(START + 5_000 + 3_600_000, memory.only().state().activeAtMillis());
        step(UP_A, 1);
        assertEquals(4, memory.changes, "resolved");
    }

    @Test
    void keepsNothingOfARuleThatWasTooMuch() {
        groups = List.of(new RuleGroup("f", "g", STEP, Duration.ZERO, 1, List.of(DOWN)));
        engine.replace(groups);
        down(1);
        assertEquals(1, memory.alerts.size());

        step(UP_A, 0, Labels.of("__name__", "up", "job", "b"), 0);

        assertEquals(Map.of(), memory.alerts);
    }

    @Test
    void keepsStatesWithoutTheFuture() {
        long now = START;
        assertEquals(
                new Pending(now), new Pending(now - 1_000).resumed(2_000, now).orElseThrow());
        assertEquals(
                new Firing(now, now, OptionalLong.of(now)),
                new Firing(now + 5, now + 6, OptionalLong.of(now + 7))
                        .resumed(0, now)
                        .orElseThrow());
        assertEquals(
                new Resolved(now, now, now),
                new Resolved(now + 5, now + 6, now + 7).resumed(0, now).orElseThrow());
    }

    private static AlertRule withExpression(String expression) {
        return AlertRule.of("Down", expression)
                .holdingFor(Duration.ofSeconds(20))
                .withLabel("severity", "page");
    }

    private void down(int steps) {
        for (int i = 0; i < steps; i++) {
            step(UP_A, 0);
        }
    }

    /** Lets a step pass, then writes samples, then evaluates. */
    private void step(Object... seriesAndValues) {
        clock.advance(STEP);
        for (int i = 0; i < seriesAndValues.length; i += 2) {
            append((Labels) seriesAndValues[i], ((Number) seriesAndValues[i + 1]).doubleValue());
        }
        engine.groups().forEach(group -> engine.evaluate(group, clock.epochMillis(), 0));
    }

    private void append(Labels series, double value) {
        try (Appender appender = store.append()) {
            appender.append(appender.resolve(series), clock.epochMillis(), value);
        }
    }

    private void evaluate() {
        step();
    }

    private List<Alert> alerts() {
        return engine.status().stream()
                .flatMap(group -> group.rules().stream())
                .flatMap(rule -> rule.alerts().stream())
                .toList();
    }

    private Alert alert() {
        assertEquals(1, alerts().size());
        return alerts().get(0);
    }

    private String words() {
        return alerts().stream()
                .map(alert -> alert.name() + " " + alert.state().word())
                .toList()
                .toString();
    }

    /** Keeps alerts in this process. */
    private static final class Memory implements AlertMemory {
        final Map<RuleIdentity, Map<Labels, Alert>> alerts = new LinkedHashMap<>();
        OptionalLong evaluated = OptionalLong.empty();
        int changes;
        int left;

        @Override
        public Remembered recall() {
            Map<RuleIdentity, List<Alert>> all = new LinkedHashMap<>();
            alerts.forEach((rule, ofRule) -> all.put(rule, new ArrayList<>(ofRule.values())));
            left = 0;
            return new Remembered(evaluated, all);
        }

        @Override
        public void keep(RuleIdentity rule, Alert alert) {
            changes++;
            alerts.computeIfAbsent(rule, unused -> new LinkedHashMap<>()).put(alert.labels(), alert);
        }

        @Override
        public void forget(RuleIdentity rule, Labels alert) {
            Map<Labels, Alert> ofRule = alerts.getOrDefault(rule, new LinkedHashMap<>());
            ofRule.remove(alert);
            if (ofRule.isEmpty()) {
                alerts.remove(rule);
            }
        }

        @Override
        public void leave(RuleIdentity rule, List<Alert> ofRule) {
            left += ofRule.size();
        }

        @Override
        public void evaluated(long timeMillis) {
            evaluated = OptionalLong.of(timeMillis);
        }

        Alert only() {
            return alerts.values().iterator().next().values().iterator().next();
        }
    }
}
