package dev.monitoring.core.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer, its body yet to be read. Close it; when all of the body was read the connection is kept for the next request.
 * Confined to one thread.
 */
public final class HttpReply implements AutoCloseable {
    /** How much of a body that nobody wants is read to keep the connection. */
    private static final int DRAINED_BYTES = 64 << 10;

    private final String request;
    private final HttpHead head;
    private final LimitedInput wire;
    private final InputStream body;
    private @Nullable Runnable keep;
    private final Runnable drop;

    /**
     * @param request what was asked, for people, without secrets
     * @param wire the body as it came
     * @param body the body as it is read, of the same bytes, unpacked
     * @param keep keeps the connection for another request; null where it ends with this
     * @param drop closes the connection
     */
    HttpReply(
            String request,
            HttpHead head,
            LimitedInput wire,
            InputStream body,
            @Nullable Runnable keep,
            Runnable drop) {
        this.request = request;
        this.head = head;
        this.wire = wire;
        this.body = body;
        this.keep = keep;
        this.drop = drop;
    }

    /** The status code. */
    public int status() {
        return head.status();
    }

    /** Whether it sends us elsewhere. */
    boolean isRedirect() {
        return head.isRedirect();
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return head.header(name);
    }

    /** The media type, or the empty text. */
    public String contentType() {
        return head.header("content-type").orElse("");
    }

    /** The body, unpacked and with a limit; beyond it, as when the deadline passes, reading fails. */
    public InputStream body() {
        return body;
    }

    /**
     * This answer, if it is the one that was asked for.
     *
     * @throws HttpStatusException with a remedy, if the status is not one of 200 to 299
     */
    public HttpReply requireOk() throws HttpStatusException {
        int status = head.status();
        if (status >= 200 && status < 300) {
            return this;
        }
        throw new HttpStatusException(
                request + " answers with status " + status + ": " + remedy(status),
                status,
                header("retry-after").orElse(""));
    }

    private String remedy(int status) {
        if (head.isRedirect()) {
            return "it sends us elsewhere, which is not followed; name the final address, or allow more by the key"
                    + " redirects";
        }
        return switch (status) {
            case 401 -> "it wants other credentials; set or correct basic-auth or bearer-token";
            case 403 -> "the credentials do not allow that, or the server lets only some addresses in; allow this one";
            case 404 -> "there is no such page; correct the path of the address";
            case 405, 501 -> "this page cannot be read like that; correct the path of the address";
            case 406 -> "it has the page in no form that we read";
            case 429 -> "it is asked too often; raise the interval";
            case 502, 503, 504 -> "it is not ready, or what stands before it finds it down";
            default -> status >= 500 ? "the server's own log tells why" : "the request is not one for this server";
        };
    }

    @Override
    public void close() {
        Runnable end = keep;
        keep = null;
        if (end != null && isReadable()) {
            end.run();
        } else {
            drop.run();
        }
    }

    private boolean isReadable() {
        try {
            long drained = 0;
            byte[] rest = new byte[4096];
            while (!wire.isAtEnd() && drained < DRAINED_BYTES) {
                drained += Math.max(0, wire.read(rest, 0, rest.length));
            }
            return wire.isAtEnd();
        } catch (IOException e) {
            return false;
        }
    }
}
