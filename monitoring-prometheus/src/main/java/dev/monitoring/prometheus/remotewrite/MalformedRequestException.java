package dev.monitoring.prometheus.remotewrite;

/** Says why the body of a request cannot be read. */
final class MalformedRequestException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedRequestException(String message) {
        super(message);
    }
}
