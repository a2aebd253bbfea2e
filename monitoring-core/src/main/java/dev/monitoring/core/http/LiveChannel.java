package dev.monitoring.core.http;

/** Our end of a live channel. Called by one thread at a time. What it throws closes the channel. */
public interface LiveChannel {
    /** A text message from the caller. */
    void message(String text) throws Exception;

    /**
     * The channel is closed, by whichever side. Called once, the last call.
     *
     * @param status the WebSocket status, for example 1000 for a normal end, 1006 for a lost connection
     */
    default void closed(int status, String reason) {}
}
