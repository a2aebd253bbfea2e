package dev.monitoring.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A clock that stands still until told to move, for tests; event loops that go by it notice at once. Thread-safe. */
public final class ManualClock implements Clock {
    private final Object lock = new Object();
    private long epochMillis; // guarded by lock
    private long nanoTime; // guarded by lock
    private final Set<Thread> sleepers = ConcurrentHashMap.newKeySet();

    private ManualClock(long epochMillis) {
        this.epochMillis = epochMillis;
    }

    public static ManualClock at(Instant start) {
        return new ManualClock(start.toEpochMilli());
    }

    public static ManualClock atEpochMillis(long epochMillis) {
        return new ManualClock(epochMillis);
    }

    /**
     * Lets time pass: wall time and the monotonic counter move together.
     *
     * @throws IllegalArgumentException if {@code duration} is negative; use {@link #jump} for a wall clock set back
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "time cannot pass backwards by " + duration + "; use jump to set the wall clock back");
        }
        synchronized (lock) {
            epochMillis += duration.toMillis();
            nanoTime += duration.toNanos();
        }
        sleepers.forEach(LockSupport::unpark);
    }

    /** Has a thread woken whenever time passes: it is parked for a moment of this clock. */
    void wakes(Thread sleeper) {
        sleepers.add(sleeper);
    }

    void forgets(Thread sleeper) {
        sleepers.remove(sleeper);
    }

    /** Sets the wall clock forward or back, as an operator or NTP does; the monotonic counter stays. */
    public void jump(Duration duration) {
        synchronized (lock) {
            epochMillis += duration.toMillis();
        }
    }

    @Override
    public long epochMillis() {
        synchronized (lock) {
            return epochMillis;
        }
    }

    @Override
    public long nanoTime() {
        synchronized (lock) {
            return nanoTime;
        }
    }
}
