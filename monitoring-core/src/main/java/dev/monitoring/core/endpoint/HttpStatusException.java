package dev.monitoring.core.endpoint;

import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server answered, but not with what was asked for. The message has the status and a remedy, and no secret. */
public final class HttpStatusException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String retryAfter;

    /** @param retryAfter the header of that name; empty where there is none */
    HttpStatusException(String message, int status, String retryAfter) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** For how long the server wants to be left alone, at most a day; empty where it does not say. */
    public Optional<Duration> retryAfter(Clock clock) {
        return RetryAfter.header(retryAfter, clock);
    }

    /** The status code. */
    public int status() {
        return status;
    }
}
