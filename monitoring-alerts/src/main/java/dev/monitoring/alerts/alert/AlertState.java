package dev.monitoring.alerts.alert;

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

    /** The state of an alert whose condition holds for the first time. */
    static AlertState begin(long timeMillis, AlertTiming timing) {
        return new Pending(timeMillis).holds(timeMillis, timing);
    }
}
