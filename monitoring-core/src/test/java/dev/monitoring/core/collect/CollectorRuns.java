package dev.monitoring.core.collect;

import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a collector as the scheduler does, through the scheduler's own sink, on the thread of a test. Confined to it. */
public final class CollectorRuns {
    private static final Target TARGET = Target.of("test", "test");

    private final MetricCollector collector;
    private final int sampleLimit;
    private final Clock clock = Clock.system();
    private final RunFaults faults = new RunFaults(Redactor.of(List.of()));
    private final SnapshotSink sink;
    private boolean started;

    private CollectorRuns(MetricCollector collector, Target target, int sampleLimit) {
        this.collector = collector;
        this.sampleLimit = sampleLimit;
        this.sink = new SnapshotSink(new SlotTable(
                target, sampleLimit, RunReport.plain(collector.upFamily()).honoring(collector.honorsLabels()), faults));
    }

    /** Runs of a collector with the default sample limit. */
    public static CollectorRuns of(MetricCollector collector) {
        return of(collector, ScheduledCollector.DEFAULT_SAMPLE_LIMIT);
    }

    /** Runs of a collector with a sample limit of its own. */
    public static CollectorRuns of(MetricCollector collector, int sampleLimit) {
        return new CollectorRuns(collector, TARGET, sampleLimit);
    }

    /** Runs of a collector whose series get the labels of a target. */
    public static CollectorRuns of(MetricCollector collector, Target target) {
        return new CollectorRuns(collector, target, ScheduledCollector.DEFAULT_SAMPLE_LIMIT);
    }

    /** One run within five seconds; its snapshot, good until the next run. */
    public Snapshot run() throws Exception {
        return run(Duration.ofSeconds(5));
    }

    /** One run; its snapshot, good until the next run. Throws what the collector throws. */
    public Snapshot run(Duration timeout) throws Exception {
        if (!started && collector instanceof PushCollector push) {
            push.start(() -> {});
        }
        started = true;
        sink.begin(clock.epochMillis());
        try {
            collector.collect(sink, Deadline.after(timeout, clock));
        } catch (Throwable failure) {
            sink.abort(false);
            throw failure;
        }
        return sink.commit(0).snapshot();
    }

    /** Why the last run was partial, or null where it was not. */
    public @Nullable String partial() {
        return faults.summary(collector.name(), sampleLimit);
    }
}
