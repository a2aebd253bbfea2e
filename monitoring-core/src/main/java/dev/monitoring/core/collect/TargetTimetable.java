package dev.monitoring.core.collect;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The keys {@code interval} and {@code timeout} of a single target, for collectors whose targets differ in that: a page to be
 * read every five seconds beside one that is dear. Immutable.
 */
public final class TargetTimetable {
    private static final Setting<Duration> INTERVAL = Setting.duration(
            "interval",
            null,
            ScheduledCollector.MIN_INTERVAL,
            "How often this target is read; by default the collector's interval.");
    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "timeout",
            null,
            Duration.ofMillis(1),
            "How long one run may take; by default four fifths of the interval, at most 5s.");

    private TargetTimetable() {}

    /** The keys, for a factory's target settings. */
    public static List<Setting<?>> all() {
        return List.of(INTERVAL, TIMEOUT);
    }

    /**
     * The context with the timetable of one target. What cannot be is recorded as a fault in the section.
     *
     * @param target the section of one target
     * @param context the factory's
     * @param shortest the interval of a target that names none is at least that long
     */
    public static CollectorContext read(Settings target, CollectorContext context, Duration shortest) {
        Optional<Duration> own = target.find(INTERVAL);
        Duration otherwise = context.interval().compareTo(shortest) < 0 ? shortest : context.interval();
        Duration interval = own.orElse(otherwise);
        Duration within =
                interval.equals(context.interval()) ? context.timeout() : ScheduledCollector.timeoutWithin(interval);
        Duration timeout = target.find(TIMEOUT).orElse(within);
        if (timeout.compareTo(interval) > 0) {
            target.fault(
                    TIMEOUT,
                    "a run of " + timeout.toMillis() + "ms would still go on at the next tick, " + interval.toMillis()
                            + "ms later; use at most the interval");
            timeout = within;
        }
        return new CollectorContext(context.clock(), interval, timeout, context.instance());
    }
}
