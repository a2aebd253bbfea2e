package dev.monitoring.core.micrometer;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Samples the host's meters, under the names that Micrometer's Prometheus registry gives them. One registry is read: the one
 * given, or that child of a composite whose figures suit best. Reading adds nothing to the host's own cost of recording.
 *
 * <p>Confined to the thread of a run, but for {@link #close} and {@link #metrics}.
 *
 * <p>Meters of registries that count by step are left out, since no counter can be made of what they say; gauges of such
 * registries are read. Health says so, and names meters that are slow or throw.
 */
public final class MicrometerCollector implements MetricCollector {
    /** The name of this collector. */
    public static final String NAME = "micrometer";

    /** Every how many runs it is seen whether another child of a composite suits better: once a minute at 5 s. */
    private static final int CHOICE_RUNS = 12;

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

    private final MeterRegistry registry;
    private final Clock clock;
    private final Set<String> replaced;
    private final LongAdder nans = new LongAdder();
    private volatile @Nullable MeterIndex index;
    private volatile int meters;
    private volatile boolean closed;
    private int runs;
    /** Where the block of readers begins that took long in the last run, and is timed one by one in this one; or -1. */
    private int slowBlock = -1;

    /** A collector of the meters in {@code registry}, which may be a composite. */
    public MicrometerCollector(MeterRegistry registry, Clock clock) {
        this(registry, clock, Set.of());
    }

    /** A collector of the meters in {@code registry} but those whose names, as Micrometer has them, are {@code replaced}. */
    MicrometerCollector(MeterRegistry registry, Clock clock, Set<String> replaced) {
        this.registry = registry;
        this.clock = clock;
        this.replaced = replaced;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws TimeoutException {
        MeterIndex current = index();
        MeterReader[] readers = current.refresh();
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
                readTimed(readers, begin, end, sink);
            } else {
                read(readers, begin, end, sink, now);
            }
            long after = clock.nanoTime();
            if (after - now > SLOW_NANOS) {
                slowBlock = begin;
            }
            now = after;
        }
        if (current.byStep() > 0) {
            sink.missing("meters that count by step", byStep(current));
        }
    }

    @Override
    public void close() {
        closed = true;
        MeterIndex current = index;
        if (current != null) {
            current.detach();
        }
        index = null;
    }

    /** What the bridge says about itself. */
    public SelfMetrics.Contributor metrics() {
        return sink -> {
            sink.add(METERS, Labels.EMPTY, meters);
            sink.add(NANS, Labels.EMPTY, nans.sum());
            MeterIndex current = index;
            sink.add(LEFT_OUT, BY_STEP, current == null ? 0 : current.byStep());
            sink.add(LEFT_OUT, NAME_TAKEN, current == null ? 0 : current.nameTaken());
            sink.add(LEFT_OUT, REPLACED, current == null ? 0 : current.replaced());
            sink.add(LEFT_OUT, TOO_MANY, current == null ? 0 : current.tooMany());
        };
    }

    private static void read(MeterReader[] readers, int begin, int end, MetricSink sink, long nowNanos) {
        for (int i = begin; i < end; i++) {
            read(readers[i], sink, nowNanos);
        }
    }

    /** Reads a block, and names each meter in it that is slow. */
    private void readTimed(MeterReader[] readers, int begin, int end, MetricSink sink) {
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

    private MeterIndex index() {
        if (closed) {
            throw new IllegalStateException("the collector was closed");
        }
        MeterIndex current = index;
        if (current != null && !current.leaf().registry().isClosed() && ++runs % CHOICE_RUNS != 0) {
            return current;
        }
        Optional<RegistryLeaf> chosen = RegistryLeaf.choose(registry, current == null ? null : current.leaf());
        if (chosen.isEmpty()) {
            throw new IllegalStateException("the composite meter registry has no registry in it, so its meters count"
                    + " nothing; add one, for example io.micrometer.core.instrument.simple.SimpleMeterRegistry");
        }
        RegistryLeaf leaf = chosen.get();
        if (leaf.registry().isClosed()) {
            throw new IllegalStateException("the meter registry was closed");
        }
        if (current != null && current.leaf().equals(leaf)) {
            return current;
        }
        if (current != null) {
            current.detach();
        }
        MeterIndex next = new MeterIndex(leaf, replaced, livesNoLongerThanWe(leaf.registry()), nans);
        index = next;
        if (closed) {
            next.detach();
        }
        return next;
    }

    /** Whether the registry's class comes of our own class loader, so that a listener in it keeps no other loader alive. */
    private static boolean livesNoLongerThanWe(MeterRegistry registry) {
        return registry.getClass().getClassLoader() == MicrometerCollector.class.getClassLoader();
    }
}
