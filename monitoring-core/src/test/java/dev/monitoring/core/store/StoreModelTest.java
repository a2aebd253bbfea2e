package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The store against sorted maps that keep everything. */
class StoreModelTest {
    private static final long START = 1_750_000_200_000L;
    private static final long RETENTION = Duration.ofMinutes(10).toMillis();

    @RegisterExtension
    final StoreInvariants stores = new StoreInvariants();

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final RingBufferStore store = stores.create(
            StoreConfig.builder().retention(Duration.ofMillis(RETENTION)).build(), clock);
    private final NavigableMap<Labels, NavigableMap<Long, Double>> model = new TreeMap<>();
    private final Map<Labels, Long> references = new TreeMap<>();
    private final Map<Labels, Habit> habits = new TreeMap<>();

    private int created;

    /** How samples of a series come. */
    private enum Habit {
        GRID,
        SLOW_GRID,
        JITTER,
        GAPS,
        EVENTS
    }

    @Test
    void holdsWhatTheModelHoldsWithinTheRetention() {
        for (int tick = 0; tick < 4_000; tick++) {
            appendTick(tick);
            if (tick % 50 == 0) {
                compareReads();
                compareSelections();
            }
            if (tick % 1_000 == 999) {
                StoreInvariants.check(store);
            }
            clock.advance(Duration.ofSeconds(1));
        }
    }

    private void appendTick(int tick) {
        try (Appender batch = store.append()) {
            if (model.size() < 60 && random.nextInt(10) == 0) {
                Labels labels = labels();
                model.computeIfAbsent(labels, added -> new TreeMap<>());
                habits.put(labels, Habit.values()[random.nextInt(Habit.values().length)]);
            }
            if (random.nextInt(300) == 0 && !model.isEmpty()) {
                // Goes silent, and is dropped in the end.
                habits.remove(model.firstKey());
                model.remove(model.firstKey());
            }
            model.forEach((labels, samples) -> {
                Habit habit = habits.get(labels);
                long now = clock.epochMillis();
                switch (habit) {
                    case GRID -> append(batch, labels, samples, now);
                    case SLOW_GRID -> {
                        if (tick % 15 == 0) {
                            append(batch, labels, samples, now);
                        }
                    }
                    case JITTER -> append(batch, labels, samples, now - random.nextInt(900));
                    case GAPS -> {
                        if (random.nextInt(tick % 400 < 200 ? 2 : 150) == 0) {
                            append(batch, labels, samples, now);
                        }
                    }
                    case EVENTS -> {
                        for (int i = random.nextInt(4); i > 0; i--) {
                            append(batch, labels, samples, now - random.nextInt(3_000));
                        }
                    }
                }
            });
        }
    }

    private void append(Appender batch, Labels labels, NavigableMap<Long, Double> samples, long timestampMillis) {
        double value = value(timestampMillis);
        long reference = references.getOrDefault(labels, Appender.REFUSED);
        Appender.Outcome checked = batch.check(reference, timestampMillis, value);
        Appender.Outcome outcome = batch.append(reference, timestampMillis, value);
        assertEquals(checked, outcome, "seed " + seed);
        if (outcome == Appender.Outcome.UNKNOWN_SERIES) {
            references.put(labels, batch.resolve(labels));
            outcome = batch.append(references.get(labels), timestampMillis, value);
        }
        long newest = samples.isEmpty() ? Long.MIN_VALUE : samples.lastKey();
        if (timestampMillis > newest && outcome == Appender.Outcome.ACCEPTED) {
            samples.put(timestampMillis, value);
        } else if (timestampMillis == newest) {
            boolean same = Double.doubleToRawLongBits(samples.get(newest)) == Double.doubleToRawLongBits(value);
            assertEquals(same ? Appender.Outcome.ACCEPTED : Appender.Outcome.DUPLICATE_TIME, outcome, "seed " + seed);
        } else {
            assertEquals(Appender.Outcome.OUT_OF_ORDER, outcome, "seed " + seed);
        }
    }

    private double value(long timestampMillis) {
        return switch (random.nextInt(8)) {
            case 0 -> random.nextDouble();
            case 1 -> random.nextInt(40) == 0 ? StaleMarker.VALUE : 0.0;
            case 2 -> -0.0;
            default -> timestampMillis / 1000 % 1000 / 100.0;
        };
    }

    private Labels labels() {
        return Labels.of(
                "__name__",
                "metric_" + random.nextInt(4),
                "job",
                "job" + random.nextInt(3),
                "zone",
                random.nextBoolean() ? "" : "zone" + random.nextInt(2),
                "id",
                Integer.toString(created++));
    }

    private void compareReads() {
        SampleBuffer buffer = new SampleBuffer();
        long now = clock.epochMillis();
        for (Series series : store.select(List.of(), 0, Long.MAX_VALUE)) {
            NavigableMap<Long, Double> samples = model.get(series.labels());
            if (samples == null) {
                continue;
            }
            long min = now - (long) (random.nextDouble() * RETENTION);
            long max = min + (long) (random.nextDouble() * RETENTION);
            series.read(min, max, buffer);
            List<String> expected = new ArrayList<>();
            samples.subMap(min, true, max, true).forEach((time, value) -> expected.add(text(time, value)));
            List<String> actual = new ArrayList<>();
            for (int i = 0; i < buffer.size(); i++) {
                actual.add(text(buffer.timestamps()[i], buffer.values()[i]));
            }
            assertEquals(expected, actual, () -> "seed " + seed + ", " + series.labels());
        }
    }

    private static String text(long timestampMillis, double value) {
        return timestampMillis + "=" + Long.toHexString(Double.doubleToRawLongBits(value));
    }

    private void compareSelections() {
        long now = clock.epochMillis();
        List<Matcher> matchers = List.of(
                Matcher.of("__name__", Matcher.Operator.MATCHES, "metric_[01]"),
                Matcher.of("zone", random.nextBoolean() ? Matcher.Operator.EQUAL : Matcher.Operator.NOT_EQUAL, ""),
                Matcher.of("job", Matcher.Operator.NOT_EQUAL, "job" + random.nextInt(3)));
        List<Labels> expected = new ArrayList<>();
        model.forEach((labels, samples) -> {
            if (!samples.isEmpty()
                    && samples.lastKey() > now - RETENTION
                    && matchers.stream().allMatch(matcher -> matcher.matches(labels))) {
                expected.add(labels);
            }
        });

        List<Labels> selected = store.select(matchers, now - RETENTION, now).stream()
                .map(Series::labels)
                .toList();

        List<Labels> known =
                selected.stream().filter(labels -> model.containsKey(labels)).toList();
        assertEquals(expected, known, "seed " + seed);
        assertTrue(
                selected.stream().allMatch(labels -> matchers.stream().allMatch(matcher -> matcher.matches(labels))),
                "seed " + seed);
    }
}
