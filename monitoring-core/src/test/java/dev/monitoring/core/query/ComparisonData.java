package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.MemorySeries;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Made-up series of many shapes, over 40 minutes from {@link #START_MILLIS}. The same seed makes the same series. Immutable.
 */
final class ComparisonData {
    /** A moment on a full hour, so that the steps of subqueries fall on samples now and then. */
    static final long START_MILLIS = 1_700_002_800_000L;

    static final long STEP_MILLIS = 15_000;
    static final int STEPS = 160;
    static final long END_MILLIS = START_MILLIS + STEPS * STEP_MILLIS;

    static final PromqlGenerator.Vocabulary VOCABULARY = new PromqlGenerator.Vocabulary(
            List.of(
                    "requests_total",
                    "errors_total",
                    "memory_bytes",
                    "temperature",
                    "queue_length",
                    "odd_values",
                    "restarted",
                    "sparse",
                    "latency_seconds_bucket",
                    "info_metric",
                    "no_such_metric"),
            List.of("job", "instance", "le", "zone"),
            List.of("api", "web", "i0", "i1", "i2", "", "0.5", "+Inf", "eu"));

    private static final double[] ODD = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        0,
        -0.0,
        1e300,
        -1e300,
        Double.MIN_NORMAL,
        1,
        1e15,
        0.1
    };
    private static final String[] BOUNDS = {"0.1", "0.5", "1", "2.5", "+Inf"};

    /** One series. */
    record Run(Labels labels, List<Long> timestamps, List<Double> values) {
        Run(Labels labels) {
            this(labels, new ArrayList<>(), new ArrayList<>());
        }

        void add(long timestampMillis, double value) {
            timestamps.add(timestampMillis);
            values.add(value);
        }
    }

    private final Random random;
    private final List<Run> runs = new ArrayList<>();

    ComparisonData(long seed) {
        random = new Random(seed);
        for (String job : List.of("api", "web")) {
            for (int i = 0; i < 3; i++) {
                Labels target = Labels.of("job", job, "instance", "i" + i);
                countersThatReset(target);
                countersWithGaps(target);
                gauges(target);
                valuesOutOfTheOrdinary(target);
                seriesThatEndAndReturn(target);
                samplesFarApart(target);
            }
            histogram(Labels.of("job", job, "instance", "i0"));
            constantWithExtraLabel(Labels.of("job", job, "zone", "eu"));
        }
    }

    /** In order of labels, so that whoever takes in one after the other goes through them in the order of the engine. */
    List<Run> sortedRuns() {
        return runs.stream().sorted(Comparator.comparing(Run::labels)).toList();
    }

    MemorySeries toMemory() {
        MemorySeries memory = new MemorySeries();
        for (Run run : runs) {
            for (int i = 0; i < run.timestamps().size(); i++) {
                memory.add(run.labels(), run.timestamps().get(i), run.values().get(i));
            }
        }
        return memory;
    }

    /** The same in the library's own store, seen from the end of the time. */
    RingBufferStore toStore() {
        StoreConfig config = StoreConfig.builder()
                .interval(Duration.ofMillis(STEP_MILLIS))
                .retention(Duration.ofHours(1))
                .build();
        RingBufferStore store = RingBufferStore.create(config, ManualClock.atEpochMillis(END_MILLIS));
        try (Appender appender = store.append()) {
            for (Run run : runs) {
                long reference = appender.resolve(run.labels());
                for (int i = 0; i < run.timestamps().size(); i++) {
                    Appender.Outcome outcome = appender.append(
                            reference, run.timestamps().get(i), run.values().get(i));
                    if (outcome != Appender.Outcome.ACCEPTED) {
                        throw new IllegalStateException("the store does not take " + run.labels() + ": " + outcome);
                    }
                }
            }
        }
        return store;
    }

    private Run run(Labels target, String name) {
        Run run = new Run(target.with(Labels.METRIC_NAME, name));
        runs.add(run);
        return run;
    }

    private static long time(int step) {
        return START_MILLIS + step * STEP_MILLIS;
    }

    /** On the grid, whole numbers, back to zero now and then. */
    private void countersThatReset(Labels target) {
        Run run = run(target, "requests_total");
        double value = random.nextInt(1000);
        for (int step = 0; step < STEPS; step++) {
            value = random.nextInt(60) == 0 ? random.nextInt(5) : value + random.nextInt(100);
            run.add(time(step), value);
        }
    }

    /** Times that waver by up to four seconds, fractions, minutes without samples, born and ended within the time. */
    private void countersWithGaps(Labels target) {
        Run run = run(target, "errors_total");
        double value = 0;
        int gapUntil = random.nextInt(30);
        int end = STEPS - random.nextInt(30);
        for (int step = 0; step < end; step++) {
            if (random.nextInt(40) == 0) {
                gapUntil = step + random.nextInt(28);
            }
            value += random.nextDouble() * (random.nextInt(3) - 0.2);
            if (step >= gapUntil) {
                run.add(time(step) + random.nextInt(4_000), value);
            }
        }
    }

    private void gauges(Labels target) {
        Run memory = run(target, "memory_bytes");
        Run temperature = run(target, "temperature");
        double bytes = 1e9;
        for (int step = 0; step < STEPS; step++) {
            bytes += (random.nextInt(2001) - 1000) * 4096.0;
            memory.add(time(step), bytes);
            if (random.nextInt(10) != 0) {
                temperature.add(time(step) + 7_000, Math.round(random.nextGaussian() * 300) / 10.0);
            }
        }
    }

    /** NaN, infinities, both zeros, great and small ones. */
    private void valuesOutOfTheOrdinary(Labels target) {
        Run run = run(target, "odd_values");
        for (int step = 0; step < STEPS; step++) {
            boolean odd = random.nextInt(6) == 0;
            run.add(time(step), odd ? ODD[random.nextInt(ODD.length)] : random.nextInt(10));
        }
    }

    /** Stale markers, after which the series comes back or not. */
    private void seriesThatEndAndReturn(Labels target) {
        Run restarted = run(target, "restarted");
        Run queue = run(target, "queue_length");
        boolean away = random.nextBoolean();
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(25) == 0) {
                if (!away) {
                    restarted.add(time(step), StaleMarker.VALUE);
                }
                away = !away;
            } else if (!away) {
                restarted.add(time(step), step % 7);
            }
            queue.add(time(step), random.nextInt(4) == 0 ? 0 : random.nextInt(3));
        }
    }

    /** Minutes apart, some further than the look-back. */
    private void samplesFarApart(Labels target) {
        Run run = run(target, "sparse");
        int step = random.nextInt(10);
        while (step < STEPS) {
            run.add(time(step), step);
            step += 4 + random.nextInt(30);
        }
    }

    private void histogram(Labels target) {
        List<Run> buckets = new ArrayList<>();
        for (String bound : BOUNDS) {
            buckets.add(run(target.with("le", bound), "latency_seconds_bucket"));
        }
        double[] counts = new double[BOUNDS.length];
        for (int step = 0; step < STEPS; step++) {
            double cumulative = 0;
            for (int i = 0; i < BOUNDS.length; i++) {
                counts[i] += random.nextInt(20);
                cumulative += counts[i];
                buckets.get(i).add(time(step), cumulative);
            }
        }
    }

    private void constantWithExtraLabel(Labels target) {
        Run run = run(target, "info_metric");
        for (int step = 0; step < STEPS; step++) {
            run.add(time(step), 1);
        }
    }
}
