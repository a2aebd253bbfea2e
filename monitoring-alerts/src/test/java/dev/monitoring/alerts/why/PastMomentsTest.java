package dev.monitoring.alerts.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.NoDataPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is explained of the past is what the engine did then. */
class PastMomentsTest {
    private static final List<NoDataPolicy> POLICIES = List.of(NoDataPolicy.values());

    private static final List<String> EXPRESSIONS = List.of(
            "x > 5",
            "x > 5 and x < 9",
            "sum by (a) (x) > 7",
            "rate(x[15s]) > 0.2",
            "x{a=\"1\"} > on() group_left() x{a=\"2\"}",
            "absent(x{a=\"1\"})",
            "max_over_time(x[20s]) == 9",
            "x > 8 or x < 1");

    /** Evaluations and what came of them. */
    private static final class Recorded {
        final WatchedRules watched = new WatchedRules();
        final Map<Long, List<Alert>> alerts = new TreeMap<>();

        Recorded(Random random, AlertRule rule, int steps) {
            watched.rules(rule);
            for (int i = 0; i < steps; i++) {
                List<String> samples = new ArrayList<>();
                for (int series = 1; series <= 2; series++) {
                    if (random.nextInt(8) > 0) {
                        String value = random.nextInt(12) == 0 ? "stale" : String.valueOf(random.nextInt(10));
                        samples.add("x{a=\"" + series + "\"} " + value);
                    }
                }
                watched.samples(samples.toArray(String[]::new));
                if (random.nextInt(15) > 0) { // sometimes the engine misses one
                    watched.evaluate();
                    alerts.put(watched.clock.epochMillis(), watched.alerts());
                }
                watched.clock.advance(WatchedRules.STEP);
            }
        }
    }

    @Test
    void alertsAreThoseOfTheEngine() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int active = 0;
        for (int scenario = 0; scenario < 150; scenario++) {
            AlertRule rule = rule(random);
            Recorded recorded = new Recorded(random, rule, 40);
            for (int ask = 0; ask < 4; ask++) {
                long moment = moment(recorded, random);
                RuleExplanation why =
                        recorded.watched.why(WhyQuestion.of("g", "A").at(moment + random.nextInt(5_000)));

                List<Alert> then = recorded.alerts.getOrDefault(moment, List.of());
                assertEquals(texts(then), texts(why.alerts()), () -> "seed " + seed + " " + rule + " " + moment);
                assertEquals(moment, why.evaluatedMillis().orElse(0));
                active += (int)
                        then.stream().filter(alert -> alert.state().isActive()).count();
            }
            recorded.watched.close();
        }
        assertTrue(active > 100, "only " + active + " alerts were seen, seed " + seed);
    }

    @Test
    void everyEndOfAnAlertHasACause() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int resets = 0;
        for (int scenario = 0; scenario < 60; scenario++) {
            AlertRule rule = rule(random);
            Recorded recorded = new Recorded(random, rule, 40);
            RuleExplanation why = recorded.watched.why();
            for (PendingClock.Reset reset :
                    why.clock().map(PendingClock::resets).orElse(List.of())) {
                resets++;
                assertFalse(reset.reason().isEmpty());
                boolean unexplained = reset.cause() == PendingClock.Cause.NOTHING;
                assertFalse(unexplained, () -> "seed " + seed + " " + rule + " " + reset);
            }
            recorded.watched.close();
        }
        assertTrue(resets > 30, "only " + resets + " resets were seen, seed " + seed);
    }

    @Test
    void knowsFromTheHistoryWhatBeganBeforeItLooksBack() {
        WatchedRules watched = new WatchedRules(WatchedRules.rule("x > 5", 10));
        watched.step("x 1").times(400, "x 9").times(3, "x 1");

        PendingClock clock = watched.why(WhyQuestion.of("g", "A")
                        .at(WatchedRules.START + Duration.ofSeconds(5 * 400).toMillis()))
                .clock()
                .orElseThrow();

        assertEquals("firing", clock.state());
        assertEquals(WatchedRules.START + 5_000, clock.activeAtMillis().orElse(0));
        assertEquals(WatchedRules.START + 15_000, clock.firedAtMillis().orElse(0));
        watched.close();
    }

    @Test
    void knowsFromTheHistoryWhatWasTakenUpFromTheProcessBefore() {
        WatchedRules watched = new WatchedRules(WatchedRules.rule("x > 5", 60));
        watched.step("x 9", "ALERTS_FOR_STATE{alertname=\"A\"} " + (WatchedRules.START - 40_000) / 1_000);

        PendingClock clock = watched.times(3, "x 9")
                .why(WhyQuestion.of("g", "A").at(WatchedRules.START))
                .clock()
                .orElseThrow();

        assertEquals("pending", clock.state());
        assertEquals(WatchedRules.START - 40_000, clock.activeAtMillis().orElse(0));
        assertEquals(WatchedRules.START + 20_000, clock.firesAtMillis().orElse(0));
        watched.close();
    }

    private static AlertRule rule(Random random) {
        return WatchedRules.rule(EXPRESSIONS.get(random.nextInt(EXPRESSIONS.size())), 5 * random.nextInt(5))
                .keepingFiringFor(Duration.ofSeconds(random.nextInt(2) * 15L))
                .withNoData(POLICIES.get(random.nextInt(POLICIES.size())));
    }

    private static long moment(Recorded recorded, Random random) {
        List<Long> moments = List.copyOf(recorded.alerts.keySet());
        return moments.get(random.nextInt(moments.size()));
    }

    private static List<String> texts(List<Alert> alerts) {
        return alerts.stream()
                .map(alert -> alert.labels() + " " + alert.value() + " " + alert.state())
                .sorted()
                .toList();
    }
}
