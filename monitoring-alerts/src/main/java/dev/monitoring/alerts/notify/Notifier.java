package dev.monitoring.alerts.notify;

import dev.monitoring.core.time.Deadline;
import java.time.Duration;

/**
 * One way to tell one receiver, ready for use. Asked by one thread at a time; {@link #close} may come from any thread and frees
 * a {@link #tell} that waits.
 */
public interface Notifier extends AutoCloseable {
    /**
     * Tells, once, and waits for the answer until the deadline at most. What goes wrong is an answer, not an exception; it
     * holds no secret.
     */
    Delivery tell(Notification notification, Deadline deadline);

    /** The most time that one try may take, where the group is not due again before; 30 s unless the user says otherwise. */
    default Duration longestTry() {
        return Duration.ofSeconds(30);
    }

    /** Where it tells, for people, without secrets: {@code https://hooks.example.org}, {@code ops@example.org}. */
    String target();

    @Override
    default void close() {}
}
