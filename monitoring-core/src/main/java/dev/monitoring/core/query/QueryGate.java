package dev.monitoring.core.query;

import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets so many queries run at the same time; others wait, nearly in the order they came, until their own deadline, or until
 * whoever asked is gone. Thread-safe.
 */
final class QueryGate {
    /** How often one that waits asks whether it is still wanted; it goes to the end of the line then. */
    private static final long GLANCE_NANOS = Duration.ofMillis(100).toNanos();

    private final Semaphore places;

    QueryGate(int maxConcurrent) {
        this.places = new Semaphore(maxConcurrent, true);
    }

    /**
     * Waits for a place.
     *
     * @param cancelled whether nobody wants the answer any more
     * @throws QueryException if none came free in time, nobody wants it any more, or the thread was interrupted
     */
    void enter(Deadline deadline, QueryLimits limits, BooleanSupplier cancelled) {
        if (places.tryAcquire()) {
            return;
        }
        try {
            while (!places.tryAcquire(Math.min(GLANCE_NANOS, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                if (cancelled.getAsBoolean()) {
                    throw new QueryException(
                            QueryException.Code.CANCELED, null, "query was canceled while it waited for others");
                }
                if (deadline.hasPassed()) {
                    throw limits.tooManyQueries();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(
                    QueryException.Code.CANCELED, null, "query was interrupted while it waited for others", e);
        }
    }

    void leave() {
        places.release();
    }
}
