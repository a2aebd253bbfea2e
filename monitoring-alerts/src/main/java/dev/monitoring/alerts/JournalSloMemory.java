package dev.monitoring.alerts;

import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.slo.SloMemory;
import java.util.Collection;

/** The counts of objectives in the journal. Thread-safe. */
final class JournalSloMemory implements SloMemory {
    private static final String KIND = "slo:";

    private final Journal journal;

    private JournalSloMemory(Journal journal) {
        this.journal = journal;
    }

    /** A memory in a journal; one that keeps nothing where the journal itself ends with the process. */
    static SloMemory in(Journal journal) {
        return journal.status().onDisk() ? new JournalSloMemory(journal) : NONE;
    }

    @Override
    public Collection<byte[]> load(String objective) {
        return journal.entries(KIND + objective).values();
    }

    @Override
    public void save(String objective, String labels, byte[] counts, long expiresAtMillis) {
        journal.put(KIND + objective, labels, counts, expiresAtMillis);
    }
}
