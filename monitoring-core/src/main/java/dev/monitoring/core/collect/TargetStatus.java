package dev.monitoring.core.collect;

import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SourceFeed;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one target is doing: what failed and when to try again, and who is told, by health, by {@code up} and in the log.
 * Confined to the scheduler's event loop.
 */
final class TargetStatus {
    private static final Logger log = LoggerFactory.getLogger(CollectorScheduler.class);

    private final SourceFeed feed;
    private final RunReport report;
    private final Clock clock;
    private final long intervalMillis;
    private final BackOff backOff;
    private final LogLimit logLimit;
    private final TaskCounts counts;
    private final Snapshot downSnapshot = new Snapshot();

    private int ticksToTry = 1;
    private boolean proven;
    private boolean partial;
    /** Whether it fails, and whether a line says so, which then wants another when it works again. */
    private boolean failing;

    private boolean failureLogged;

    TargetStatus(
            ScheduledCollector scheduled, SourceFeed feed, RunReport report, SchedulerParts parts, TaskCounts counts) {
        this.feed = feed;
        this.report = report;
        this.clock = parts.clock();
        this.intervalMillis = scheduled.interval().toMillis();
        this.backOff = new BackOff(intervalMillis, parts.maxBackOff().toMillis());
        this.logLimit = new LogLimit(clock);
        this.counts = counts;
    }

    /** Whether the last run delivered. */
    boolean isProven() {
        return proven;
    }

    /** Whether the last run timed out. */
    boolean isSuspect() {
        return backOff.isSuspect();
    }

    /** Whether ticks go by without a try. */
    boolean isBackedOff() {
        return ticksToTry > 1;
    }

    /** Counts a tick; true where it is one to try the target at. */
    boolean isTry() {
        if (ticksToTry > 1) {
            ticksToTry--;
            return false;
        }
        return true;
    }

    /** Takes a run that delivered; its snapshot and health were published by the run itself. */
    void delivered(CollectionRun.Result result) {
        int failures = backOff.failures();
        backOff.succeeded();
        proven = true;
        ticksToTry = 1;
        counts.delivered(result.partial() != null);
        if (failing) {
            failing = false;
            if (failureLogged) {
                log.info("collector {} works again after {} failed runs", feed.source(), failures);
            }
        }
        boolean wasPartial = partial;
        partial = result.partial() != null;
        if (partial && !wasPartial && logLimit.allows()) {
            String suppressed = logLimit.suppressed();
            log.warn("collector {} delivers only in part: {}{}", feed.source(), result.partial(), suppressed);
        }
    }

    /**
     * Takes a run that failed, and publishes that.
     *
     * @param stampMillis the stamp of the run
     * @param nextTickMillis the tick after now
     * @param layout the layout the target had
     */
    void failed(CollectionRun.Failure failure, long stampMillis, long nextTickMillis, SeriesLayout layout) {
        backOff.failed(failure.timedOut());
        proven = false;
        ticksToTry = backOff.ticks();
        counts.failed(failure.timedOut());
        CollectorHealth before = feed.source().health();
        CollectorHealth health = new CollectorHealth(
                ticksToTry > 1 ? CollectorHealth.State.BACKING_OFF : CollectorHealth.State.DOWN,
                before.lastSuccess(),
                Optional.of(failure.error()),
                Optional.of(Instant.ofEpochMilli(clock.epochMillis())),
                Duration.ofNanos(failure.durationNanos()),
                before.samples(),
                backOff.failures(),
                Optional.of(Instant.ofEpochMilli(nextTickMillis + (ticksToTry - 1) * intervalMillis)));
        downSnapshot.reset(layout, stampMillis);
        report.down(downSnapshot, failure.durationNanos() / 1e9);
        feed.publish(downSnapshot, health);
        if (!failing) {
            failing = true;
            failureLogged = logLimit.allows();
            if (failureLogged) {
                log.warn(
                        "collector {} failed: {}; it is tried again every {}ms, less often as it goes on{}",
                        feed.source(),
                        failure.error(),
                        intervalMillis,
                        logLimit.suppressed());
            }
        }
    }

    /** Keeps {@code up} at 0 on the grid at a tick at which the target is not tried. */
    void stillDown(long tickMillis, SeriesLayout layout) {
        downSnapshot.reset(layout, tickMillis);
        report.stillDown(downSnapshot);
        feed.publish(downSnapshot, feed.source().health());
    }
}
