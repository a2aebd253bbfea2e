package dev.monitoring.core.micrometer;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Samples the host's meters, under the names that Micrometer's Prometheus registry gives them. Of each registry given one is
 * read: itself, or that child of a composite whose figures suit best. Reading adds nothing to the host's own cost of recording.
 *
 * <p>Confined to the thread of a run, but for {@link #close} and {@link #metrics}.
 *
 * <p>Meters of registries that count by step are left out, since no counter can be made of what they say; gauges of such
 * registries are read. Health says so, and names meters that are slow or throw.
 */
public final class MicrometerCollector implements MetricCollector {
    /** The name of this collector. */
    public static final String NAME = "micrometer";

    /** How many meters are timed together, so that the clock is read seldom. */
    private static final int BLOCK = 64;

    /**
     * How long one meter may take before health names it. The sum of all gauges should stay below 100 ms, by the rule of
     * Micrometer's maintainers; a fifth of that by one alone is worth a look.
     */
    private static final long SLOW_NANOS = 20_000_000;

    private static final Family METERS =
            Family.gauge("monitoring_micrometer_meters", "Meters of the host that are read.");
    private static final Family LEFT_OUT =
            Family.gauge("monitoring_micrometer_meters_left_out", "Meters of the host that are not read, by reason.");
    private static final Family NANS = Family.counter(
            "monitoring_micrometer_nan_total", "Readings of gauges that had no value; their series end.");
    private static final Labels BY_STEP = Labels.of("reason", "step");
    private static final Labels NAME_TAKEN = Labels.of("reason", "name");
    private static final Labels REPLACED = Labels.of("reason", "replaced");
    private static final Labels TOO_MANY = Labels.of("reason", "limit");

    private final List<MeterSource> sources = new ArrayList<>();
    private final Clock clock;
    private final LongAdder nans = new LongAdder();
    private final MeterReader[][] parts;
    private MeterReader[] readers = {};
    private volatile int meters;
    /** Where the block of readers begins that took long in the last run, and is timed one by one in this one; or -1. */
    private int slowBlock = -1;

    /** A collector of the meters in {@code registry}, which may be a composite. */
    public MicrometerCollector(MeterRegistry registry, Clock clock) {
        this(List.of(() -> registry), clock, Set.of());
    }

    /**
     * A collector of the meters in several registries but those whose names, as Micrometer has them, are {@code replaced}.
     * Prometheus names that a registry has are not read of those after it.
     */
    MicrometerCollector(List<Supplier<MeterRegistry>> registries, Clock clock, Set<String> replaced) {
        MeterSource before = null;
        for (Supplier<MeterRegistry> registry : registries) {
            before = new MeterSource(registry, replaced, before, nans);
            sources.add(before);
        }
        this.clock = clock;
        this.parts = new MeterReader[sources.size()][];
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws TimeoutException {
        refresh();
        meters = readers.length;
        int suspect = slowBlock;
        slowBlock = -1;
        long now = clock.nanoTime();
        for (int begin = 0; begin < readers.length; begin += BLOCK) {
            if (deadline.hasPassed()) {
                throw new TimeoutException("the meters took too long: " + begin + " of " + readers.length
                        + " were read within the deadline; see which gauges do work when they are asked");
            }
            int end = Math.min(readers.length, begin + BLOCK);
            if (begin == suspect) {
                readTimed(begin, end, sink);
            } else {
                read(begin, end, sink, now);
            }
            long after = clock.nanoTime();
            if (after - now > SLOW_NANOS) {
                slowBlock = begin;
            }
            now = after;
        }
        for (MeterSource source : sources) {
            MeterIndex index = source.current();
            if (index != null && index.byStep() > 0) {
                sink.missing("meters that count by step", byStep(index));
            }
        }
    }

    /** Brings the readers of all registries up to date. */
    private void refresh() {
        boolean changed = false;
        for (int i = 0; i < parts.length; i++) {
            MeterReader[] part = sources.get(i).refresh();
            changed |= part != parts[i];
            parts[i] = part;
        }
        if (changed) {
            readers = Arrays.stream(parts).flatMap(Arrays::stream).toArray(MeterReader[]::new);
        }
    }

    @Override
    public void close() {
        sources.forEach(MeterSource::close);
    }

    /** What the bridge says about itself. */
    public SelfMetrics.Contributor metrics() {
        return sink -> {
            sink.add(METERS, Labels.EMPTY, meters);
            sink.add(NANS, Labels.EMPTY, nans.sum());
            sink.add(LEFT_OUT, BY_STEP, sum(MeterIndex::byStep));
            sink.add(LEFT_OUT, NAME_TAKEN, sum(MeterIndex::nameTaken));
            sink.add(LEFT_OUT, REPLACED, sum(MeterIndex::replaced));
            sink.add(LEFT_OUT, TOO_MANY, sum(MeterIndex::tooMany));
        };
    }

    private int sum(ToIntFunction<MeterIndex> figure) {
        return sources.stream()
                .map(MeterSource::current)
                .filter(Objects::nonNull)
                .mapToInt(figure)
                .sum();
    }

    private void read(int begin, int end, MetricSink sink, long nowNanos) {
        for (int i = begin; i < end; i++) {
            read(readers[i], sink, nowNanos);
        }
    }

    /** Reads a block, and names each meter in it that is slow. */
    private void readTimed(int begin, int end, MetricSink sink) {
        for (int i = begin; i < end; i++) {
            long before = clock.nanoTime();
            read(readers[i], sink, before);
            long tookNanos = clock.nanoTime() - before;
            if (tookNanos > SLOW_NANOS) {
                sink.missing("meter " + readers[i].meter.getId().getName(), slow(tookNanos));
            }
        }
    }

    private static void read(MeterReader reader, MetricSink sink, long nowNanos) {
        try {
            reader.read(sink, nowNanos);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) { // the host's code, not ours
            sink.missing("meter " + reader.meter.getId().getName(), failure);
        }
    }

    private static IllegalStateException slow(long tookNanos) {
        return new IllegalStateException("took " + tookNanos / 1_000_000
                + "ms to read; a gauge's function should answer from memory, let it do its work elsewhere");
    }

    private static IllegalStateException byStep(MeterIndex index) {
        return new IllegalStateException(index.byStep() + " counters and timers of "
                + index.leaf().registry().getClass().getSimpleName()
                + " tell the last step only, which no counter can be made of; add a cumulative registry,"
                + " for example micrometer-registry-prometheus or a SimpleMeterRegistry");
    }
}
