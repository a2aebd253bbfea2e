package dev.monitoring.core.collect;

import dev.monitoring.core.model.Target;
import java.time.Duration;

/**
 * A collector with its target and its timetable. Immutable.
 *
 * @param collector reads the target
 * @param target what it reads; its labels go on every series
 * @param interval the distance of runs; runs are stamped with multiples of it
 * @param timeout how long a run may take in all, at most the interval; the first may take {@link
 *     CollectorScheduler#DEFAULT_FIRST_TIMEOUT} where that is longer
 * @param sampleLimit how many samples of a run are kept; further ones are counted, and the run is partial
 */
public record ScheduledCollector(
        MetricCollector collector, Target target, Duration interval, Duration timeout, int sampleLimit) {
    /** The shortest interval. Below it the cost of reading outweighs what is learnt. */
    public static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    /**
     * The sample limit unless set: half of the series the history holds by default, so that one target that floods leaves
     * room for the others. No exporter reaches it on a single server but those that list
     * what users create without bound: queues, topics, containers.
     */
    public static final int DEFAULT_SAMPLE_LIMIT = 10_000;

    public ScheduledCollector {
        if (interval.compareTo(MIN_INTERVAL) < 0) {
            throw new IllegalArgumentException("interval " + interval.toMillis() + "ms of collector " + collector.name()
                    + " is shorter than " + MIN_INTERVAL.toMillis() + "ms; set monitoring.collectors."
                    + collector.name()
                    + ".interval to at least that");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(interval) > 0) {
            throw new IllegalArgumentException("timeout " + timeout.toMillis() + "ms of collector " + collector.name()
                    + " must be above 0 and at most its interval of " + interval.toMillis()
                    + "ms; set monitoring.collectors."
                    + collector.name() + ".timeout");
        }
        if (sampleLimit < 1) {
            throw new IllegalArgumentException("sample limit " + sampleLimit + " of collector " + collector.name()
                    + " would keep nothing; set it to at least 1");
        }
    }

    /** With the default sample limit. */
    public ScheduledCollector(MetricCollector collector, Target target, Duration interval, Duration timeout) {
        this(collector, target, interval, timeout, DEFAULT_SAMPLE_LIMIT);
    }

    /** With a timeout of four fifths of the interval, at most five seconds. */
    public static ScheduledCollector every(Duration interval, MetricCollector collector, Target target) {
        return new ScheduledCollector(collector, target, interval, timeoutWithin(interval));
    }

    /** The timeout unless set: four fifths of the interval, at most five seconds. */
    public static Duration timeoutWithin(Duration interval) {
        Duration longest = Duration.ofSeconds(5);
        return interval.compareTo(longest.multipliedBy(2)) > 0
                ? longest
                : Duration.ofNanos(Math.min(longest.toNanos(), interval.toNanos() / 5 * 4));
    }

    /** This collector with another sample limit. */
    public ScheduledCollector withSampleLimit(int newSampleLimit) {
        return new ScheduledCollector(collector, target, interval, timeout, newSampleLimit);
    }
}
