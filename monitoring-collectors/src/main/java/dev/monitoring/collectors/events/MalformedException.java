package dev.monitoring.collectors.events;

/** A message that could not be read. Tells nothing of what is in it, and has no stack, since there may be many. */
final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Malformed reason;

    MalformedException(Malformed reason) {
        super(reason.word(), null, false, false);
        this.reason = reason;
    }

    Malformed reason() {
        return reason;
    }
}
