package dev.monitoring.core.http;

/** An answer with an error status. The message is shown to the caller: value, rule, remedy, and no secret. */
public final class HttpException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * An error answer.
     *
     * @throws IllegalArgumentException if {@code status} is not between 400 and 599
     */
    public HttpException(int status, String message) {
        super(message);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is no error; use 400 to 599");
        }
        this.status = status;
    }

    public int status() {
        return status;
    }
}
