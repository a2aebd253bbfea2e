package dev.monitoring.core.collect;

import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Clock;
import java.time.Duration;

/**
 * What a factory gets besides its settings. Immutable.
 *
 * @param clock the time
 * @param interval how often to collect, unless the collector has a reason of its own; the collector's {@code interval}
 *     setting is already in it
 * @param timeout how long a run may take; the collector's {@code timeout} setting is already in it
 * @param instance the name of this process for targets that have no address of their own: {@code host} or {@code host:port}
 */
public record CollectorContext(Clock clock, Duration interval, Duration timeout, String instance) {
    /** A collector with the timetable of this context. */
    public ScheduledCollector schedule(MetricCollector collector, Target target) {
        return new ScheduledCollector(collector, target, interval, timeout);
    }
}
