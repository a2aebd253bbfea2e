package dev.monitoring.core.backfill;

import java.util.OptionalLong;

/**
 * How far a text is read. Immutable.
 *
 * @param samples how many samples were read
 * @param readBytes how many bytes were read
 * @param totalBytes how many there are, where that is known
 */
public record BackfillProgress(long samples, long readBytes, OptionalLong totalBytes) {
    /** How much of the text is read, from 0 to 1; 0 where its length is not known. */
    public double ratio() {
        long total = totalBytes.orElse(0);
        return total == 0 ? 0 : Math.min(1, readBytes / (double) total);
    }
}
