package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.route.SentRecord;
import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The latest notifications, each with what became of it, so that one that did not arrive is seen. Those that wait are never
 * forgotten; of the others the oldest are. Thread-safe.
 */
public final class Outbox {
    private final int capacity;
    private final Object lock = new Object();
    private final Map<Long, Entry> entries = new LinkedHashMap<>(); // guarded by lock
    private long lastId; // guarded by lock

    /** What became of a notification. */
    public enum Status {
        /** Not there yet: it waits for its turn, for an answer, or for the next try. */
        WAITING,
        DELIVERED,
        /** Given up, for this time: the group is told of again when it is due again. */
        FAILED
    }

    /**
     * A notification. Immutable.
     *
     * @param id counts up
     * @param receiver the receiver's name
     * @param integration the kind of channel and its place: {@code webhook[0]}
     * @param target where to, without secrets
     * @param groupKey the group
     * @param groupLabels the labels by which it is grouped
     * @param reason why it is told now; empty for a test
     * @param firing how many of its alerts fire
     * @param resolved how many are over
     * @param status what became of it
     * @param attempts how often it was tried
     * @param lastError why the last try failed, where it did
     * @param createdMillis when the group was due, in epoch milliseconds
     * @param changedMillis when it last changed
     * @param nextTryMillis when it is tried next, where it waits for that
     */
    public record Entry(
            long id,
            String receiver,
            String integration,
            String target,
            String groupKey,
            Labels groupLabels,
            Optional<SentRecord.Reason> reason,
            int firing,
            int resolved,
            Status status,
            int attempts,
            Optional<String> lastError,
            long createdMillis,
            long changedMillis,
            OptionalLong nextTryMillis) {}

    /** An empty one that remembers {@code capacity} notifications, and those that wait. */
    public Outbox(int capacity) {
        this.capacity = capacity;
    }

    /** Takes a notification in, and gives its id. */
    long add(Integration integration, Notification notification, Labels labels, Optional<SentRecord.Reason> reason) {
        synchronized (lock) {
            long id = ++lastId;
            int firing = (int) notification.data().alerts().stream()
                    .filter(alert -> alert.status().equals("firing"))
                    .count();
            entries.put(
                    id,
                    new Entry(
                            id,
                            integration.receiver(),
                            integration.place(),
                            integration.notifier().target(),
                            notification.groupKey(),
                            labels,
                            reason,
                            firing,
                            notification.data().alerts().size() - firing,
                            Status.WAITING,
                            0,
                            Optional.empty(),
                            notification.timeMillis(),
                            notification.timeMillis(),
                            OptionalLong.empty()));
            forgetOldest();
            return id;
        }
    }

    /** As many as are too many: while many waited there may have become more than one. */
    private void forgetOldest() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > capacity && oldest.hasNext()) {
            if (oldest.next().status() != Status.WAITING) {
                oldest.remove();
            }
        }
    }

    /** Notes what became of a try. */
    void change(
            long id, Status status, int attempts, Optional<String> error, long timeMillis, OptionalLong nextTryMillis) {
        synchronized (lock) {
            entries.computeIfPresent(
                    id,
                    (same, before) -> new Entry(
                            id,
                            before.receiver(),
                            before.integration(),
                            before.target(),
                            before.groupKey(),
                            before.groupLabels(),
                            before.reason(),
                            before.firing(),
                            before.resolved(),
                            status,
                            attempts,
                            error,
                            before.createdMillis(),
                            timeMillis,
                            nextTryMillis));
        }
    }

    /** What is remembered, the newest first. */
    public List<Entry> entries() {
        synchronized (lock) {
            List<Entry> newest = new ArrayList<>(entries.values());
            Collections.reverse(newest);
            return newest;
        }
    }
}
