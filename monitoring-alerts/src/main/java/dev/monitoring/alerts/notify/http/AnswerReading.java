package dev.monitoring.alerts.notify.http;

import dev.monitoring.alerts.notify.Delivery;
import java.util.Optional;

/** What answers of a service mean beyond their status. Immutable and thread-safe. */
@FunctionalInterface
public interface AnswerReading {
    /** What an answer means; empty where its status says all. Reasons may hold what the service said. */
    Optional<Delivery> read(HttpAnswer answer);

    /** The status says all. */
    static AnswerReading byStatus() {
        return answer -> Optional.empty();
    }
}
