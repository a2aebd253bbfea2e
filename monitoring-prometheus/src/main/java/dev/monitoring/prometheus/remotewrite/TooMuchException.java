package dev.monitoring.prometheus.remotewrite;

/** Says which limit a request exceeds. */
final class TooMuchException extends Exception {
    private static final long serialVersionUID = 1;

    TooMuchException(String message) {
        super(message);
    }
}
