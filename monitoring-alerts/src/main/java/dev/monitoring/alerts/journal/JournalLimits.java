package dev.monitoring.alerts.journal;

import java.time.Duration;

/**
 * How large a journal gets, and how long it waits. Immutable.
 *
 * @param maxFileBytes how long the file gets; entries take at most half of it, so that it can always be written anew
 * @param maxEntryBytes how large one entry is, with its kind and key
 * @param maxEntries how many entries there are
 * @param writeEvery how long a change waits at most before it is written, where the disk answers
 */
public record JournalLimits(int maxFileBytes, int maxEntryBytes, int maxEntries, Duration writeEvery) {
    /** 16 MiB, entries of up to 1 MiB, 50,000 of them, written every second. */
    public static final JournalLimits DEFAULT = new JournalLimits(16 << 20, 1 << 20, 50_000, Duration.ofSeconds(1));

    /** Below this there is no room for the frame of an entry. */
    private static final int MIN_ENTRY_BYTES = 64;

    public JournalLimits {
        if (maxEntryBytes < MIN_ENTRY_BYTES || maxFileBytes < 2 * (long) maxEntryBytes || maxEntries < 1) {
            throw new IllegalArgumentException("a journal of " + maxFileBytes + " bytes with " + maxEntries
                    + " entries of up to " + maxEntryBytes + " bytes cannot work; entries need at least "
                    + MIN_ENTRY_BYTES + " bytes, and the file twice as many as one entry");
        }
        if (writeEvery.isNegative() || writeEvery.isZero()) {
            throw new IllegalArgumentException("a journal written every " + writeEvery + "; use at least 1ms");
        }
    }

    int maxLiveBytes() {
        return maxFileBytes / 2;
    }
}
