package dev.monitoring.core.query;

import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.time.Deadline;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets so many queries run at the same time; others wait, first come first served, until their own deadline. Thread-safe. */
final class QueryGate {
    private final Semaphore places;

    QueryGate(int maxConcurrent) {
        this.places = new Semaphore(maxConcurrent, true);
    }

    /**
     * Waits for a place.
     *
     * @throws QueryException if none came free in time, or the thread was interrupted
     */
    void enter(Deadline deadline, QueryLimits limits) {
        if (places.tryAcquire()) {
            return;
        }
        try {
            if (!places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw limits.tooManyQueries();
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
