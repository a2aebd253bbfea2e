package dev.monitoring.alerts.notify.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a service answered. Immutable.
 *
 * @param status the status code
 * @param retryAfter how long it wants to be left alone, where the header Retry-After says so
 * @param body the beginning of the body
 * @param complete whether that is all of the body
 */
public record HttpAnswer(int status, Optional<Duration> retryAfter, String body, boolean complete) {
    /** Whether the status is one of 200 to 299. */
    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** Whether the same request may fare better later. */
    public boolean isPassing() {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    /**
     * The values of the body, where it is JSON, by their paths: {@code ok}, {@code parameters.retry_after}, {@code errors.0}.
     * Without what could not be read.
     */
    public Map<String, String> fields() {
        return JsonFields.of(body);
    }
}
