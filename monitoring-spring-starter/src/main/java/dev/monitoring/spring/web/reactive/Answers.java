package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.HttpResponse.Bytes;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Answers written to a WebFlux response. */
final class Answers {
    private Answers() {}

    static void writeHead(HttpResponse answer, ServerHttpResponse response) {
        response.setRawStatusCode(answer.status());
        answer.headers().forEach((name, value) -> response.getHeaders().set(name, value));
    }

    /** A short answer. */
    static Mono<Void> write(HttpResponse answer, ServerHttpResponse response) {
        writeHead(answer, response);
        if (answer.body() instanceof Bytes bytes) {
            response.getHeaders().setContentLength(bytes.bytes().length);
            return response.writeWith(
                    Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes.bytes())));
        }
        return response.setComplete();
    }

    /** An answer whose headers are there already. */
    static Mono<Void> withoutBody(HttpResponse answer, ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        boolean head = HttpMethod.HEAD.equals(exchange.getRequest().getMethod());
        if (!head && answer.status() != 204 && answer.status() != 304) {
            response.getHeaders().setContentLength(0);
        }
        return response.setComplete();
    }
}
