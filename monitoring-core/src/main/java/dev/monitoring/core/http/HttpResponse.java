package dev.monitoring.core.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer: status, headers, body. Immutable.
 *
 * @param status the HTTP status
 * @param headers header names with their values, as they are to be written; the adapter adds length, date and encoding
 * @param body what follows the headers
 */
public record HttpResponse(int status, Map<String, String> headers, Body body) {
    public static final String JSON = "application/json";
    public static final String TEXT = "text/plain; charset=utf-8";

    /**
     * An answer.
     *
     * @throws IllegalArgumentException if a header holds a line break or another control character
     */
    public HttpResponse {
        headers = Map.copyOf(headers);
        headers.forEach((name, value) -> {
            if ((name + value).chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new IllegalArgumentException(
                        "header " + name + " has a control character in it; a header is one line of text");
            }
        });
    }

    /** What follows the headers of an answer. */
    public sealed interface Body {}

    /** No body. */
    public record Empty() implements Body {}

    /** A body at hand. The array is not copied and must not change any more. */
    public record Bytes(byte[] bytes) implements Body {}

    /** A body that is written straight to the connection. Called once, on the thread that handled the request. */
    @FunctionalInterface
    public non-sealed interface Writer extends Body {
        /**
         * Writes the body.
         *
         * @throws IOException if the caller is gone or too slow; the adapter drops the connection
         */
        void write(OutputStream out) throws IOException;
    }

    public static HttpResponse of(int status, String contentType, byte[] body) {
        return new HttpResponse(status, Map.of("Content-Type", contentType), new Bytes(body));
    }

    public static HttpResponse text(int status, String body) {
        return of(status, TEXT, body.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpResponse json(byte[] body) {
        return of(200, JSON, body);
    }

    /** An answer whose body is written straight to the connection. */
    public static HttpResponse streamed(int status, String contentType, Writer body) {
        return new HttpResponse(status, Map.of("Content-Type", contentType), body);
    }

    /** An error answer as handlers' {@link HttpException} give it: {@code {"error":"…"}}. */
    public static HttpResponse error(int status, String message) {
        return ErrorBody.answer(status, message);
    }

    /** An answer without body. */
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, Map.of(), new Empty());
    }

    /** This answer with one more header, or that header replaced. */
    public HttpResponse withHeader(String name, String value) {
        Map<String, String> extended = new LinkedHashMap<>(headers);
        extended.put(name, value);
        return new HttpResponse(status, extended, body);
    }
}
