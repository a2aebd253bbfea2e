package dev.monitoring.core.query;

import dev.monitoring.core.query.exec.Interrupt;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.time.Deadline;
import java.util.function.BooleanSupplier;

/** Stops a query whose time is up or for whose answer nobody waits. Confined to one thread. */
final class RunningQuery implements Interrupt {
    /**
     * Every how many calls the clock is read: operators call once per series or half a million samples, so it is some
     * milliseconds at most between two looks.
     */
    private static final int CALLS_PER_LOOK = 16;

    /** How long nobody asks whether the caller is still there once it was: the answer may cost a system call. */
    private static final long NANOS_BETWEEN_QUESTIONS = 1_000_000;

    private final QueryLimits limits;
    private final Deadline deadline;
    private final BooleanSupplier cancelled;
    private int calls;
    private long askAtNanosLeft = Long.MAX_VALUE;

    RunningQuery(QueryLimits limits, Deadline deadline, BooleanSupplier cancelled) {
        this.limits = limits;
        this.deadline = deadline;
        this.cancelled = cancelled;
    }

    @Override
    public void check() {
        if (calls++ % CALLS_PER_LOOK == 0) {
            look();
        }
    }

    private void look() {
        long left = deadline.remainingNanos();
        if (left == 0) {
            throw limits.timedOut();
        }
        if (isCancelled(left) || Thread.currentThread().isInterrupted()) {
            throw new QueryException(QueryException.Code.CANCELED, null, "query was canceled in expression evaluation");
        }
    }

    private boolean isCancelled(long nanosLeft) {
        if (nanosLeft > askAtNanosLeft) {
            return false;
        }
        askAtNanosLeft = nanosLeft - NANOS_BETWEEN_QUESTIONS;
        return cancelled.getAsBoolean();
    }
}
