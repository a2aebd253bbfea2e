package dev.monitoring.alerts.route;

import java.time.Duration;

/**
 * When the groups of a route are told of. Immutable.
 *
 * @param groupWait how long a new group waits for further alerts
 * @param groupInterval how long after one telling a change in the group is told
 * @param repeatInterval how long after one telling the same is told again
 */
public record RouteTimes(Duration groupWait, Duration groupInterval, Duration repeatInterval) {
    /** Alertmanager's: 30 s, 5 m, 4 h. */
    public static final RouteTimes DEFAULT =
            new RouteTimes(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(4));

    public RouteTimes {
        if (groupWait.isNegative()) {
            throw new IllegalArgumentException("group_wait is " + groupWait + "; it is not below zero");
        }
        requirePositive("group_interval", groupInterval);
        requirePositive("repeat_interval", repeatInterval);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is " + duration + "; it is above zero, for example 5m");
        }
    }
}
