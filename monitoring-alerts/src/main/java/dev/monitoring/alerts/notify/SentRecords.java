package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.route.SentRecord;
import java.time.Duration;
import java.util.Optional;

/** What was told last, by integration and group. Thread-safe. */
public interface SentRecords {
    /** What an integration was told last of a group, if that is remembered. */
    Optional<SentRecord> find(String integration, String groupKey);

    /** Remembers what an integration was told, for as long as {@code keep}. */
    void put(String integration, String groupKey, SentRecord record, Duration keep);
}
