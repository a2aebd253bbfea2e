package dev.monitoring.core.http;

import java.util.Optional;

/** The caller's end of a live channel. Thread-safe; nothing here blocks or throws. */
public interface LiveSession {
    /** Status of a normal end. */
    int NORMAL = 1000;

    /** Status after a message that makes no sense. */
    int UNACCEPTABLE = 1008;

    /** Status after a failure on our side. */
    int FAILED = 1011;

    /** Status for a caller that reads too slowly: come again later. */
    int TOO_SLOW = 1013;

    /**
     * Queues a text message. A caller who does not read in time is closed with {@link #TOO_SLOW} as soon as its queue is
     * full, so a message is never dropped from a channel that stays open.
     *
     * @return whether the message was queued; false once the channel is closed
     */
    boolean send(String text);

    /** Ends the channel after what is queued. */
    void close(int status, String reason);

    boolean isOpen();

    /** The value of a {@code {name}} segment of the route's path. */
    String pathParameter(String name);

    /** The first value of a parameter of the query. */
    Optional<String> parameter(String name);

    /** Who is calling, where the caller proved it. */
    Optional<String> principal();
}
