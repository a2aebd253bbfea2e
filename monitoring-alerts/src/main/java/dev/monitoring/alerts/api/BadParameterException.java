package dev.monitoring.alerts.api;

/** A parameter of a request is wrong; the message names it as Prometheus does. */
final class BadParameterException extends Exception {
    private static final long serialVersionUID = 1L;

    BadParameterException(String parameter, String message) {
        super("invalid parameter \"" + parameter + "\": " + message, null, false, false);
    }
}
