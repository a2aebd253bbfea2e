package dev.monitoring.alerts;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread that does one piece of work after another, first come first served. Where work waits while another piece takes
 * longer than {@link #PATIENCE_NANOS}, that piece is set aside: its place goes to another thread until it is done. So slow
 * work holds up the rest by no more than that, and as long as nothing is slow there is one thread however much is due at once.
 * Thread-safe.
 */
final class PatientWorkers extends ThreadPoolExecutor {
    /** As long as the collectors' queue waits. */
    static final long PATIENCE_NANOS = 50_000_000;

    private static final int PLACES = 1;

    private final int maxThreads;
    private final Clock clock;
    private final EventLoop.Wakeup look;
    /** Since when each thread is at a piece of work that is not set aside, the longest first; guarded by itself. */
    private final Map<Thread, Long> begunNanos = new LinkedHashMap<>();
    /** The threads whose work is set aside; guarded by {@link #begunNanos}, as is the size of the pool. */
    private final Set<Thread> aside = new HashSet<>();

    /**
     * No thread yet.
     *
     * @param maxThreads with those that are set aside
     * @param idleSeconds after how long without work the last thread ends, too
     */
    PatientWorkers(int maxThreads, long idleSeconds, ThreadFactory factory, Clock clock, EventLoop loop) {
        super(PLACES, PLACES, idleSeconds, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        allowCoreThreadTimeOut(true);
        this.maxThreads = maxThreads;
        this.clock = clock;
        this.look = loop.wakeup(this::setAsideWhatIsSlow);
    }

    @Override
    public void execute(Runnable work) {
        super.execute(work);
        lookIfWorkWaits();
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable work) {
        synchronized (begunNanos) {
            begunNanos.put(thread, clock.nanoTime());
        }
        lookIfWorkWaits();
    }

    @Override
    protected void afterExecute(Runnable work, @Nullable Throwable failure) {
        Thread thread = Thread.currentThread();
        synchronized (begunNanos) {
            begunNanos.remove(thread);
            if (aside.remove(thread)) {
                setCorePoolSize(PLACES + aside.size());
                setMaximumPoolSize(PLACES + aside.size());
            }
        }
        lookIfWorkWaits(); // where all threads were taken, nobody has waited for the others to become slow
    }

    private void lookIfWorkWaits() {
        if (!getQueue().isEmpty()) {
            look.now();
        }
    }

    /** Makes room where a piece of work takes long, the one that began first; else comes back when it does. */
    private void setAsideWhatIsSlow() {
        synchronized (begunNanos) {
            if (getQueue().isEmpty() || begunNanos.isEmpty() || PLACES + aside.size() == maxThreads) {
                return;
            }
            Map.Entry<Thread, Long> oldest = begunNanos.entrySet().iterator().next();
            long impatientNanos = oldest.getValue() + PATIENCE_NANOS;
            if (clock.nanoTime() - impatientNanos < 0) {
                look.at(impatientNanos);
                return;
            }
            begunNanos.remove(oldest.getKey());
            aside.add(oldest.getKey());
            setMaximumPoolSize(PLACES + aside.size());
            setCorePoolSize(PLACES + aside.size()); // starts a thread, which looks again when it begins
        }
    }
}
