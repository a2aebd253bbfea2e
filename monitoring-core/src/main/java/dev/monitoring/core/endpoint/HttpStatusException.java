package dev.monitoring.core.endpoint;

import java.io.IOException;

/** The server answered, but not with what was asked for. The message has the status and a remedy, and no secret. */
public final class HttpStatusException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    HttpStatusException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The status code. */
    public int status() {
        return status;
    }
}
