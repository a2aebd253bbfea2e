package dev.monitoring.prometheus.remotewrite;

/** Says which sample of a request does not fit the history, so that nothing of it is stored. */
final class FaultySamplesException extends Exception {
    private static final long serialVersionUID = 1;

    FaultySamplesException(String message) {
        super(message);
    }
}
