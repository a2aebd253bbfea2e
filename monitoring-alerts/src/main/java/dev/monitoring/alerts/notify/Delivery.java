package dev.monitoring.alerts.notify;

import java.time.Duration;
import java.util.Optional;

/** How an attempt to tell ended. Immutable. */
public sealed interface Delivery {
    /** The receiver has it. */
    record Delivered() implements Delivery {}

    /**
     * It did not get there, but may later: no connection, no answer, an answer like 429 or 503.
     *
     * @param reason what happened and what would help, without secrets
     * @param after how long the receiver wants to be left alone, where it said so
     */
    record Postponed(String reason, Optional<Duration> after) implements Delivery {}

    /**
     * The receiver does not take it, and will not take it a second time.
     *
     * @param reason what happened and what would help, without secrets
     */
    record Refused(String reason) implements Delivery {}

    static Delivery delivered() {
        return new Delivered();
    }

    static Delivery postponed(String reason) {
        return new Postponed(reason, Optional.empty());
    }

    static Delivery refused(String reason) {
        return new Refused(reason);
    }

    /** Why it did not get there; empty where it did. */
    static Optional<String> reason(Delivery delivery) {
        if (delivery instanceof Postponed postponed) {
            return Optional.of(postponed.reason());
        }
        return delivery instanceof Refused refused ? Optional.of(refused.reason()) : Optional.empty();
    }
}
