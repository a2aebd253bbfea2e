package dev.monitoring.core.registry;

import java.time.Duration;

/**
 * How often a source is read. Immutable.
 *
 * @param interval from one run to the next; zero where nobody says
 * @param timeout how long a run may take; zero where nobody says
 */
public record Schedule(Duration interval, Duration timeout) {
    /** Nobody says. */
    public static final Schedule UNKNOWN = new Schedule(Duration.ZERO, Duration.ZERO);
}
