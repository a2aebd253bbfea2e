package dev.monitoring.core.collect;

import dev.monitoring.core.time.EventLoop;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a scheduler: runs are interrupted, then every collector is closed, on worker threads, each within a deadline. A
 * collector whose run does not react to the interrupt is closed all the same, which may free it. Confined to the scheduler's
 * event loop, but for {@link #done}.
 */
final class Shutdown {
    private static final Logger log = LoggerFactory.getLogger(CollectorScheduler.class);

    /** How long a run has to react to its interrupt before its collector is closed under it. */
    private static final long GRACE_NANOS = 300_000_000;

    /** How long one collector may take to close. */
    private static final long CLOSE_NANOS = 1_000_000_000;

    private final SchedulerParts parts;
    private final RunQueue queue;
    private final Workers workers;
    private final List<CollectorTask> tasks;
    private final EventLoop.Wakeup grace;
    private final ArrayDeque<CloseJob> toClose = new ArrayDeque<>();
    private final Set<CollectorTask> closing = new HashSet<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private int left;

    Shutdown(SchedulerParts parts, RunQueue queue, Workers workers, List<CollectorTask> tasks) {
        this.parts = parts;
        this.queue = queue;
        this.workers = workers;
        this.tasks = tasks;
        this.grace = parts.loop().wakeup(this::onGraceOver);
    }

    /** Opens when every collector was closed or given up. Thread-safe. */
    CountDownLatch done() {
        return done;
    }

    void begin() {
        left = tasks.size();
        workers.giveUpFreely();
        queue.clear();
        queue.whenReturned(this::close);
        for (CollectorTask task : tasks) {
            task.stop();
        }
        for (CollectorTask task : tasks) {
            if (!task.isInside()) {
                close(task);
            }
        }
        if (left == 0) {
            done.countDown();
        }
        grace.at(parts.clock().nanoTime() + GRACE_NANOS);
    }

    private void onGraceOver() {
        for (CollectorTask task : tasks) {
            if (task.isInside()) {
                queue.giveUp(task);
                close(task);
            }
        }
    }

    private void close(CollectorTask task) {
        if (closing.add(task)) {
            toClose.add(new CloseJob(task));
            drain();
        }
    }

    private void drain() {
        while (!toClose.isEmpty() && workers.hasRoom()) {
            CloseJob job = toClose.remove();
            job.prepare();
            if (!workers.begin(job)) {
                job.end();
                continue;
            }
            job.deadline.at(parts.clock().nanoTime() + CLOSE_NANOS);
        }
    }

    /** Closes one collector. */
    private final class CloseJob extends Job {
        private final CollectorTask task;
        private final MetricCollector collector;
        private final EventLoop.Wakeup deadline;
        private boolean ended;

        CloseJob(CollectorTask task) {
            this.task = task;
            this.collector = task.collector();
            this.deadline = parts.loop().wakeup(this::onDeadline);
        }

        @Override
        void work() {
            try {
                collector.close();
            } catch (Throwable failure) { // it is closed as far as it goes; nothing more can be done
                log.debug(
                        "collector {} failed to close: {}",
                        task.feed().source(),
                        parts.redactor().describe(failure));
            }
        }

        @Override
        void returned() {
            deadline.cancel();
            end();
            drain();
        }

        private void onDeadline() {
            if (expire()) {
                log.warn(
                        "collector {} does not close within 1s; its thread is left behind",
                        task.feed().source());
                workers.giveUp(this);
                end();
                drain();
            }
        }

        private void end() {
            if (!ended) {
                ended = true;
                left--;
                if (left == 0) {
                    done.countDown();
                }
            }
        }
    }
}
