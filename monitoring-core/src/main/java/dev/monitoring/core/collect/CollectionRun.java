package dev.monitoring.core.collect;

import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.SourceFeed;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One collector at work: its runs, one after another.
 *
 * <p>Ownership passes to and fro. {@link #prepare(long, long, Deadline)} is the event loop's, then all is the worker's until
 * it comes back, then the loop's again; the hand-over itself orders memory. Of a run that the loop lets expire, the worker
 * publishes nothing, and the loop reads nothing until the worker is back.
 */
final class CollectionRun extends Job {
    /** Why a run brought nothing. */
    record Failure(String error, boolean timedOut, long durationNanos) {}

    /**
     * What became of a run.
     *
     * @param failure why it brought nothing; null where it delivered
     * @param partial why it did not deliver all; null where it did
     */
    record Result(@Nullable Failure failure, @Nullable String partial) {
        static final Result BROKEN_OFF = new Result(
                new Failure(
                        "the run broke off before it could say why, for want of memory as a rule; give the process more",
                        false,
                        0),
                null);
    }

    private static final SeriesLayout NOTHING =
            SeriesLayout.builder(Target.of("none", "none")).build();

    private final MetricCollector collector;
    private final int sampleLimit;
    private final SnapshotSink sink;

    // Null once detached: a thread that hangs for ever keeps this object alive, and nothing beyond it.
    private volatile @Nullable Parts parts;

    private long stampMillis;
    private long nextTickMillis;
    private @Nullable Deadline deadline;
    private boolean started;
    private Result result = Result.BROKEN_OFF;
    private SeriesLayout layout;

    /** What a run uses of the library; {@code events} is woken when the collector asks to run early. */
    record Parts(SourceFeed feed, Clock clock, Redactor redactor, Runnable returned, EventLoop.Wakeup events) {}

    CollectionRun(ScheduledCollector scheduled, SlotTable table, Parts parts) {
        this.collector = scheduled.collector();
        this.sampleLimit = scheduled.sampleLimit();
        this.sink = new SnapshotSink(table);
        this.layout = table.layout();
        this.parts = parts;
    }

    /** Makes the next run ready: its stamp, the tick after it, and its deadline. */
    void prepare(long newStampMillis, long newNextTickMillis, Deadline newDeadline) {
        stampMillis = newStampMillis;
        nextTickMillis = newNextTickMillis;
        deadline = newDeadline;
        result = Result.BROKEN_OFF;
        prepare();
    }

    /** Refuses what the hanging run still emits. Thread-safe. */
    void shutSink() {
        sink.shut();
    }

    /** Lets go of everything but the collector. Thread-safe. */
    void detach() {
        parts = null;
        layout = NOTHING;
        sink.detach();
    }

    Result result() {
        return result;
    }

    /** The layout of the last run that delivered. */
    SeriesLayout layout() {
        return layout;
    }

    @Override
    void returned() {
        Parts current = parts;
        if (current != null) {
            current.returned.run();
        }
    }

    @Override
    void work() {
        long begin = now();
        Throwable failure = collect();
        Parts current = parts;
        if (current == null) {
            return;
        }
        if (failure != null) {
            // Of what the virtual machine throws for want of memory or stack, our own code may be the one hit.
            sink.abort(failure instanceof VirtualMachineError);
            fail(current, failure, begin);
        } else if (!claim()) {
            sink.abort(false);
        } else {
            publish(current, begin);
        }
    }

    /** Lets the collector work; what it throws, if it does. No frame from here down holds anything but this object. */
    private @Nullable Throwable collect() {
        Deadline end = deadline;
        if (end == null) {
            return new IllegalStateException("the run was not prepared");
        }
        try {
            sink.begin(stampMillis);
            if (collector instanceof PushCollector push && !started) {
                push.start(this::changed);
                started = true;
            }
            collector.collect(sink, end);
            return null;
        } catch (Throwable failure) { // whatever a collector throws, it harms itself only
            return failure;
        }
    }

    private long now() {
        Parts current = parts;
        return current == null ? 0 : current.clock.nanoTime();
    }

    private void changed() {
        Parts current = parts;
        if (current != null) {
            current.events.now();
        }
    }

    private void publish(Parts current, long begin) {
        try {
            long durationNanos = current.clock.nanoTime() - begin;
            SnapshotSink.Delivery delivery = sink.commit(durationNanos / 1e9);
            String partial = delivery.faults().summary(collector.name(), sampleLimit);
            current.feed.publish(delivery.snapshot(), health(current, delivery.kept(), partial, durationNanos));
            layout = delivery.snapshot().layout();
            result = new Result(null, partial);
        } catch (Throwable failure) { // no memory for a new layout, as a rule
            sink.abort(true);
            fail(current, failure, begin);
        }
    }

    private CollectorHealth health(Parts current, int samples, @Nullable String partial, long durationNanos) {
        CollectorHealth before = current.feed.source().health();
        Instant now = Instant.ofEpochMilli(current.clock.epochMillis());
        return new CollectorHealth(
                partial == null ? CollectorHealth.State.UP : CollectorHealth.State.PARTIAL,
                Optional.of(now),
                partial == null ? before.lastError() : Optional.of(partial),
                partial == null ? before.lastErrorAt() : Optional.of(now),
                Duration.ofNanos(durationNanos),
                samples,
                0,
                Optional.of(Instant.ofEpochMilli(nextTickMillis)));
    }

    private void fail(Parts current, Throwable failure, long begin) {
        String error = error(current.redactor, failure);
        if (collector instanceof PushCollector) {
            started = false;
            try {
                collector.close();
            } catch (Throwable closing) { // the failure before it is the one to tell
                error = error + "; closing failed too: " + current.redactor.describe(closing);
            }
        }
        result = new Result(new Failure(error, false, current.clock.nanoTime() - begin), null);
    }

    /** What a failure says; of what the virtual machine throws, which says little by itself, also where and what to do. */
    private static String error(Redactor redactor, Throwable failure) {
        String said = redactor.describe(failure);
        String remedy;
        if (failure instanceof OutOfMemoryError) {
            remedy = "have it keep less at a time, or give the process more memory";
        } else if (failure instanceof StackOverflowError) {
            remedy = "end its recursion, or give threads a larger stack with -Xss";
        } else {
            return said;
        }
        String place = Job.place(failure.getStackTrace());
        return said + (place.isEmpty() ? "; " : " in " + place + "; ") + remedy;
    }
}
