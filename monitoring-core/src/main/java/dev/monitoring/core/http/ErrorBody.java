package dev.monitoring.core.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** The body of every error answer that no handler wrote itself: {@code {"error":"…"}}. */
final class ErrorBody {
    private ErrorBody() {}

    static HttpResponse answer(int status, String message) {
        char[] quoted = JsonStringEncoder.getInstance().quoteAsString(message);
        byte[] json = ("{\"error\":\"" + new String(quoted) + "\"}\n").getBytes(StandardCharsets.UTF_8);
        return HttpResponse.of(status, HttpResponse.JSON, json);
    }
}
