package dev.monitoring.alerts.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.StaleMarker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ObjectiveAtWorkTest {
    private static final long START = 1_700_006_400_000L; // a midnight in UTC
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Objective errors = Objective.builder("errors", "99", Indicator.bad("bad_total", "all_total"))
            .label("team", "shop")
            .build();

    private double bad;
    private double total;

    /** Lets minutes pass, each with so many events. */
    private void pass(SloBench bench, int minutes, int badEach, int totalEach) {
        for (int i = 0; i < minutes; i++) {
            bench.tick();
            bad += badEach;
            total += totalEach;
            bench.append("bad_total", bad);
            bench.append("all_total", total);
            bench.evaluate();
        }
    }

    private SloBench begun(Objective objective) {
        SloBench bench = new SloBench(START, MINUTE, objective);
        bench.append("bad_total", 0);
        bench.append("all_total", 0);
        bench.evaluate();
        return bench;
    }

    @Test
    void reckonsTheBudget() {
        SloBench bench = begun(errors);

        pass(bench, 600, 0, 100);
        pass(bench, 60, 5, 100);

        BudgetStatus budget = bench.budget();
        assertEquals(new Counts(300, 66_000, 660 * 60_000L), budget.whole().counts());
        assertEquals(1 - 300 / 660.0, budget.leftRatio(), 1e-12);
        assertEquals(660.0 / (30 * 24 * 60), budget.whole().coverage(), 1e-12);
        assertEquals(5, bench.window("1h").burnRate(), 1e-12);
        assertEquals(300 / 360.0, bench.window("6h").burnRate(), 1e-12);
        double left = 360 / 660.0 * Duration.ofDays(30).toMillis();
        assertEquals(
                List.of(Optional.of(Duration.ofMillis((long) (left / 5))), Optional.of(Duration.ofMillis((long)
                        (left / (300 / 360.0))))),
                budget.projections().stream()
                        .limit(2)
                        .map(BudgetStatus.Projection::left)
                        .toList());
        assertEquals(BudgetStatus.State.OK, budget.state());
        assertEquals(List.of(), bench.errors());
        assertEquals(
                budget.leftRatio(),
                bench.query("slo:error_budget_left_ratio{slo=\"errors\"}")
                        .get(0)
                        .value());
    }

    @Test
    void firesAndResolvesWithBothWindows() {
        SloBench bench = begun(errors);
        pass(bench, 400, 0, 100);

        pass(bench, 8, 100, 100);
        assertEquals(List.of(), pages(bench), "13.3 % of an hour are below 14.4 %");
        pass(bench, 1, 100, 100);

        Alert alert = pages(bench).get(0);
        assertEquals(
                "{alertname=\"ErrorBudgetBurn\", severity=\"critical\", slo=\"errors\", team=\"shop\", window=\"1h\"}",
                alert.labels().toString());
        assertEquals(
                "SLO errors: 15% of the events were bad within 1h",
                alert.annotations().get("summary"));
        assertEquals(
                "The error budget burns at least 14.4 times as fast as it may, over the last 1h and the last 5m. The"
                        + " objective is 99% over 30d.",
                alert.annotations().get("description"));
        assertEquals(BudgetStatus.State.EXHAUSTED, bench.budget().state());

        pass(bench, 5, 0, 100);

        assertEquals(List.of(), pages(bench), "the short window is over");
    }

    private static List<Alert> pages(SloBench bench) {
        return bench.alerts().stream()
                .filter(alert -> alert.labels().valueOrEmpty("severity").equals("critical"))
                .toList();
    }

    @Test
    void doesNotAlertOnHardlyAnyEvents() {
        SloBench bench = begun(errors);

        pass(bench, 99, 1, 1);

        assertEquals(List.of(), bench.alerts());
        assertEquals(BudgetStatus.State.EXHAUSTED, bench.budget().state());
        assertEquals(List.of(), bench.errors());
    }

    @Test
    void tellsLowTraffic() {
        SloBench bench = begun(errors);

        pass(bench, 50, 0, 1);

        assertEquals(BudgetStatus.State.LOW_TRAFFIC, bench.budget().state());
    }

    @Test
    void makesNothingOfNoEvents() {
        SloBench bench = begun(errors);

        pass(bench, 600, 0, 0);

        BudgetStatus budget = bench.budget();
        assertEquals(1, budget.leftRatio());
        assertTrue(Double.isNaN(bench.window("1h").burnRate()));
        assertEquals(List.of(), bench.query("slo:error_ratio"));
        assertEquals(List.of(), bench.alerts());
    }

    @Test
    void saysThatThereIsNoData() {
        SloBench bench = begun(errors);
        pass(bench, 60, 0, 100);
        bench.clock.advance(Duration.ofSeconds(30));
        bench.append("all_total", StaleMarker.VALUE);
        bench.append("bad_total", StaleMarker.VALUE);

        for (int i = 0; i < 12; i++) {
            bench.tick();
            bench.evaluate();
        }

        assertEquals(BudgetStatus.State.NO_DATA, bench.budget().state());
        assertFalse(bench.status().hasData());
        assertEquals(
                List.of("no counter fits all_total; check its name and labels, and whether its target is up"),
                bench.status().remarks());
        Alert alert = bench.alerts().get(0);
        assertEquals("SloHasNoData", alert.name());
        assertEquals("firing", alert.state().word());
        assertEquals(60 * 60_000L, bench.budget().whole().counts().observedMillis(), "what nobody saw is not good");
    }

    @Test
    void countsNothingWhereNoGoodCounterWasEverSeen() {
        Objective good = Objective.builder("good", "99", Indicator.good("god_total", "all_total"))
                .build();
        SloBench bench = begun(good);

        pass(bench, 60, 0, 100);

        assertEquals(List.of(), bench.status().budgets());
        assertEquals(
                List.of("no counter fits god_total, so nothing is counted; check its name and labels"),
                bench.status().remarks());
    }

    @Test
    void tellsSelectorsThatDoNotFitEachOther() {
        Objective good = Objective.builder("good", "99", Indicator.good("bad_total", "all_total"))
                .build();
        SloBench bench = begun(good);

        pass(bench, 60, 20, 10);

        assertEquals(new Counts(0, 600, 3_600_000), bench.budget().whole().counts());
        assertTrue(bench.status().remarks().get(0).startsWith("more events are counted as good than there are in all"));
    }

    @Test
    void goesOnAfterARestartWithTheTimeBetweenUnknown() {
        SloBench bench = begun(errors);
        pass(bench, 60, 1, 100);
        bench.stop();
        bench.clock.advance(Duration.ofMinutes(30));
        total += 100_000; // nobody saw when

        bench.restart(errors);
        pass(bench, 60, 1, 100);

        Counts counts = bench.budget().whole().counts();
        assertEquals(new Counts(60 + 59, 6_000 + 5_900, (60 + 59) * 60_000L), counts);
    }

    @Test
    void losesNothingThatWasEvaluatedHoweverOftenItIsKilled() {
        SloBench bench = begun(errors);
        pass(bench, 1, 1, 100);

        for (int minutes = 2; minutes <= 20; minutes++) {
            pass(bench, minutes, 1, 100);
            bench.restart(errors);
            bench.evaluate();
            assertEquals(
                    new Counts(bad, total, (long) total / 100 * 60_000),
                    bench.budget().whole().counts());
        }
    }

    @Test
    void losesOnlyTheLatestCountsWhereTheseAreDamaged() {
        SloBench bench = begun(errors);
        pass(bench, 7, 1, 100);
        bench.saved.get("errors{} latest")[9]++;

        bench.restart(errors);
        bench.evaluate();

        assertEquals(500, bench.budget().whole().counts().total());
    }

    @Test
    void beginsAnewWhereSomethingElseIsCounted() {
        SloBench bench = begun(errors);
        pass(bench, 60, 1, 100);
        bench.stop();

        bench.restart(Objective.builder("errors", "99", Indicator.good("bad_total", "all_total"))
                .build());
        pass(bench, 2, 1, 100);

        assertEquals(100, bench.budget().whole().counts().total());
    }

    @Test
    void keepsItsCountsWhereTheTargetChanges() {
        SloBench bench = begun(errors);
        pass(bench, 60, 1, 100);
        bench.stop();

        bench.restart(Objective.builder("errors", "90", Indicator.bad("bad_total", "all_total"))
                .build());
        pass(bench, 2, 1, 100);

        assertEquals(6_100, bench.budget().whole().counts().total());
    }

    @Test
    void countsWhatTheHistoryHoldsAlreadyWhereItIsNew() {
        SloBench there = begun(errors);
        SloBench late = new SloBench(START, MINUTE, errors);
        late.append("bad_total", 0);
        late.append("all_total", 0);
        for (int i = 1; i <= 90; i++) {
            for (SloBench bench : List.of(there, late)) {
                bench.tick();
                bench.append("bad_total", i % 40); // it begins anew twice
                bench.append("all_total", i * 100);
            }
            there.evaluate();
        }

        late.past = Duration.ofHours(2);
        late.restart(errors);
        late.evaluate();

        assertEquals(
                new Counts(39 + 39 + 10, 9_000, 90 * 60_000L),
                late.budget().whole().counts());
        assertEquals(there.budget(), late.budget());
        pass(late, 1, 0, 100);
        assertEquals(91 * 60_000L, late.budget().whole().counts().observedMillis());
    }

    @Test
    void looksNoFurtherBackThanItMay() {
        SloBench bench = new SloBench(START, MINUTE, errors);
        for (int i = 0; i <= 90; i++) {
            bench.append("all_total", i);
            bench.tick();
        }

        bench.past = Duration.ofMinutes(30);
        bench.restart(errors);
        bench.evaluate();

        assertEquals(29, bench.budget().whole().counts().total(), "of the ninety events, those of half an hour");
    }

    @Test
    void countsThePastOfAShareToo() {
        Objective share =
                Objective.builder("share", "90", Indicator.goodRatio("avg(up)")).build();
        SloBench bench = new SloBench(START, MINUTE, share);
        for (int i = 0; i <= 60; i++) {
            bench.append("up{pod=\"1\"}", 1);
            bench.append("up{pod=\"2\"}", i % 2);
            bench.tick();
        }

        bench.past = Duration.ofHours(2);
        bench.restart(share);
        bench.evaluate();

        Counts counts = bench.budget().whole().counts();
        assertEquals(3_600, counts.total(), 60, "an hour");
        assertEquals(0.25, counts.errorRatio(), 0.01);
    }

    @Test
    void survivesDamagedMemory() {
        SloBench bench = begun(errors);
        pass(bench, 600, 3, 1_000);
        bench.stop();
        byte[] whole = bench.memory("errors");
        bench.saved.remove("errors{} latest");
        long seed = 20_261_123;
        Random random = new Random(seed);
        assertTrue(whole.length < 8_000, whole.length + " bytes for ten hours");

        for (int i = 0; i < 300; i++) {
            byte[] damaged = Arrays.copyOf(whole, i % 2 == 0 ? random.nextInt(whole.length) : whole.length);
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            }
            bench.saved.put("errors{}", damaged);
            bench.restart(errors);
            bench.evaluate();
            assertEquals(
                    0,
                    bench.status().budgets().stream()
                            .mapToDouble(budget -> budget.whole().counts().total())
                            .sum(),
                    "seed " + seed + " damage " + i);
        }
        bench.saved.put("errors{}", "not ours".getBytes(StandardCharsets.UTF_8));
        bench.restart(errors);
        bench.evaluate();
        assertEquals(List.of(), bench.errors());
    }

    @Test
    void countsFreshnessInSeconds() {
        Objective backup = Objective.builder(
                        "backup", "90", Indicator.freshness("done_seconds", Duration.ofMinutes(30)))
                .build();
        SloBench bench = new SloBench(START, MINUTE, backup);
        bench.append("done_seconds", START / 1_000);
        bench.evaluate();

        for (int i = 0; i < 60; i++) {
            bench.tick();
            bench.append("done_seconds", START / 1_000);
            bench.evaluate();
        }

        assertEquals(
                new Counts(30 * 60, 3_600, 3_600_000), bench.budget().whole().counts());
        assertEquals(List.of(), bench.errors());
    }

    @Test
    void takesSharesFromAnExpression() {
        Objective share = Objective.builder("share", "90", Indicator.goodRatio("avg by (site) (up)"))
                .by("site")
                .build();
        SloBench bench = new SloBench(START, MINUTE, share);
        for (int i = 0; i <= 60; i++) {
            bench.append("up{site=\"a\",pod=\"1\"}", 1);
            bench.append("up{site=\"a\",pod=\"2\"}", i % 2);
            bench.append("up{site=\"b\",pod=\"3\"}", 7);
            bench.evaluate();
            bench.tick();
        }

        assertEquals(1, bench.status().budgets().size());
        assertEquals(new Counts(900, 3_600, 3_600_000), bench.budget().whole().counts());
        assertEquals(
                List.of("\"avg by (site) (up)\" yields 7.0, which counts as unknown; a share is between 0 and 1"),
                bench.status().remarks());
    }

    @Test
    void keepsNoMoreCountsThanItMay() {
        Objective many = Objective.builder("many", "99", Indicator.bad("bad_total", "all_total"))
                .by("client")
                .maxGroups(10)
                .build();
        SloBench bench = new SloBench(START, MINUTE, 700_000, many, errors);

        for (int i = 0; i < 3; i++) {
            for (int client = 0; client < 500; client++) {
                bench.append("all_total{client=\"" + client + "\"}", i);
            }
            bench.evaluate();
            bench.tick();
        }

        long bytes = bench.statuses().stream().mapToLong(SloStatus::bytes).sum();
        long counters = 2 * 500 * 88;
        assertTrue(bytes <= 700_000 + counters, bytes + " bytes");
        assertEquals(86_480, many.shape().bytes());
        assertEquals(
                8,
                bench.status().budgets().size()
                        + bench.statuses().get(1).budgets().size());
        assertTrue(
                bench.status().remarks().stream()
                        .anyMatch(remark -> remark.contains("raise monitoring.alerts.slo-memory")),
                bench.status().remarks().toString());
    }

    @Test
    void movesWithTheWallClock() {
        SloBench bench = begun(errors);
        pass(bench, 120, 1, 100);

        bench.setClock(Duration.ofDays(2));
        pass(bench, 1, 1, 100);

        assertEquals(new Counts(60, 6_000, 3_600_000), bench.window("1h").counts());
    }

    @Test
    void goesThroughNinetyDays() {
        Objective longer = Objective.builder("errors", "99", Indicator.bad("bad_total", "all_total"))
                .window(Duration.ofDays(60))
                .build();
        SloBench bench = new SloBench(START, Duration.ofMinutes(5), longer);
        bench.append("bad_total", 0);
        bench.append("all_total", 0);
        bench.evaluate();
        for (int day = 0; day < 90; day++) {
            pass(bench, 288, day % 30 == 29 ? 3 : 0, 1_000);
        }

        BudgetStatus budget = bench.budget();
        assertEquals(1, budget.whole().coverage());
        assertEquals(60 * 288_000, budget.whole().counts().total());
        assertEquals(1_728, budget.whole().counts().bad());
        assertEquals(60, budget.days().size());
        assertEquals(1 - 1_728 / 172_800.0, budget.leftRatio(), 1e-12);
        assertEquals(budget.leftRatio(), budget.days().get(59).leftRatio(), 1e-9);
        assertEquals(List.of(), bench.errors());
        assertTrue(bench.status().bytes() < 100_000, bench.status().bytes() + " bytes");
        assertTrue(bench.memory("errors").length < 30_000, bench.memory("errors").length + " bytes");
        assertEquals(List.of(), bench.alerts());
    }
}
