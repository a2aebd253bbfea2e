package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.LiveConnection;
import dev.monitoring.spring.web.WebGateway;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.WebsocketServerSpec;

/** WebSockets of Reactor Netty. Loaded only where that is. */
final class ReactiveUpgrade {
    private final WebGateway gateway;
    private final HandshakeWebSocketService handshakes;

    ReactiveUpgrade(WebGateway gateway) {
        this.gateway = gateway;
        int most = gateway.limits().liveMessageBytes();
        handshakes = new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
                () -> WebsocketServerSpec.builder().maxFramePayloadLength(most)));
    }

    /** Answers an accepted request. */
    Mono<Void> begin(ServerWebExchange exchange, LiveConnection connection) {
        return handshakes.handleRequest(
                exchange, session -> new ReactiveSocket(session, exchange.getRequest(), connection, gateway).serve());
    }
}
