package dev.monitoring.core.http.jetty;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what never reached the dispatcher, because it is no valid HTTP or broke a limit of the parser. Says what is wrong
 * by the status alone; nothing the caller sent is repeated. Thread-safe.
 */
final class JettyErrors implements Request.Handler {
    private final int headerBytes;

    /** Errors of a parser that takes a request line and headers of {@code headerBytes} in all. */
    JettyErrors(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        String reason = switch (status) {
            case 400 -> "the request is not valid HTTP";
            case 408 -> "the request did not arrive in time";
            case 414 ->
                "the path and query take more than " + headerBytes + " bytes with the headers; send a form by POST";
            case 431 -> "the headers take more than " + headerBytes + " bytes; send fewer or shorter ones";
            case 500 -> "internal error; the log of the process says more";
            default -> HttpStatus.getMessage(status);
        };
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        byte[] body = ("{\"error\":\"" + reason + "\"}\n").getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
