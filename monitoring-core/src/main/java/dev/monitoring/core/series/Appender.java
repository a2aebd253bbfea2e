package dev.monitoring.core.series;

import dev.monitoring.core.model.Labels;

/**
 * One open batch of appends. Confined to the thread that opened it; not usable after {@link #close}.
 *
 * <p>A series is resolved to a reference once and appended to by reference after that. References outlive the batch: they
 * stay good until the store drops the series, which {@link #append} then says.
 */
public interface Appender extends AutoCloseable {
    /** The reference of a series that was refused because a ceiling was reached. */
    long REFUSED = -1;

    /** What became of a sample. */
    enum Outcome {
        /** Stored, or stored before with the same time and value. */
        ACCEPTED,
        /** Nothing stored: the reference is {@link #REFUSED}, or its series was dropped since; resolve it again. */
        UNKNOWN_SERIES,
        /** Nothing stored: the series has a sample with a later time. */
        OUT_OF_ORDER,
        /** Nothing stored: the series has a sample of that time with another value. */
        DUPLICATE_TIME,
        /** Nothing stored: older than the retention. */
        TOO_OLD,
        /** Nothing stored: further ahead of the clock than the store tolerates. */
        TOO_NEW
    }

    /**
     * The reference of a series, which is created where it does not exist.
     *
     * @param series the full identity, metric name included
     * @return the reference, or {@link #REFUSED} where a ceiling forbids a new series
     */
    long resolve(Labels series);

    /** Appends a sample. Allocates nothing. */
    Outcome append(long reference, long timestampMillis, double value);

    /** What {@link #append} would answer, without storing anything. */
    Outcome check(long reference, long timestampMillis, double value);

    /** Ends the batch and makes its samples visible. */
    @Override
    void close();
}
