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
        public void save(String objective, String labels, byte[] counts, long expiresAtMillis) {}
    };

    /**
     * What was saved last of an objective, of each set of labels; empty where nothing was. Does not throw: what cannot be read is
     * not there.
     */
    Collection<byte[]> load(String objective);

    /**
     * Keeps the counts of an objective for a set of labels, in place of those before. Called every few minutes on a thread that
     * evaluates rules, and at the end. Does not throw.
     *
     * @param expiresAtMillis until when they are of use, in epoch milliseconds
     */
    void save(String objective, String labels, byte[] counts, long expiresAtMillis);
}
