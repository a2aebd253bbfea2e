package dev.monitoring.alerts.slo;

import java.util.Optional;

/**
 * Where the counts of objectives outlive the process. Thread-safe. What it keeps is not meant for people, and is looked at with
 * suspicion when it comes back.
 */
public interface SloMemory {
    /** Keeps nothing. */
    SloMemory NONE = new SloMemory() {
        @Override
        public Optional<byte[]> load(String objective) {
            return Optional.empty();
        }

        @Override
        public void save(String objective, byte[] counts) {}
    };

    /** What was saved last of an objective, empty where nothing was. Does not throw: what cannot be read is not there. */
    Optional<byte[]> load(String objective);

    /**
     * Keeps the counts of an objective, in place of those before. Called every few minutes on a thread that evaluates rules, and
     * at the end. Does not throw.
     */
    void save(String objective, byte[] counts);
}
