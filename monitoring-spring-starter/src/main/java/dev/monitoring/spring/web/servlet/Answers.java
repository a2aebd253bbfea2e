package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.HttpResponse.Bytes;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers written to a container's response. */
final class Answers {
    private Answers() {}

    static void writeHead(HttpResponse answer, HttpServletResponse response) {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
    }

    /** A short answer, on the container's thread. */
    static void write(HttpResponse answer, HttpServletResponse response) throws IOException {
        writeHead(answer, response);
        if (answer.body() instanceof Bytes bytes) {
            response.setContentLength(bytes.bytes().length);
            response.getOutputStream().write(bytes.bytes());
        }
    }
}
