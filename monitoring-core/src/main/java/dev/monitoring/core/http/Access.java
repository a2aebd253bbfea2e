package dev.monitoring.core.http;

/** What a caller must be allowed to do to use a route. */
public enum Access {
    /** Anybody who can reach the port: health only. */
    OPEN,
    /** Read figures, rules, health. */
    READ,
    /** Change something: write samples, silence alerts. */
    OPERATE
}
