package dev.monitoring.core.endpoint;

/** Which redirects are followed. */
public enum Redirects {
    /** None: the redirect is the answer. */
    NEVER,
    /** Those that stay on the host, and do not leave TLS. */
    SAME_HOST,
    /** All but those that leave TLS; another host is told no credentials. */
    ANY
}
