package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One writer as fast as it can, which seals, drops and creates series all the time, and readers that check all they see. */
class StoreConcurrencyTest {
    private static final long START = 1_750_000_200_000L;
    private static final int TICKS = 60_000;
    private static final int LIVE = 24;
    private static final long RETENTION_MILLIS = 400_000;
    private static final int STEP_MILLIS = 1_000;
    private static final int MAX_JITTER_MILLIS = 200;

    @RegisterExtension
    final StoreInvariants stores = new StoreInvariants();

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final RingBufferStore store = stores.create(
            StoreConfig.builder()
                    .retention(Duration.ofMillis(RETENTION_MILLIS))
                    .interval(Duration.ofSeconds(1))
                    .build(),
            clock);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch readersDone = new CountDownLatch(3);
    private volatile long committedMillis = START - STEP_MILLIS;
    private volatile boolean finished;

    @Test
    void showsReadersWholeSamplesInOrderWithoutHoles() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            int number = i;
            Thread reader = new Thread(() -> read(number), "reader-" + i);
            reader.setDaemon(true);
            reader.start();
        }

        write();

        finished = true;
        assertTrue(readersDone.await(60, TimeUnit.SECONDS), "readers did not end");
        assertNull(failure.get(), () -> String.valueOf(failure.get()));
    }

    private void write() {
        Random random = new Random(11);
        long[] references = new long[LIVE];
        try (Appender batch = store.append()) {
            for (int i = 0; i < LIVE; i++) {
                references[i] = batch.resolve(live(i));
            }
        }
        int visitors = 0;
        for (int tick = 0; tick < TICKS && failure.get() == null; tick++) {
            long now = START + (long) tick * STEP_MILLIS;
            try (Appender batch = store.append()) {
                for (int i = 0; i < LIVE; i++) {
                    // A third lies off the grid, by an offset that the reader can tell.
                    long time = i % 3 == 0 ? now - offset(now) : now;
                    assertEquals(Appender.Outcome.ACCEPTED, batch.append(references[i], time, value(i, time)));
                }
                if (random.nextInt(8) == 0) {
                    long reference = batch.resolve(
                            Labels.of("__name__", "visitor", "kind", "short", "id", Integer.toString(visitors++)));
                    batch.append(reference, now, value(99, now));
                }
            }
            committedMillis = now;
            clock.advance(Duration.ofMillis(STEP_MILLIS));
        }
    }

    private static Labels live(int i) {
        return Labels.of("__name__", "live", "kind", i % 3 == 0 ? "jitter" : "grid", "id", Integer.toString(i));
    }

    private static long offset(long tickMillis) {
        return tickMillis / STEP_MILLIS * 7919 % MAX_JITTER_MILLIS;
    }

    /** A value that says which series and time it belongs to; of few bits or of many, by the series. */
    private static double value(int series, long timestampMillis) {
        double value = timestampMillis % 100_000_000 + series;
        return series % 2 == 0 ? value : Math.sqrt(value) / 3;
    }

    private void read(int number) {
        try {
            SampleBuffer buffer = new SampleBuffer();
            Random random = new Random(number);
            while (!finished && failure.get() == null) {
                long committed = committedMillis;
                for (Series series : select(random, committed)) {
                    if (series.labels().metricName().equals("live")) {
                        checkLive(series, committed, buffer, random);
                    } else {
                        checkVisitor(series, buffer);
                    }
                }
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        } finally {
            readersDone.countDown();
        }
    }

    private List<Series> select(Random random, long committed) {
        List<Series> selected = switch (random.nextInt(3)) {
            case 0 -> store.select(List.of(Matcher.equal("__name__", "live")), 0, Long.MAX_VALUE);
            case 1 -> store.select(List.of(Matcher.of("kind", Matcher.Operator.NOT_EQUAL, "short")), 0, Long.MAX_VALUE);
            default -> store.select(List.of(Matcher.of("__name__", Matcher.Operator.MATCHES, ".+")), 0, Long.MAX_VALUE);
        };
        List<Labels> live = new ArrayList<>();
        for (int i = 0; i < selected.size(); i++) {
            Labels labels = selected.get(i).labels();
            assertTrue(i == 0 || selected.get(i - 1).labels().compareTo(labels) < 0, "selection is not in order");
            if (labels.metricName().equals("live")) {
                live.add(labels);
            }
        }
        assertTrue(live.size() == LIVE || committed < START, "live series selected: " + live.size());
        return selected;
    }

    private void checkLive(Series series, long committed, SampleBuffer buffer, Random random) {
        int id = Integer.parseInt(series.labels().valueOrEmpty("id"));
        long min = random.nextBoolean() ? 0 : committed - MAX_JITTER_MILLIS - random.nextInt((int) RETENTION_MILLIS);
        series.read(min, Long.MAX_VALUE, buffer);
        for (int i = 0; i < buffer.size(); i++) {
            long time = buffer.timestamps()[i];
            assertTrue(time >= min, "before the range");
            assertEquals(value(id, time), buffer.values()[i], "a value of another time or series");
            if (i > 0) {
                long tick = Math.floorDiv(time + STEP_MILLIS - 1, STEP_MILLIS);
                long before = Math.floorDiv(buffer.timestamps()[i - 1] + STEP_MILLIS - 1, STEP_MILLIS);
                assertEquals(before + 1, tick, "a hole, or the wrong order");
            }
        }
        if (committed >= START) {
            assertTrue(buffer.size() > 0, "nothing");
            assertTrue(
                    buffer.timestamps()[buffer.size() - 1] >= committed - MAX_JITTER_MILLIS,
                    "the newest committed sample is missing");
            // The writer goes on meanwhile; what it must keep is counted from where it is now, a tick in the making
            // included.
            long kept = Math.max(START, committedMillis + STEP_MILLIS - RETENTION_MILLIS);
            assertTrue(
                    buffer.timestamps()[0] <= Math.max(kept, min) + STEP_MILLIS + MAX_JITTER_MILLIS,
                    "history is too short");
        }
    }

    private static void checkVisitor(Series series, SampleBuffer buffer) {
        series.read(0, Long.MAX_VALUE, buffer);
        assertTrue(buffer.size() <= 1, "samples of a visitor: " + buffer.size());
        if (buffer.size() == 1) {
            assertEquals(value(99, buffer.timestamps()[0]), buffer.values()[0]);
        }
    }
}
