package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.value.QueryException;

/** Tells whether a running query has to stop. */
@FunctionalInterface
public interface Interrupt {
    /**
     * Returns if the query may go on. Called often, so it is cheap.
     *
     * @throws QueryException if its time is up or nobody waits for it any more
     */
    void check();
}
