package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.monitoring.core.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * A request that cannot be answered, told as Alertmanager tells it: a JSON text, or an object with a code where the form of the
 * request is wrong. Has no stack trace.
 */
final class ApiFault extends Exception {
    private static final long serialVersionUID = 1;

    private static final int WRONG_FORMAT = 601;
    private static final int REQUIRED = 602;
    private static final int TOO_FEW = 612;

    private final int status;
    private final int code;

    private ApiFault(int status, int code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** What is wanted cannot be done. */
    static ApiFault refused(int status, String message) {
        return new ApiFault(status, 0, message);
    }

    /** The request is not made of what it should be made of. */
    static ApiFault malformed(int status, String message) {
        return new ApiFault(status, status, message);
    }

    static ApiFault missing(String field) {
        return new ApiFault(422, REQUIRED, field + " in body is required; add it");
    }

    static ApiFault empty(String field) {
        return new ApiFault(422, TOO_FEW, field + " in body should have at least 1 items; add one");
    }

    static ApiFault wrongFormat(String field, String kind, String value) {
        String shown = value.length() <= 100 ? value : value.substring(0, 100) + "…";
        return new ApiFault(422, WRONG_FORMAT, field + " must be of type " + kind + ": \"" + shown + "\"");
    }

    HttpResponse answer() {
        String quoted = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(getMessage())) + '"';
        String body = code == 0 ? quoted : "{\"code\":" + code + ",\"message\":" + quoted + "}";
        return HttpResponse.of(status, HttpResponse.JSON, (body + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
