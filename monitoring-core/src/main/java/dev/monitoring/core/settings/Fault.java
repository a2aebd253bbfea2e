package dev.monitoring.core.settings;

/**
 * Something wrong in the configuration: where it stands, and what to do. Immutable.
 *
 * @param origin where the value came from
 * @param message value, rule, remedy; no secret
 */
public record Fault(Origin origin, String message) {
    @Override
    public String toString() {
        return origin + ": " + message;
    }
}
