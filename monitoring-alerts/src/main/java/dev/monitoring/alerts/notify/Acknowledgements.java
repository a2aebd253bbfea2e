package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.core.model.Labels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The firing alerts that somebody looks after: they are neither repeated nor escalated. Thread-safe. */
public final class Acknowledgements {
    private final int capacity;
    private final Object lock = new Object();
    private final Map<Labels, Acknowledgement> acknowledged = new LinkedHashMap<>(); // guarded by lock

    /**
     * Who looks after an alert. Immutable.
     *
     * @param by who
     * @param comment what they say; may be empty
     * @param timeMillis since when, in epoch milliseconds
     */
    public record Acknowledgement(String by, String comment, long timeMillis) {}

    /** None yet, and at most {@code capacity} of them. */
    public Acknowledgements(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Takes note that somebody looks after an alert.
     *
     * @throws IllegalStateException if there is no room for one more
     */
    public void add(Labels alert, Acknowledgement acknowledgement) {
        synchronized (lock) {
            if (acknowledged.size() >= capacity && !acknowledged.containsKey(alert)) {
                throw new IllegalStateException(
                        "there are " + capacity + " acknowledged alerts already; silence those that are known");
            }
            acknowledged.put(alert, acknowledgement);
        }
    }

    /** Takes it back; says whether there was anything to take back. */
    public boolean remove(Labels alert) {
        synchronized (lock) {
            return acknowledged.remove(alert) != null;
        }
    }

    /** Who looks after an alert, if anybody does. */
    public Optional<Acknowledgement> find(Labels alert) {
        synchronized (lock) {
            return Optional.ofNullable(acknowledged.get(alert));
        }
    }

    public boolean has(Labels alert) {
        return find(alert).isPresent();
    }

    /** An alert that does not fire any more needs nobody to look after it; when it fires again, it is a new one. */
    public void observe(Alert alert) {
        if (!(alert.state() instanceof Firing)) {
            remove(alert.labels());
        }
    }
}
