package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import java.util.List;
import java.util.OptionalLong;

/** What becomes of alerts once they fire, as far as explanations need it. Thread-safe. */
public interface NotificationView {
    /** Where nobody is told of anything. */
    NotificationView NONE = new NotificationView() {
        @Override
        public boolean isConfigured() {
            return false;
        }

        @Override
        public List<RouteStand> routes(Alert alert, long timeMillis) {
            return List.of();
        }
    };

    /** Whether there is a routing tree at all. */
    boolean isConfigured();

    /**
     * The routes that an alert takes, in the order of the tree.
     *
     * @param alert as it was at that moment; what was told before it fired is no word of it
     * @param timeMillis at which moment, in epoch milliseconds; mutes and deliveries as far as they are still known
     */
    List<RouteStand> routes(Alert alert, long timeMillis);

    /**
     * How an alert stands on a route. Immutable.
     *
     * @param route what the route is called: its matchers from the root on
     * @param receiver who is told
     * @param nextDueMillis when the alert's group is looked at next, in epoch milliseconds, where it has one
     * @param mutes what keeps it quiet; none where it may speak
     * @param deliveries what was tried to tell of the alert, the newest first
     */
    record RouteStand(
            String route,
            String receiver,
            OptionalLong nextDueMillis,
            List<Mute> mutes,
            List<DeliveryStand> deliveries) {
        public RouteStand {
            mutes = List.copyOf(mutes);
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * Something that keeps an alert quiet. Immutable.
     *
     * @param kind what it is
     * @param by which one, and why, for people: {@code silence 3f2a by ann: maintenance}
     * @param untilMillis until when, in epoch milliseconds, where that is known
     */
    record Mute(Kind kind, String by, OptionalLong untilMillis) {
        /** What can keep an alert quiet. */
        public enum Kind {
            SILENCE("silenced"),
            INHIBITION("inhibited"),
            TIME_INTERVAL("muted by time"),
            /** The route is taken only by alerts that nobody looks after for a while. */
            ESCALATION("held back"),
            /** The receiver has no way to tell anybody. */
            NO_INTEGRATION("dropped");

            private final String word;

            Kind(String word) {
                this.word = word;
            }

            /** What the alert is then. */
            public String word() {
                return word;
            }
        }
    }

    /**
     * An attempt to tell. Immutable.
     *
     * @param integration by which way: {@code webhook}
     * @param timeMillis when, in epoch milliseconds
     * @param isDelivered whether it was taken
     * @param reason why not; empty where it was
     * @param nextTryMillis when it is tried again, in epoch milliseconds, where it is
     */
    record DeliveryStand(
            String integration, long timeMillis, boolean isDelivered, String reason, OptionalLong nextTryMillis) {}
}
