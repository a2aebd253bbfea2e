package dev.monitoring.alerts.journal;

import java.util.List;

/**
 * What was found on disk when a journal was opened. Immutable.
 *
 * @param entries how many entries came back
 * @param expired how many were there but do not count any more
 * @param lostBytes how many bytes of the file could not be read
 * @param faults what was wrong, with offsets in bytes; a few dozen at most
 */
public record JournalOpening(int entries, int expired, long lostBytes, List<String> faults) {
    static final JournalOpening NOTHING = new JournalOpening(0, 0, 0, List.of());

    public JournalOpening {
        faults = List.copyOf(faults);
    }
}
