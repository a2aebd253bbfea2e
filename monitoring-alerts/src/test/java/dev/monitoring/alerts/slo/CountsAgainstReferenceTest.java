package dev.monitoring.alerts.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random traffic, with resets, gaps, restarts of ours, hardly any events, and counters that come and go, counted by us in buckets
 * and by a reference that remembers every event.
 */
class CountsAgainstReferenceTest {
    private static final int STREAMS = 12;
    private static final long SEED = 20_261_122;
    private static final long START = 1_700_000_100_000L; // a multiple of 5 minutes
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final List<String> REGIONS = List.of("north", "south", "west");

    /** Every growth, with its moment and labels, and when anybody looked. */
    private static final class Reference {
        record Growth(long timeMillis, String region, boolean bad, double by) {}

        record Look(long fromMillis, long toMillis, String region) {}

        final List<Growth> growths = new ArrayList<>();
        final List<Look> looks = new ArrayList<>();

        Counts counts(String region, long windowMillis, long edgeMillis, long nowMillis) {
            long from = Math.floorDiv(nowMillis - windowMillis + edgeMillis / 2, edgeMillis) * edgeMillis;
            double bad = 0;
            double total = 0;
            for (int i = growths.size() - 1; i >= 0 && growths.get(i).timeMillis > from; i--) {
                Growth growth = growths.get(i);
                if (growth.region.equals(region)) {
                    bad += growth.bad ? growth.by : 0;
                    total += growth.bad ? 0 : growth.by;
                }
            }
            long observed = 0;
            for (int i = looks.size() - 1; i >= 0 && looks.get(i).toMillis > from; i--) {
                Look look = looks.get(i);
                observed +=
                        look.region.equals(region) ? Math.max(0, look.toMillis - Math.max(from, look.fromMillis)) : 0;
            }
            return new Counts(bad, total, Math.min(windowMillis, observed));
        }
    }

    private static final class Source {
        final Labels total;
        final Labels bad;
        double totalValue;
        double badValue;

        Source(String region, int pod) {
            total = Labels.of("__name__", "requests_total", "region", region, "pod", "p" + pod);
            bad = Labels.of("__name__", "failures_total", "region", region, "pod", "p" + pod);
        }
    }

    @Test
    void countsWhatHappened() {
        int comparisons = 0;
        double events = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            events += run(SEED + stream);
            comparisons++;
        }
        assertTrue(comparisons == STREAMS && events > 1_000_000, "only " + events + " events");
    }

    private static Objective objective() {
        return Objective.builder("shop", "99", Indicator.bad("failures_total", "requests_total"))
                .window(Duration.ofDays(1))
                .alerts(List.of(
                        new BurnAlert("critical", Duration.ofHours(1), Duration.ofMinutes(5), 14.4),
                        new BurnAlert("warning", Duration.ofHours(6), Duration.ofMinutes(30), 6)))
                .by("region")
                .build();
    }

    /** Gives the number of events. */
    private static double run(long seed) {
        Random random = new Random(seed);
        SloBench bench = new SloBench(START, STEP, objective());
        Reference reference = new Reference();
        Map<Labels, Double> known = new HashMap<>(); // what ours has seen of each counter since its start
        Map<Labels, Long> sampled = new HashMap<>(); // when each counter had its last sample
        List<Source> sources = new ArrayList<>();
        int pods = 0;
        double load = random.nextInt(4) == 0 ? 0.002 : 1 + random.nextInt(200);
        long lastLook = Long.MIN_VALUE;
        int steps = 500 + random.nextInt(5_000);
        double events = 0;
        for (int step = 0; step < steps; step++) {
            if (sources.size() < 2 || sources.size() < 6 && random.nextInt(500) == 0) {
                sources.add(new Source(REGIONS.get(random.nextInt(3)), pods++));
            } else if (random.nextInt(700) == 0) {
                Source gone = sources.remove(random.nextInt(sources.size()));
                if (random.nextBoolean()) {
                    bench.append(gone.total, StaleMarker.VALUE);
                    sampled.remove(gone.total);
                }
                bench.tick();
            }
            long now = bench.clock.epochMillis();
            for (Source source : sources) {
                if (random.nextInt(400) == 0) {
                    source.totalValue = 0; // its process began anew
                    source.badValue = 0;
                }
                double total = Math.floor(load * random.nextDouble() * 2 + (random.nextDouble() < load ? 1 : 0));
                double bad = random.nextInt(5) == 0 ? Math.floor(total * random.nextDouble()) : 0;
                source.totalValue += total;
                source.badValue += bad;
                if (random.nextInt(50) != 0) { // a scrape that fails leaves a gap
                    take(reference, known, bench, source.total, false, source.totalValue, now);
                    take(reference, known, bench, source.bad, true, source.badValue, now);
                    sampled.put(source.total, now);
                    events += total;
                }
            }
            bench.evaluate();
            if (lastLook != Long.MIN_VALUE && now - lastLook <= 300_000) {
                look(reference, sampled, lastLook, now);
            }
            lastLook = now;
            if (random.nextInt(1_500) == 0) { // stopped, and started again some time later
                bench.stop();
                bench.clock.advance(Duration.ofSeconds(30L * random.nextInt(2_000)));
                bench.restart(objective());
                known.clear();
                sampled.clear();
                lastLook = Long.MIN_VALUE;
            } else if (step % 211 == 0 || step == steps - 1) {
                compare(reference, bench, now, "seed " + seed + " step " + step);
            }
            bench.tick();
        }
        return events;
    }

    private static void take(
            Reference reference,
            Map<Labels, Double> known,
            SloBench bench,
            Labels series,
            boolean bad,
            double value,
            long now) {
        Double before = known.put(series, value);
        bench.append(series, value);
        if (before != null) {
            double by = value < before ? value : value - before;
            reference.growths.add(new Reference.Growth(now, series.valueOrEmpty("region"), bad, by));
        }
    }

    /** Where a counter of the region has a sample that is not too old and not the end, the time is observed. */
    private static void look(Reference reference, Map<Labels, Long> sampled, long from, long now) {
        for (String region : REGIONS) {
            boolean alive = sampled.entrySet().stream()
                    .anyMatch(one -> one.getValue() > now - 300_000
                            && one.getKey().valueOrEmpty("region").equals(region)
                            && one.getKey().metricName().equals("requests_total"));
            if (alive) {
                reference.looks.add(new Reference.Look(from, now, region));
            }
        }
    }

    private static void compare(Reference reference, SloBench bench, long now, String where) {
        LedgerShape shape = objective().shape();
        for (BudgetStatus budget : bench.status().budgets()) {
            String region = budget.labels().valueOrEmpty("region");
            List<WindowStatus> windows = new ArrayList<>(budget.windows());
            windows.add(budget.whole());
            for (WindowStatus window : windows) {
                long length = window.window().toMillis();
                boolean fine = length < 96 * shape.coarseMillis();
                Counts expected =
                        reference.counts(region, length, fine ? shape.fineMillis() : shape.coarseMillis(), now);
                String what = where + " " + region + " " + window.window();
                assertEquals(expected.total(), window.counts().total(), what);
                assertEquals(
                        Math.min(expected.bad(), expected.total()),
                        window.counts().bad(),
                        what);
                assertEquals(expected.observedMillis(), window.counts().observedMillis(), what);
            }
            double allowed = budget.whole().counts().total() * 0.01;
            double left = allowed == 0 ? 1 : (allowed - budget.whole().counts().bad()) / allowed;
            assertEquals(left, budget.leftRatio(), 1e-9 * Math.max(1, Math.abs(left)), where);
            double dayBad = budget.days().stream()
                    .mapToDouble(day -> day.counts().bad())
                    .sum();
            assertTrue(dayBad >= 0);
            if (!budget.days().isEmpty() && allowed > 0) {
                assertEquals(
                        left,
                        budget.days().get(budget.days().size() - 1).leftRatio(),
                        1e-6 * Math.max(1, Math.abs(left)),
                        where + " days");
            }
        }
    }
}
