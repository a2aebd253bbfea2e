package dev.monitoring.alerts.alert;

import java.time.Duration;

/**
 * How long a condition must hold, and how long an alert outlives it. Immutable.
 *
 * @param holdFor how long the condition must hold before the alert fires; the rule's {@code for}
 * @param keepFiringFor how long the alert goes on firing once the condition has ceased; the rule's {@code keep_firing_for}
 */
public record AlertTiming(Duration holdFor, Duration keepFiringFor) {
    /** How long an alert is remembered once it is resolved: 15 minutes, as in Prometheus. */
    public static final Duration RESOLVED_RETENTION = Duration.ofMinutes(15);

    public AlertTiming {
        if (holdFor.isNegative() || keepFiringFor.isNegative()) {
            throw new IllegalArgumentException(
                    "for is " + holdFor + " and keep_firing_for is " + keepFiringFor + "; neither is below zero");
        }
    }
}
