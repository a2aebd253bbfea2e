package dev.monitoring.prometheus.remotewrite;

import java.util.Locale;

/** Why a sample that was received is not stored. */
enum Refusal {
    /** Its series is new, and the history has room for no more. */
    SERIES_LIMIT,
    /** The series has a later sample. */
    OUT_OF_ORDER,
    /** The series has another value at that time. */
    DUPLICATE_TIME,
    /** Older than the history that is kept. */
    TOO_OLD,
    /** Too far in the future. */
    TOO_NEW,
    /** A native histogram, which is not stored here. */
    NATIVE_HISTOGRAM,
    /** Nothing is wrong with it, but with another sample of its request. */
    WITH_ITS_REQUEST;

    /** As a label value. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
