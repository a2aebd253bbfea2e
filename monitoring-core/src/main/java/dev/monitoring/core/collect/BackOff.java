package dev.monitoring.core.collect;

/**
 * How long to leave a target alone after failures. Confined to the scheduler's event loop.
 *
 * <p>The first failures are tried again at the next tick, since most faults are short; after that the distance doubles up to
 * a maximum. Runs that time out cost a worker for their whole deadline, so after a few in a row the target is in quarantine:
 * tried once a minute at most. One success ends all of it.
 */
final class BackOff {
    /** How many failures in a row are tried again at the next tick. */
    static final int PATIENCE = 3;

    /** After how many timeouts in a row a target is in quarantine. */
    static final int TIMEOUTS = 3;

    private static final long QUARANTINE_MILLIS = 60_000;
    private static final int MAX_DOUBLINGS = 20;

    private final long intervalMillis;
    private final long maxMillis;
    private int failures;
    private int timeouts;

    BackOff(long intervalMillis, long maxMillis) {
        this.intervalMillis = intervalMillis;
        this.maxMillis = maxMillis;
    }

    void succeeded() {
        failures = 0;
        timeouts = 0;
    }

    void failed(boolean timedOut) {
        failures++;
        timeouts = timedOut ? timeouts + 1 : 0;
    }

    /** Failures since the last success. */
    int failures() {
        return failures;
    }

    /** Whether the last run timed out. */
    boolean isSuspect() {
        return timeouts > 0;
    }

    /** Which tick is the next try: 1 is the very next. */
    int ticks() {
        long distance = intervalMillis;
        if (failures > PATIENCE) {
            distance = intervalMillis << Math.min(MAX_DOUBLINGS, failures - PATIENCE);
        }
        if (timeouts >= TIMEOUTS) {
            distance = Math.max(distance, QUARANTINE_MILLIS);
        }
        return (int) Math.max(1, Math.min(distance, maxMillis) / intervalMillis);
    }
}
