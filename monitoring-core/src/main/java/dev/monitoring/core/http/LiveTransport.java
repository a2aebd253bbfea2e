package dev.monitoring.core.http;

import org.jspecify.annotations.Nullable;

/** A WebSocket as a server offers it to {@link LiveConnection}. Thread-safe. */
public interface LiveTransport {
    /**
     * Sends one text message; the next one is given only after this one is done.
     *
     * @param done called once, on any thread, also before this returns; with the failure or null
     */
    void send(String text, Done done);

    /**
     * Sends a close frame and lets go of the connection soon, also when the caller does not read.
     */
    void close(int status, String reason);

    /** What to call when a message is out. */
    @FunctionalInterface
    interface Done {
        void sent(@Nullable Throwable failure);
    }
}
