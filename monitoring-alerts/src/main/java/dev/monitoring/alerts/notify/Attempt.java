package dev.monitoring.alerts.notify;

import dev.monitoring.core.time.Deadline;
import java.util.Optional;
import java.util.function.Consumer;

/** A notification on its way to one integration. Confined to the pipeline's event loop, but for what is final. */
final class Attempt {
    final Notification notification;
    final long outboxId;
    final Deadline giveUp;
    final Consumer<Delivery> whenDone;
    int tries;
    long nextTryNanos;
    Optional<Delivery> last = Optional.empty();

    /**
     * @param giveUp until when it is tried
     * @param whenDone hears, on the event loop, what became of it at last
     */
    Attempt(Notification notification, long outboxId, Deadline giveUp, long nowNanos, Consumer<Delivery> whenDone) {
        this.notification = notification;
        this.outboxId = outboxId;
        this.giveUp = giveUp;
        this.nextTryNanos = nowNanos;
        this.whenDone = whenDone;
    }
}
