package dev.monitoring.spring.web.reactive;

import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.WebGateway;
import java.util.Map;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Sends requests below the base path to the handler, and only those to the server of its own context: WebFlux asks the
 * mappings of a parent context for the requests to its child's server too.
 */
final class MonitoringMapping extends SimpleUrlHandlerMapping {
    /** Before the application's own mappings, which may take everything. */
    private static final int ORDER = -10;

    MonitoringMapping(WebGateway gateway, BasePath base) {
        MonitoringHandler handler = new MonitoringHandler(gateway, base);
        setUrlMap(Map.of(base.path(), handler, base.path() + "/**", handler));
        setOrder(ORDER);
    }

    @Override
    public Mono<Object> getHandlerInternal(ServerWebExchange exchange) {
        return exchange.getApplicationContext() == getApplicationContext()
                ? super.getHandlerInternal(exchange)
                : Mono.empty();
    }
}
