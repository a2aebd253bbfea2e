package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the {@link HardwarePart}s at their intervals on threads apart, and emits what each read last. Confined to the runs.
 *
 * <p>A part whose reading hangs is not emitted any more once its values are three intervals old.
 */
final class Hardware {
    private static final int INTERVALS_UNTIL_STALE = 3;

    private final Clock clock;
    private final ReaderPool pool;
    private final List<Entry> entries = new ArrayList<>();

    /** @param pool reads the parts, and perhaps other things; whoever made it closes it */
    Hardware(Clock clock, ReaderPool pool, List<HardwarePart> parts) {
        this.clock = clock;
        this.pool = pool;
        for (int i = 0; i < parts.size(); i++) {
            entries.add(new Entry(parts.get(i), clock, pool, (double) i / parts.size()));
        }
    }

    /** What one reading gave, and how long it took. */
    private record Result(Optional<List<Sample>> samples, long durationNanos) {}

    private static final class Entry {
        private final HardwarePart part;
        private final long intervalNanos;
        private final ReaderPool.Reading<Result> reading;
        private final long headStartNanos;
        private long startedNanos;
        private boolean started;

        private Entry(HardwarePart part, Clock clock, ReaderPool pool, double headStart) {
            this.part = part;
            // A little less, so that a part due every third run is not put off by a run that began early.
            this.intervalNanos = part.interval().toNanos() - TimeUnit.SECONDS.toNanos(1);
            this.headStartNanos = (long) (headStart * intervalNanos);
            this.reading = pool.reading(() -> {
                long start = clock.nanoTime();
                Optional<List<Sample>> samples = part.read();
                return new Result(samples, clock.nanoTime() - start);
            });
        }
    }

    /** Begins to read the parts that are due. */
    void start() {
        long now = clock.nanoTime();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (!entry.reading.isPending() && (!entry.started || now - entry.startedNanos >= entry.intervalNanos)) {
                // All are read in the first run; from then on they take turns, so that no run has them all again.
                entry.startedNanos = entry.started ? now : now - entry.headStartNanos;
                entry.started = true;
                pool.start(entry.reading);
            }
        }
    }

    void await(long patienceNanos, long maxNanos) throws InterruptedException {
        pool.await(patienceNanos, maxNanos);
    }

    void emit(MetricSink sink, PartStatus status) {
        long now = clock.nanoTime();
        for (int i = 0; i < entries.size(); i++) {
            emit(sink, status, entries.get(i), now);
        }
    }

    private void emit(MetricSink sink, PartStatus status, Entry entry, long now) {
        boolean stale =
                entry.reading.isPending() && now - entry.startedNanos > INTERVALS_UNTIL_STALE * entry.intervalNanos;
        Result result = stale ? null : entry.reading.value();
        Throwable failure = entry.reading.failure();
        if (result != null && result.samples.isPresent()) {
            List<Sample> samples = result.samples.get();
            for (int i = 0; i < samples.size(); i++) {
                Sample sample = samples.get(i);
                sink.add(sample.family(), sample.labels(), sample.value());
            }
        }
        if (failure != null) {
            sink.missing(what(entry.part), failure);
        }
        for (String name : entry.part.names()) {
            status.add(sink, name, duration(result), result != null && result.samples.isPresent());
        }
    }

    private static long duration(@Nullable Result result) {
        return result == null ? 0 : result.durationNanos;
    }

    private static String what(HardwarePart part) {
        return part.names().isEmpty() ? "devices" : part.names().get(0);
    }
}
