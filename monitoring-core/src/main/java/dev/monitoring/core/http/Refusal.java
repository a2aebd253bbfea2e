package dev.monitoring.core.http;

import java.util.Map;

/** Ends the handling of a request with an error answer that has headers of its own. Has no stack trace. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String message) {
        this(status, Map.of(), message);
    }

    Refusal(int status, Map<String, String> headers, String message) {
        super(message, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    HttpResponse answer() {
        HttpResponse answer = ErrorBody.answer(status, String.valueOf(getMessage()));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            answer = answer.withHeader(header.getKey(), header.getValue());
        }
        return answer;
    }
}
