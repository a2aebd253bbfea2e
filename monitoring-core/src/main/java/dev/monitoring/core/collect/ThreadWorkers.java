package dev.monitoring.core.collect;

import dev.monitoring.core.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Daemon threads {@code monitoring-collector-<n>}, started when there is work for them. All fields belong to the event loop's
 * thread unless said.
 *
 * <p>A worker and the loop meet in two places: the loop puts a job into the worker's mailbox and unparks it; the worker wakes
 * the loop when it has come back. Neither allocates, so both work on an exhausted heap.
 */
final class ThreadWorkers implements Workers {
    private static final Logger log = LoggerFactory.getLogger(CollectorScheduler.class);

    private final EventLoop loop;
    private final int maxThreads;
    private final int maxLost;
    private final List<Worker> idle = new ArrayList<>();
    private final List<Worker> busy = new ArrayList<>();
    private final List<Worker> aside = new ArrayList<>();
    private final List<Worker> lost = new ArrayList<>();
    /** Every worker whose thread may be alive; written by the loop, read by whoever waits for the end. */
    private final CopyOnWriteArrayList<Worker> alive = new CopyOnWriteArrayList<>();

    /** For other threads; the loop itself goes by the lists. */
    private volatile int threadCount;

    private volatile int lostCount;
    private boolean freely;
    private boolean stopped;
    private int started;
    private long failedStarts;

    ThreadWorkers(EventLoop loop, int maxThreads, int maxLost) {
        this.loop = loop;
        this.maxThreads = maxThreads;
        this.maxLost = maxLost;
    }

    @Override
    public boolean hasRoom() {
        return !stopped && (!idle.isEmpty() || busy.size() < maxThreads);
    }

    @Override
    public boolean begin(Job job) {
        if (!hasRoom()) {
            return false;
        }
        Worker worker = idle.isEmpty() ? startWorker() : idle.remove(idle.size() - 1);
        if (worker == null) {
            return false;
        }
        busy.add(worker);
        count();
        worker.give(job);
        return true;
    }

    @Override
    public boolean giveUp(Job job) {
        return move(job, aside, lost) || (!atLossLimit() && move(job, busy, lost));
    }

    @Override
    public boolean setAside(Job job) {
        return aside.size() + lost.size() < maxLost && move(job, busy, aside);
    }

    private boolean move(Job job, List<Worker> from, List<Worker> to) {
        for (Worker worker : from) {
            if (worker.job == job) {
                from.remove(worker);
                to.add(worker);
                count();
                return true;
            }
        }
        return false;
    }

    @Override
    public void giveUpFreely() {
        freely = true;
    }

    @Override
    public int threads() {
        return threadCount;
    }

    @Override
    public int lost() {
        return lostCount;
    }

    /** Makes the counts that other threads read true again. */
    private void count() {
        threadCount = idle.size() + busy.size() + aside.size();
        lostCount = lost.size();
    }

    @Override
    public boolean atLossLimit() {
        return !freely && lost.size() >= maxLost;
    }

    @Override
    public void stop() {
        stopped = true;
        for (Worker worker : alive) {
            worker.end();
        }
    }

    @Override
    public boolean join(long millis) throws InterruptedException {
        long share = Math.max(1, millis / Math.max(1, alive.size()));
        boolean ended = true;
        for (Worker worker : alive) {
            TimeUnit.MILLISECONDS.timedJoin(worker.thread, share);
            ended &= !worker.thread.isAlive();
        }
        return ended;
    }

    private @Nullable Worker startWorker() {
        try {
            Worker worker = new Worker(++started);
            worker.thread.start();
            alive.add(worker);
            return worker;
        } catch (Throwable failure) { // no memory or no permission for another thread; tried again at the next tick
            if (Long.bitCount(++failedStarts) == 1) { // the 1st, 2nd, 4th, 8th …
                log.warn("no thread can be started to run collectors; tried again at the next tick", failure);
            }
            return null;
        }
    }

    /** Takes a worker back that has come back from its job. */
    private void takeBack(Worker worker) {
        Job job = worker.job;
        worker.job = null;
        lost.remove(worker);
        aside.remove(worker);
        busy.remove(worker);
        if (stopped || idle.size() + busy.size() >= maxThreads) {
            worker.end();
            alive.remove(worker);
        } else {
            idle.add(worker);
        }
        count();
        if (job != null) {
            job.returned();
        }
    }

    /**
     * One thread. It keeps hold of its mailbox, and of the loop only through {@link Mailbox#cameBack}, which goes when the worker
     * is ended: a thread that hangs for ever keeps nothing of the library alive but its job.
     */
    private final class Worker {
        final Thread thread;
        private final Mailbox mailbox;

        @Nullable
        Job job;

        Worker(int number) {
            this.mailbox = new Mailbox(loop.wakeup(() -> takeBack(this)));
            this.thread = new Thread(null, mailbox, "monitoring-collector-" + number, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(ThreadWorkers.class.getClassLoader());
        }

        void give(Job newJob) {
            job = newJob;
            mailbox.job.set(newJob);
            LockSupport.unpark(thread);
        }

        void end() {
            mailbox.cameBack = null;
            LockSupport.unpark(thread);
        }
    }

    /** What a worker's thread runs and refers to. */
    private static final class Mailbox implements Runnable {
        final AtomicReference<@Nullable Job> job = new AtomicReference<>();
        /** Wakes the loop; null when the thread is to end. */
        volatile EventLoop.@Nullable Wakeup cameBack;

        Mailbox(EventLoop.Wakeup cameBack) {
            this.cameBack = cameBack;
        }

        @Override
        public void run() {
            while (cameBack != null) {
                Job next = job.getAndSet(null);
                if (next == null) {
                    LockSupport.park(this);
                    Thread.interrupted(); // an interrupt would make park return at once, for ever
                    continue;
                }
                try {
                    next.run();
                } catch (Throwable failure) { // jobs keep their failures; nothing may end this thread but end()
                    Thread.interrupted();
                }
                Thread.interrupted(); // what was left of this job is not the next one's
                EventLoop.Wakeup wakeup = cameBack;
                if (wakeup != null) {
                    wakeup.now();
                }
            }
        }
    }
}
