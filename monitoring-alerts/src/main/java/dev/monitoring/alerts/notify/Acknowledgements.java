package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.journal.EntryWriter;
import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The firing alerts that somebody looks after, as a journal has them: they are neither repeated nor escalated. Forgotten when the
 * alert does not fire any more, or 30 days later where nobody hears of it again. Thread-safe.
 */
public final class Acknowledgements {
    // An entry: version 1, the alert's labels, who, the comment, since when. The key is the alert's fingerprint.

    private static final String KIND = "acknowledged";
    private static final int VERSION = 1;
    private static final Duration LONGEST = Duration.ofDays(30);

    private final int capacity;
    private final Journal journal;
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

    /** Those that a journal has, and at most {@code capacity} of them. */
    public Acknowledgements(int capacity, Journal journal) {
        this.capacity = capacity;
        this.journal = journal;
        journal.recall(KIND, (key, reader) -> {
            reader.version(VERSION);
            Labels alert = reader.labels();
            acknowledged.put(alert, new Acknowledgement(reader.text(), reader.text(), reader.number()));
        });
    }

    private static byte[] bytes(Labels alert, Acknowledgement acknowledgement) {
        return new EntryWriter()
                .number(VERSION)
                .labels(alert)
                .text(acknowledgement.by())
                .text(acknowledgement.comment())
                .number(acknowledgement.timeMillis())
                .bytes();
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
            journal.put(
                    KIND,
                    Alert.fingerprint(alert),
                    bytes(alert, acknowledgement),
                    acknowledgement.timeMillis() + LONGEST.toMillis());
        }
    }

    /** Takes it back; says whether there was anything to take back. */
    public boolean remove(Labels alert) {
        synchronized (lock) {
            boolean was = acknowledged.remove(alert) != null;
            if (was) {
                journal.remove(KIND, Alert.fingerprint(alert));
            }
            return was;
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
