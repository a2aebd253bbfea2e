package dev.monitoring.collectors.events;

import java.util.Locale;

/** Why a message could not be read. */
enum Malformed {
    EMPTY,
    TOO_LARGE,
    ENCODED,
    NOT_JSON,
    NOT_AN_OBJECT,
    TOO_DEEP,
    /** It could be read, but handling it failed: a mistake of ours, which costs this message only. */
    UNHANDLED;

    /** The label value. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
