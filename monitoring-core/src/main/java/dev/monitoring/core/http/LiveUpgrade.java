package dev.monitoring.core.http;

/** The answer to a request for a WebSocket. Immutable. */
public sealed interface LiveUpgrade {
    /** No WebSocket, this answer instead. */
    record Refused(HttpResponse answer) implements LiveUpgrade {}

    /** A WebSocket, served by this connection. */
    record Accepted(LiveConnection connection) implements LiveUpgrade {}
}
