package dev.monitoring.alerts.slo;

import java.util.Collection;
import java.util.List;

/**
 * Where the counts of objectives outlive the process. Thread-safe. What it keeps is not meant for people, and is looked at with
 * suspicion when it comes back.
 */
public interface SloMemory {
    /** Keeps nothing. */
    SloMemory NONE = new SloMemory() {
        @Override
        public Collection<byte[]> load(String objective) {
            return List.of();
        }

        @Override
        public void save(String objective, String key, byte[] counts, long expiresAtMillis) {}
    };

    /**
     * What was saved last of an objective under each key; empty where nothing was. Does not throw: what cannot be read is
     * not there.
     */
    Collection<byte[]> load(String objective);

    /**
     * Keeps counts of an objective under a key, in place of those before. Called at each evaluation, on the thread that evaluates
     * rules, and at the end. Does not throw.
     *
     * @param key names a set of labels, and which of its counts
     * @param expiresAtMillis until when they are of use, in epoch milliseconds
     */
    void save(String objective, String key, byte[] counts, long expiresAtMillis);
}
