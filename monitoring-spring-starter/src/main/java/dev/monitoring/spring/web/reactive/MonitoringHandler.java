package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.HttpDispatcher;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.LiveUpgrade;
import dev.monitoring.core.http.WebAccess.Grant;
import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.CsrfJson;
import dev.monitoring.spring.web.WebGateway;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/** Maps WebFlux' requests to the dispatcher's. Thread-safe; nothing here blocks. */
final class MonitoringHandler implements WebHandler {
    private static final boolean HAS_SECURITY = ClassUtils.isPresent(
            "org.springframework.security.web.server.csrf.CsrfToken", MonitoringHandler.class.getClassLoader());

    private final WebGateway gateway;
    private final BasePath base;
    private @Nullable ReactiveUpgrade upgrade; // made with the first WebSocket, by whichever thread

    MonitoringHandler(WebGateway gateway, BasePath base) {
        this.gateway = gateway;
        this.base = base;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        String contextPath = request.getPath().contextPath().value();
        String uri = request.getURI().getRawPath();
        if (uri.equals(contextPath + base.path())) {
            return answer(exchange, HttpResponse.empty(308).withHeader("Location", base.redirect()));
        }
        Optional<String> path = base.below(contextPath, uri);
        if (path.isEmpty()) {
            return answer(exchange, HttpResponse.error(400, "the path is not written as " + base.path() + "/…"));
        }
        return gateway.dispatcher()
                .map(dispatcher -> serve(exchange, path.get(), dispatcher))
                .orElseGet(() -> answer(exchange, gateway.notRunning()));
    }

    private Mono<Void> serve(ServerWebExchange exchange, String path, HttpDispatcher dispatcher) {
        if (HAS_SECURITY && path.equals(CsrfJson.PATH)) {
            return ReactiveSecurity.csrf(exchange).flatMap(answer -> answer(exchange, answer));
        }
        return exchange.getPrincipal()
                .map(user -> HAS_SECURITY
                        ? ReactiveSecurity.grant(user, gateway.policy())
                        : Optional.of(gateway.policy().grant(user.getName(), role -> false)))
                .defaultIfEmpty(Optional.empty())
                .flatMap(proven -> serve(exchange, path, proven, dispatcher));
    }

    private Mono<Void> serve(
            ServerWebExchange exchange, String path, Optional<Grant> proven, HttpDispatcher dispatcher) {
        ServerHttpRequest request = exchange.getRequest();
        if (!"websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())) {
            return ReactiveExchange.begin(exchange, path, proven, dispatcher, gateway);
        }
        ReactiveBodyInput noBody = new ReactiveBodyInput(request.getBody(), gateway.waits());
        LiveUpgrade decision = dispatcher.upgrade(new ReactiveIncoming(request, path, proven, noBody));
        if (decision instanceof LiveUpgrade.Refused refused) {
            return answer(exchange, refused.answer());
        }
        if (!NettyPeer.isUnder(request)) {
            return answer(
                    exchange,
                    HttpResponse.error(501, "WebSockets are there on Reactor Netty only; ask by plain requests"));
        }
        return upgrades().begin(exchange, ((LiveUpgrade.Accepted) decision).connection());
    }

    private synchronized ReactiveUpgrade upgrades() {
        if (upgrade == null) {
            upgrade = new ReactiveUpgrade(gateway);
        }
        return upgrade;
    }

    private static Mono<Void> answer(ServerWebExchange exchange, HttpResponse answer) {
        return Answers.write(answer, exchange.getResponse());
    }
}
