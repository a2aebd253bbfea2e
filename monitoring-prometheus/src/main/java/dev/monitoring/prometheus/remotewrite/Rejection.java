package dev.monitoring.prometheus.remotewrite;

import java.util.Locale;

/** Why nothing of a request was stored. */
enum Rejection {
    /** The body is not what remote write 1.0 sends. */
    MALFORMED,
    /** A sample in it does not fit the history: out of order, too old, and the like. */
    FAULTY_SAMPLES,
    /** It exceeds a limit. */
    TOO_LARGE,
    /** Its headers announce something else than remote write 1.0 with snappy. */
    UNSUPPORTED,
    /** The sender broke off or stalled. */
    CUT_OFF;

    /** As a label value. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
