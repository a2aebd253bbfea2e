package dev.monitoring.core.collect;

import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.SourceFeed;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;

/**
 * The timetable of one scheduled collector: when it runs, and when it does not. Confined to the scheduler's event loop.
 *
 * <pre>
 *              tick                thread free              worker back
 *   WAITING ──────────▶ QUEUED ──────────────▶ RUNNING ──────────────────▶ WAITING
 *                                                 │ deadline
 *                                                 ▼           worker back
 *                                               STUCK ───────────────────▶ WAITING
 * </pre>
 *
 * A tick that comes while the collector is not waiting is skipped and counted; one that finds it queued moves the stamp of
 * the run to come. There is never a second run beside one that is stuck.
 *
 * <p>A run that events ask for is stamped with the wall clock, so it lies off the grid, between the runs of two ticks, and
 * never takes a tick's place.
 */
final class CollectorTask {
    /** The shortest distance of a run that events ask for from the run before it. */
    private static final long EARLY_NANOS = 1_000_000_000;

    private enum State {
        WAITING,
        QUEUED,
        RUNNING,
        STUCK
    }

    /** Which of the threads a run may take, see {@link RunQueue}. */
    enum Lane {
        PROVEN,
        UNPROVEN,
        SUSPECT
    }

    private final ScheduledCollector scheduled;
    private final SourceFeed feed;
    private final Clock clock;
    private final RunQueue queue;
    private final TickGrid grid;
    private final RunFaults faults;
    private final TaskCounts counts = new TaskCounts();
    private final TargetStatus status;
    private final CollectionRun run;
    private final EventLoop.Wakeup due;
    private final EventLoop.Wakeup deadline;
    private final EventLoop.Wakeup earlyDue;

    private State state = State.WAITING;
    private boolean stopped;
    private long stampMillis;
    private long begunNanos;

    /** How long the next run may take, or the one under way. */
    private Duration timeout;

    /** Whether events asked for the run that is queued or under way. */
    private boolean early;

    /** Whether a tick came during an early run, and whether events came during any; made up for afterwards. */
    private boolean tickOwed;

    private boolean earlyOwed;

    CollectorTask(
            ScheduledCollector scheduled, SourceFeed feed, RunReport report, SchedulerParts parts, RunQueue queue) {
        this.scheduled = scheduled;
        this.timeout = longer(scheduled.timeout(), parts.firstTimeout());
        this.feed = feed;
        this.clock = parts.clock();
        this.queue = queue;
        Target target = scheduled.target();
        int seed =
                31 * scheduled.collector().name().hashCode() + target.toString().hashCode();
        this.grid = new TickGrid(clock, scheduled.interval().toMillis(), seed);
        this.faults = new RunFaults(parts.redactor());
        this.status = new TargetStatus(scheduled, feed, report, parts, counts);
        EventLoop loop = parts.loop();
        this.due = loop.wakeup(this::onDue);
        this.deadline = loop.wakeup(this::onDeadline);
        this.earlyDue = loop.wakeup(this::onEarly);
        this.run = new CollectionRun(
                scheduled,
                new SlotTable(target, scheduled.sampleLimit(), report, faults),
                new CollectionRun.Parts(feed, clock, parts.redactor(), this::onReturned, earlyDue));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** Begins to run the collector. */
    void start() {
        if (grid.begin()) {
            enqueue(grid.stampMillis(), false);
        }
        due.at(grid.nextNanos());
    }

    /** Which lane the next run is for. */
    Lane lane() {
        if (status.isSuspect()) {
            return Lane.SUSPECT;
        }
        return status.isProven() ? Lane.PROVEN : Lane.UNPROVEN;
    }

    /** Begins the run it is queued for; false where no thread was to be had. */
    boolean begin(Workers workers) {
        begunNanos = clock.nanoTime();
        run.prepare(stampMillis, grid.plannedMillis(), Deadline.after(timeout, clock));
        if (!workers.begin(run)) {
            run.unprepare();
            return false;
        }
        state = State.RUNNING;
        deadline.at(begunNanos + timeout.toNanos());
        return true;
    }

    /** Ends it: there is no further tick, and a run under way is interrupted. */
    void stop() {
        stopped = true;
        due.cancel();
        earlyDue.cancel();
        deadline.cancel();
        if (state == State.RUNNING && run.expire()) {
            run.shutSink();
            state = State.STUCK;
        }
    }

    /** Whether a thread is in the collector's code. */
    boolean isInside() {
        return state == State.RUNNING || state == State.STUCK;
    }

    /** Lets go of everything that a thread which never comes back could keep alive. */
    void detach() {
        run.detach();
    }

    MetricCollector collector() {
        return scheduled.collector();
    }

    SourceFeed feed() {
        return feed;
    }

    Job job() {
        return run;
    }

    /** When the run under way began. */
    long begunNanos() {
        return begunNanos;
    }

    /** Counts since the start; thread-safe. */
    TaskCounts counts() {
        return counts;
    }

    /** Faults of samples; the counts since the start in it are thread-safe. */
    RunFaults faults() {
        return faults;
    }

    private void onDue() {
        boolean taken = grid.take();
        due.at(grid.nextNanos());
        if (!taken) {
            return;
        }
        counts.lag(grid.lagNanos());
        counts.skipped(grid.missedTicks());
        switch (state) {
            case WAITING -> onTick();
            case QUEUED -> {
                counts.skipped(early ? 0 : 1);
                early = false;
                stampMillis = grid.stampMillis();
                queue.drain();
            }
            case RUNNING -> {
                tickOwed = early;
                counts.skipped(early ? 0 : 1);
                if (clock.nanoTime() - begunNanos >= timeout.toNanos()) {
                    onDeadline(); // should have come before; on an exhausted heap it may have failed
                }
            }
            case STUCK -> {
                counts.skipped(1);
                status.stillDown(grid.stampMillis(), run.layout());
            }
        }
    }

    private void onTick() {
        if (status.isTry()) {
            enqueue(grid.stampMillis(), false);
        } else {
            status.stillDown(grid.stampMillis(), run.layout());
        }
    }

    private void onEarly() {
        if (stopped || status.isBackedOff() || state == State.QUEUED) {
            return;
        }
        if (state != State.WAITING) {
            earlyOwed = true;
            return;
        }
        long earliest = begunNanos + EARLY_NANOS;
        if (earliest - clock.nanoTime() > 0) {
            earlyDue.at(earliest);
            return;
        }
        long wall = clock.epochMillis();
        boolean tickIsUnderWay = wall >= grid.plannedMillis();
        if (!tickIsUnderWay && wall > stampMillis) {
            counts.early();
            enqueue(wall, true);
        }
    }

    private void enqueue(long newStampMillis, boolean isEarly) {
        stampMillis = newStampMillis;
        early = isEarly;
        state = State.QUEUED;
        queue.add(this);
    }

    private void onDeadline() {
        String where = run.whereabouts(); // before the interrupt makes it leave that place
        if (state != State.RUNNING || !run.expire()) {
            return;
        }
        run.shutSink();
        state = State.STUCK;
        queue.giveUp(this);
        String error = "timed out after " + timeout.toMillis() + "ms"
                + (where.isEmpty() ? "" : " in " + where)
                + "; see what it waits for, or raise monitoring.collectors."
                + scheduled.collector().name() + ".timeout";
        failed(new CollectionRun.Failure(error, true, timeout.toNanos()));
        queue.drain();
    }

    private void onReturned() {
        deadline.cancel();
        boolean late = state == State.STUCK;
        state = State.WAITING;
        timeout = scheduled.timeout();
        queue.returned(this);
        if (stopped) {
            return;
        }
        if (!late) {
            CollectionRun.Failure failure = run.result().failure();
            if (failure == null) {
                status.delivered(run.result());
            } else {
                failed(failure);
            }
        }
        if (tickOwed) {
            tickOwed = false;
            onTick();
        } else if (earlyOwed) {
            earlyOwed = false;
            onEarly();
        }
        queue.drain();
    }

    private void failed(CollectionRun.Failure failure) {
        status.failed(failure, stampMillis, grid.plannedMillis(), run.layout());
    }
}
