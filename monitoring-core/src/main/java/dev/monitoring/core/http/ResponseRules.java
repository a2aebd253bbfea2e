package dev.monitoring.core.http;

import dev.monitoring.core.http.HttpResponse.Body;
import dev.monitoring.core.http.HttpResponse.Bytes;
import dev.monitoring.core.http.HttpResponse.Empty;
import dev.monitoring.core.http.HttpResponse.Writer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * What holds for every answer: security headers where the handler set none, compression where the caller takes it, no body
 * for {@code HEAD}.
 */
final class ResponseRules {
    /** Below it gzip's header and checksum eat the gain. */
    private static final int MIN_COMPRESSED_BYTES = 1_024;

    private static final Map<String, String> DEFAULTS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin");

    private static final List<String> COMPRESSIBLE = List.of(
            "text/",
            "application/json",
            "application/javascript",
            "application/openmetrics-text",
            "image/svg+xml",
            "application/manifest+json");

    private ResponseRules() {}

    static HttpResponse apply(IncomingRequest request, HttpResponse answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(DEFAULTS);
        headers.putAll(answer.headers());
        Body body = answer.body();
        if (isCompressible(headers, body)) {
            headers.merge("Vary", "Accept-Encoding", (old, added) -> old + ", " + added);
            if (acceptsGzip(request)) {
                headers.put("Content-Encoding", "gzip");
                body = compressed(body);
            }
        }
        if (request.method().equals("HEAD")) {
            length(answer.status(), body).ifPresent(length -> headers.put("Content-Length", Integer.toString(length)));
            body = new Empty();
        }
        return new HttpResponse(answer.status(), headers, body);
    }

    /** What GET says of the length of a body, where that is known without writing it. */
    private static Optional<Integer> length(int status, Body body) {
        if (status == 204 || status == 304) {
            return Optional.empty();
        }
        if (body instanceof Bytes bytes) {
            return Optional.of(bytes.bytes().length);
        }
        return body instanceof Empty ? Optional.of(0) : Optional.empty();
    }

    private static boolean isCompressible(Map<String, String> headers, Body body) {
        if (headers.containsKey("Content-Encoding")
                || body instanceof Empty
                || body instanceof Bytes bytes && bytes.bytes().length < MIN_COMPRESSED_BYTES) {
            return false;
        }
        String type = headers.getOrDefault("Content-Type", "").toLowerCase(Locale.ROOT);
        return COMPRESSIBLE.stream().anyMatch(type::startsWith);
    }

    private static boolean acceptsGzip(IncomingRequest request) {
        for (String value : request.headers("Accept-Encoding")) {
            for (String coding : value.toLowerCase(Locale.ROOT).split(",", -1)) {
                String[] parts = coding.split(";", -1);
                boolean named = parts[0].strip().equals("gzip");
                boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
                if (named) {
                    return !refused;
                }
            }
        }
        return false;
    }

    private static Body compressed(Body body) {
        if (body instanceof Bytes bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.bytes().length / 4);
            try (OutputStream gzip = new FastGzip(out)) {
                gzip.write(bytes.bytes());
            } catch (IOException e) {
                throw new UncheckedIOException("an array took no more bytes", e);
            }
            return new Bytes(out.toByteArray());
        }
        Writer plain = (Writer) body;
        return (Writer) out -> {
            // Not closed on failure: a proper end of the stream would make a broken body look complete.
            FastGzip gzip = new FastGzip(out);
            try {
                plain.write(gzip);
                gzip.finish();
            } finally {
                gzip.release();
            }
        };
    }

    /** Figures compress well at any level; the lowest costs a third of the default's time. */
    private static final class FastGzip extends GZIPOutputStream {
        private FastGzip(OutputStream out) throws IOException {
            super(out, 8_192);
            def.setLevel(Deflater.BEST_SPEED);
        }

        /** Frees the native memory now instead of at some collection. */
        private void release() {
            def.end();
        }
    }
}
