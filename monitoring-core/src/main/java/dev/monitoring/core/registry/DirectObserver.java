package dev.monitoring.core.registry;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An observer whose failures stay its own. Thread-safe where the observer is. */
final class DirectObserver {
    private static final Logger log = LoggerFactory.getLogger(Registry.class);

    private final String name;
    private final SnapshotObserver observer;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong episodes = new AtomicLong();
    private final AtomicBoolean failing = new AtomicBoolean();

    DirectObserver(String name, SnapshotObserver observer) {
        this.name = name;
        this.observer = observer;
    }

    /** Calls the observer; {@code gone} is null where no series left the layout. */
    void tell(Source source, SeriesLayout before, @Nullable BitSet gone, Snapshot snapshot) {
        try {
            if (gone != null) {
                observer.ended(source, before, gone, snapshot.timestampMillis());
            }
            observer.snapshot(source, snapshot);
            if (failing.get() && failing.compareAndSet(true, false)) {
                log.info("observer {} works again; it failed {} times in all", name, failures.get());
            }
        } catch (Throwable failure) { // whatever it is, it is this observer's alone
            failures.incrementAndGet();
            reportFirst(source, failure);
        }
    }

    /** Logs the first failure after a success, and of such episodes the 1st, 2nd, 4th, 8th … only. */
    private void reportFirst(Source source, Throwable failure) {
        try {
            if (failing.compareAndSet(false, true) && Long.bitCount(episodes.incrementAndGet()) == 1) {
                log.warn(
                        "observer {} failed on samples of {}; it is told again at the next run", name, source, failure);
            }
        } catch (Throwable logging) { // the host's logger fails, or there is no memory to call it
            countFailure();
        }
    }

    void countFailure() {
        failures.incrementAndGet();
    }

    String name() {
        return name;
    }

    ObserverStatus status() {
        return new ObserverStatus(name, failures.get(), 0, 0);
    }
}
