package dev.monitoring.core.backfill;

/**
 * Samples that were read and are not in the history, for one reason. Immutable.
 *
 * @param reason what the reason is
 * @param count how many samples; of {@link Reason#NO_ROOM} blocks of up to 120 samples
 * @param message the same for people: how many, why, the first of them, and what to do
 */
public record BackfillLoss(Reason reason, long count, String message) {
    /** Why a sample is not in the history. */
    public enum Reason {
        /** It is older than the retention. */
        TOO_OLD,
        /** It is farther ahead of the clock than the history takes. */
        TOO_NEW,
        /** Its series has a later one. */
        OUT_OF_ORDER,
        /** Its series has another value at that time. */
        DUPLICATE_TIME,
        /** Its series is one too many. */
        REFUSED_SERIES,
        /** It was taken, and dropped again to stay within the memory that the history may take. */
        NO_ROOM,
        /** The exemplar beside a sample; the sample itself is not concerned. */
        EXEMPLAR
    }
}
