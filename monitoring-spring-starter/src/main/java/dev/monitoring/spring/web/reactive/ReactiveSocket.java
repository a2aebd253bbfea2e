package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.LiveConnection;
import dev.monitoring.spring.web.HostedSocket;
import dev.monitoring.spring.web.WebGateway;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

/**
 * A live channel on a WebSocket of Reactor Netty, which takes one sending after the other, each done when it is out. Other
 * servers under WebFlux take but one for all messages, and would keep many of them for a slow caller. Thread-safe.
 */
final class ReactiveSocket extends HostedSocket {
    private static final Logger log = LoggerFactory.getLogger(ReactiveSocket.class);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final WebSocketSession session;
    private final ServerHttpRequest request;

    ReactiveSocket(WebSocketSession session, ServerHttpRequest request, LiveConnection connection, WebGateway gateway) {
        super(connection, gateway);
        this.session = session;
        this.request = request;
    }

    /** Serves until the WebSocket is closed. */
    Mono<Void> serve() {
        session.closeStatus()
                .subscribe(status -> closed(status.getCode(), status.getReason()), failure -> lost(), this::lost);
        opened();
        return session.receive()
                .doOnNext(this::receive)
                .doFinally(signal -> lost())
                .onErrorComplete()
                .then();
    }

    private void receive(WebSocketMessage message) {
        switch (message.getType()) {
            case TEXT -> received(message.getPayloadAsText());
            case BINARY -> receivedBinary();
            case PING, PONG -> heard();
        }
    }

    @Override
    public void send(String text, Done done) {
        session.send(Mono.fromSupplier(() -> session.textMessage(text)))
                .subscribe(nothing -> {}, done::sent, () -> done.sent(null));
    }

    @Override
    protected void sendPing() {
        session.send(Mono.fromSupplier(() -> session.pingMessage(factory -> factory.wrap(new byte[0]))))
                .subscribe(nothing -> {}, failure -> disconnect());
    }

    @Override
    protected void sendClose(int status, String reason) {
        try {
            session.close(new CloseStatus(status, reason)).block(SOON);
        } catch (RuntimeException e) {
            log.debug("a live channel is closed without a farewell", e);
        }
    }

    @Override
    protected void disconnect() {
        NettyPeer.cut(request);
    }
}
