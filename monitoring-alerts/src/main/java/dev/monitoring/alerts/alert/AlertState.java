package dev.monitoring.alerts.alert;

import java.time.Duration;
import java.util.Optional;

/**
 * Where an alert is in its life. Immutable; each evaluation of the rule asks the state what follows it, and no other way
 * leads from one state to the next.
 *
 * <pre>
 *             condition holds                    for {@code for}
 *   (nothing) ───────────────▶ Pending ────────────────────────▶ Firing
 *       ▲                        │  ▲      for was raised           │
 *       │     condition ceases   │  └───────────────────────────────┤
 *       ├────────────────────────┘                                  │ condition ceases,
 *       │                                                           │ for {@code keep_firing_for}
 *       │            after 15 minutes                               ▼
 *       └──────────────────────────────────────────────────────  Resolved ──▶ Pending, if it holds again
 * </pre>
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/">Alerting rules</a>
 */
public sealed interface AlertState permits Pending, Firing, Resolved {
    /** How long nobody may have looked at a pending alert before it begins anew: an hour, as in Prometheus. */
    Duration OUTAGE_TOLERANCE = Duration.ofHours(1);

    /** Since when the condition has held, in epoch milliseconds. */
    long activeAtMillis();

    /** {@code pending}, {@code firing} or {@code inactive}: Prometheus' words. */
    String word();

    /** Whether the condition counts as holding: pending and firing alerts are active. */
    boolean isActive();

    /** What follows an evaluation at which the condition holds. */
    AlertState holds(long timeMillis, AlertTiming timing);

    /** What follows an evaluation at which the condition does not hold; empty where the alert is forgotten. */
    Optional<AlertState> ceases(long timeMillis, AlertTiming timing);

    /** This state with all its times moved by as much as the wall clock was set, so that no time passes by that. */
    AlertState shifted(long millis);

    /**
     * This state after nobody has looked at the condition for a while, as after a restart. That time counts as if it had not
     * passed: not towards {@code for}, nor {@code keep_firing_for}. A pending alert is forgotten after too long a time; what fires
     * fires on since when it did; and what is resolved is remembered long enough for everybody to hear of it.
     *
     * @param stoppedMillis how long it was, at least 0
     * @param nowMillis the present, in epoch milliseconds; no time of the state is later afterwards
     */
    Optional<AlertState> resumed(long stoppedMillis, long nowMillis);

    /** The state of an alert whose condition holds for the first time. */
    static AlertState begin(long timeMillis, AlertTiming timing) {
        return new Pending(timeMillis).holds(timeMillis, timing);
    }
}
