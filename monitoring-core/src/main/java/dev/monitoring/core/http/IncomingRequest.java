package dev.monitoring.core.http;

import dev.monitoring.core.http.WebAccess.Grant;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as a server has it, before any rule was applied: what an adapter gives to {@link HttpDispatcher}. Confined to
 * the handling thread.
 */
public interface IncomingRequest {
    String method();

    /** The path below the adapter's base path as it was sent, percent encoding not undone. */
    String rawPath();

    /** What follows the question mark, percent encoding not undone. */
    @Nullable
    String rawQuery();

    /** All values of a header in the order sent, whatever the case of its name. */
    List<String> headers(String name);

    /** The number of header lines. */
    int headerCount();

    /** The version of HTTP that was spoken to the server, {@code HTTP/1.1}; empty where it does not tell. */
    String protocol();

    /** Whose end of the connection: the peer's address, not what a header claims. */
    @Nullable
    InetAddress remoteAddress();

    /** The length of the body where the caller said it, else -1. */
    long contentLength();

    /** The body. Reading fails once the caller sends nothing for the time of {@link HttpLimits#stall}. */
    InputStream body() throws IOException;

    /**
     * What the server that this runs in has proved about the caller by means of its own, where it has: its word counts
     * before everything of ours.
     */
    default Optional<Grant> proven() {
        return Optional.empty();
    }

    /** Whether the caller has gone away. Asked often by long-running handlers. */
    boolean isGone();
}
