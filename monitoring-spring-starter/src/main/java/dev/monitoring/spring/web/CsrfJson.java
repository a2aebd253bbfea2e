package dev.monitoring.spring.web;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.monitoring.core.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * What pages of ours are told of the host's protection against forged requests, at {@value #PATH} below the base path:
 * {@code {"header":"X-CSRF-TOKEN","token":"…"}}; no content where the host has none. A page sends the token in that header
 * with whatever is not a GET.
 */
public final class CsrfJson {
    public static final String PATH = "/csrf";

    private CsrfJson() {}

    public static HttpResponse of(String header, String token) {
        String json = "{\"header\":\"" + quoted(header) + "\",\"token\":\"" + quoted(token) + "\"}\n";
        return HttpResponse.json(json.getBytes(StandardCharsets.UTF_8)).withHeader("Cache-Control", "no-store");
    }

    public static HttpResponse none() {
        return HttpResponse.empty(204);
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
