package dev.monitoring.alerts.route;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A group whose moment has come, with its alerts as they are at that moment. Thread-safe.
 *
 * <p>Whoever takes it says at the end, with {@link #done}, whether all was told; until then the group is not due again.
 */
public final class DueGroup {
    private final Route route;
    private final Labels labels;
    private final List<Alert> alerts;
    private final long timeMillis;
    private final Consumer<Boolean> whenDone;
    private final AtomicBoolean done = new AtomicBoolean();

    DueGroup(Route route, Labels labels, List<Alert> alerts, long timeMillis, Consumer<Boolean> whenDone) {
        this.route = route;
        this.labels = labels;
        this.alerts = List.copyOf(alerts);
        this.timeMillis = timeMillis;
        this.whenDone = whenDone;
    }

    public Route route() {
        return route;
    }

    /** The labels that its alerts were grouped by. */
    public Labels labels() {
        return labels;
    }

    /** What names the group, {@link Route#groupKey}. */
    public String key() {
        return route.groupKey(labels);
    }

    /** Its alerts, firing and resolved, in Alertmanager's order: by {@code job}, {@code instance}, then all labels. */
    public List<Alert> alerts() {
        return alerts;
    }

    /** When it became due, in epoch milliseconds. */
    public long timeMillis() {
        return timeMillis;
    }

    /**
     * Ends this telling; calls after the first have no effect.
     *
     * @param succeeded whether resolved alerts may be forgotten, because everybody heard of them
     */
    public void done(boolean succeeded) {
        if (done.compareAndSet(false, true)) {
            whenDone.accept(succeeded);
        }
    }
}
