package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.Schedule;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.registry.SourceFeed;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs collectors on their intervals and publishes what they bring to a {@link Registry}. Thread-safe.
 *
 * <p>Each collector is on its own: what it throws, how long it hangs, how much it emits is counted, shown in its health, and
 * costs the others nothing. After start-up nothing is thrown into the host.
 *
 * <h2>Design note: threads</h2>
 *
 * One event loop ({@code monitoring-scheduler}) owns all state: timetables, back-off, the queue, who is at work. It never
 * runs foreign code but the registry's direct observers, when it publishes that a run failed. Collectors run on a few worker
 * threads ({@code monitoring-collector-<n>}). A worker owns a collector's sink while it is at work, and publishes what a
 * run brought itself; whether it may is decided under the lock of that run, against the deadline that the loop watches (see
 * {@link Job}). A thread that is not back by the deadline is interrupted, its run counts as failed at once, and its place is
 * given to another thread; it may hang for ever without harm, for no second run of its collector is begun, and no more than
 * {@value #MAX_LOST} threads are given up in that way. Where sound collectors wait, the place of a run that takes long is given
 * away sooner, see {@link RunQueue}, within the same number.
 */
public final class CollectorScheduler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CollectorScheduler.class);

    /** How many threads collectors have at most, unless set. */
    public static final int DEFAULT_THREADS = 3;

    /** How far the distance of tries grows at most, unless set. */
    public static final Duration DEFAULT_MAX_BACK_OFF = Duration.ofMinutes(5);

    /**
     * How long a collector's first run may take at least, unless set: it loads classes, and its code is interpreted. Reading a
     * host for the first time takes 0.3 s, and 1.1 s on two busy cores; later 2 ms.
     */
    public static final Duration DEFAULT_FIRST_TIMEOUT = Duration.ofSeconds(4);

    /** How many hanging threads are replaced. Beyond that, hanging collectors take the places of others. */
    static final int MAX_LOST = 8;

    /** The parts of the five seconds that closing may take: for collectors to close, and then for threads to end. */
    private static final long CLOSE_COLLECTORS_MILLIS = 3_500;

    private static final long END_THREADS_MILLIS = 400;

    private final Registry registry;
    private final Clock clock;
    private final Redactor redactor;
    private final Duration maxBackOff;
    private final Duration firstTimeout;
    private final int threads;
    private final Function<Clock, EventLoop> loops;
    private final Function<EventLoop, Workers> workerFactory;
    private final CopyOnWriteArrayList<CollectorTask> tasks = new CopyOnWriteArrayList<>();

    private final Object lock = new Object();
    private final List<Added> beforeStart = new ArrayList<>(); // guarded by lock
    private @Nullable Running running; // guarded by lock
    private boolean closed; // guarded by lock

    private record Added(ScheduledCollector scheduled, SourceFeed feed, RunReport report) {}

    private record Running(SchedulerParts parts, Workers workers, RunQueue queue) {}

    private CollectorScheduler(Builder builder) {
        this.registry = builder.registry;
        this.clock = builder.clock;
        this.redactor = builder.redactor;
        this.maxBackOff = builder.maxBackOff;
        this.firstTimeout = builder.firstTimeout;
        this.threads = builder.threads;
        this.loops = builder.loops;
        this.workerFactory = builder.workers;
    }

    /** A scheduler that publishes to {@code registry}. */
    public static Builder builder(Registry registry) {
        return new Builder(registry);
    }

    /**
     * Adds a collector; it runs at once where the scheduler has been started. After {@link #close} it is closed.
     *
     * <p>Collectors that need no network are best added first: their first run comes first.
     */
    public void add(ScheduledCollector scheduled) {
        synchronized (lock) {
            if (closed) {
                closeQuietly(scheduled.collector());
                return;
            }
            String name = scheduled.collector().name();
            Optional<Family> ownUp = scheduled.collector().upFamily();
            RunReport alone = isTaken(scheduled.target()) ? RunReport.apart(name, ownUp) : RunReport.plain(ownUp);
            RunReport report = alone.honoring(scheduled.collector().honorsLabels());
            Schedule schedule = new Schedule(scheduled.interval(), scheduled.timeout());
            Added added = new Added(scheduled, registry.add(name, scheduled.target(), schedule), report);
            if (running == null) {
                beforeStart.add(added);
            } else {
                begin(List.of(added), running);
            }
        }
    }

    /**
     * Starts to run the collectors. Returns at once.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        synchronized (lock) {
            if (running != null || closed) {
                throw new IllegalStateException("the scheduler was started or closed before; make a new one");
            }
            EventLoop loop = loops.apply(clock);
            Workers workers = workerFactory.apply(loop);
            running = new Running(
                    new SchedulerParts(clock, loop, redactor, maxBackOff, firstTimeout),
                    workers,
                    new RunQueue(workers, threads, clock, loop));
            begin(List.copyOf(beforeStart), running);
            beforeStart.clear();
        }
    }

    /** What the scheduler, its collectors and the registry's observers say about themselves. */
    public SelfMetrics.Contributor metrics() {
        return new SchedulerMetrics(this, registry);
    }

    /**
     * Stops all runs, closes all collectors and ends all threads, within five seconds; a thread that does not react to
     * interruption stays behind, which keeps its collector alive and nothing else of the library. The caller's interrupt is
     * kept for the caller.
     */
    @Override
    public void close() {
        Running now;
        List<Added> neverStarted;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            now = running;
            neverStarted = List.copyOf(beforeStart);
            beforeStart.clear();
        }
        for (Added added : neverStarted) {
            closeQuietly(added.scheduled.collector());
        }
        if (now != null) {
            boolean interrupted = Thread.interrupted();
            interrupted |= end(now);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The tasks in the order they were added. Thread-safe. */
    List<CollectorTask> tasks() {
        return tasks;
    }

    /** How many threads it has: the loop, and workers that are not given up. Thread-safe. */
    int threadCount() {
        Running now = running();
        return now == null ? 0 : now.workers.threads() + 1;
    }

    /** How many threads were given up and have not come back. Thread-safe. */
    int lostThreads() {
        Running now = running();
        return now == null ? 0 : now.workers.lost();
    }

    /** How many runs wait for a thread. Thread-safe. */
    int queuedRuns() {
        Running now = running();
        return now == null ? 0 : now.queue.size();
    }

    private @Nullable Running running() {
        synchronized (lock) {
            return running;
        }
    }

    /** Hands collectors to the loop; under the lock, so that the end of all cannot overtake it. */
    private void begin(List<Added> added, Running now) {
        now.parts
                .loop()
                .wakeup(() -> {
                    for (Added one : added) {
                        CollectorTask task =
                                new CollectorTask(one.scheduled, one.feed, one.report, now.parts, now.queue);
                        tasks.add(task);
                        task.start();
                    }
                })
                .now();
    }

    /** Whether another collector has a target with the same labels already. */
    private boolean isTaken(Target target) {
        for (Source source : registry.sources()) {
            if (source.target().labels().equals(target.labels())) {
                return true;
            }
        }
        return false;
    }

    /** Ends what runs; true where the calling thread was interrupted meanwhile. */
    private boolean end(Running now) {
        Shutdown shutdown = new Shutdown(now.parts, now.queue, now.workers, tasks);
        now.parts.loop().wakeup(shutdown::begin).now();
        boolean interrupted = false;
        long end = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_COLLECTORS_MILLIS);
        while (true) {
            try {
                if (!shutdown.done().await(end - clock.nanoTime(), TimeUnit.NANOSECONDS)) {
                    log.warn("not all collectors closed within {}ms", CLOSE_COLLECTORS_MILLIS);
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        now.parts.loop().close();
        now.workers.stop(); // the loop that owned them has ended
        for (CollectorTask task : tasks) {
            task.detach();
        }
        tasks.clear();
        try {
            now.workers.join(END_THREADS_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        return interrupted;
    }

    private void closeQuietly(MetricCollector collector) {
        try {
            collector.close();
        } catch (Throwable failure) { // it never ran; there is nothing to lose
            log.debug("collector {} failed to close: {}", collector.name(), redactor.describe(failure));
        }
    }

    /** Settings of a scheduler. Confined to one thread. */
    public static final class Builder {
        private final Registry registry;
        private Clock clock = Clock.system();
        private Redactor redactor = Redactor.of(List.of());
        private Duration maxBackOff = DEFAULT_MAX_BACK_OFF;
        private Duration firstTimeout = DEFAULT_FIRST_TIMEOUT;
        private int threads = DEFAULT_THREADS;
        private Function<Clock, EventLoop> loops = time -> EventLoop.start("monitoring-scheduler", time);
        private Function<EventLoop, Workers> workers = loop -> new ThreadWorkers(loop, threads, MAX_LOST);

        private Builder(Registry registry) {
            this.registry = registry;
        }

        /** By default the machine's clock. */
        public Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        /** Takes secrets out of errors; by default those in URLs only. */
        public Builder redactor(Redactor newRedactor) {
            redactor = newRedactor;
            return this;
        }

        /**
         * How far the distance of tries of a failing target grows at most; by default five minutes. Thirty seconds suit
         * targets that somebody is looking at.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxBackOff(Duration newMaxBackOff) {
            if (newMaxBackOff.isNegative()) {
                throw new IllegalArgumentException(
                        "a back-off of " + newMaxBackOff + " is negative; set zero to try at each tick");
            }
            maxBackOff = newMaxBackOff;
            return this;
        }

        /** How long the first run of a collector may take where its own timeout is shorter; by default four seconds. */
        public Builder firstTimeout(Duration newFirstTimeout) {
            firstTimeout = newFirstTimeout;
            return this;
        }

        /**
         * How many threads collectors have; by default three, at least one.
         *
         * @throws IllegalArgumentException if it is below one
         */
        public Builder threads(int newThreads) {
            if (newThreads < 1) {
                throw new IllegalArgumentException(newThreads + " threads could run nothing; set at least 1");
            }
            threads = newThreads;
            return this;
        }

        /** For tests: who runs the loop and the jobs. */
        Builder driver(EventLoop newLoop, Workers newWorkers) {
            loops = time -> newLoop;
            workers = loop -> newWorkers;
            return this;
        }

        public CollectorScheduler build() {
            return new CollectorScheduler(this);
        }
    }
}
