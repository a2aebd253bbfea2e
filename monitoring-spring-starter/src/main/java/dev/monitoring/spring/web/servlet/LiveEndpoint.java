package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.LiveConnection;
import dev.monitoring.spring.web.HostedSocket;
import dev.monitoring.spring.web.WebGateway;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A live channel on a WebSocket of the container's. Thread-safe. */
public final class LiveEndpoint extends Endpoint {
    private static final Logger log = LoggerFactory.getLogger(LiveEndpoint.class);

    private final LiveConnection connection;
    private final WebGateway gateway;
    private volatile @Nullable Socket socket;

    LiveEndpoint(LiveConnection connection, WebGateway gateway) {
        this.connection = connection;
        this.gateway = gateway;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxTextMessageBufferSize(gateway.limits().liveMessageBytes());
        session.setMaxIdleTimeout(gateway.limits().livePing().multipliedBy(3).toMillis());
        session.getAsyncRemote().setSendTimeout(gateway.limits().stall().toMillis());
        Socket opened = new Socket(session, connection, gateway);
        socket = opened;
        session.addMessageHandler(String.class, opened::received);
        session.addMessageHandler(PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> opened.heard());
        session.addMessageHandler(ByteBuffer.class, bytes -> opened.receivedBinary());
        opened.opened();
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        Socket opened = socket;
        if (opened != null) {
            opened.closed(reason.getCloseCode().getCode(), reason.getReasonPhrase());
        }
    }

    @Override
    public void onError(Session session, Throwable cause) {
        log.debug("a live channel is lost", cause);
    }

    private static final class Socket extends HostedSocket {
        private final Session session;

        Socket(Session session, LiveConnection connection, WebGateway gateway) {
            super(connection, gateway);
            this.session = session;
        }

        @Override
        public void send(String text, Done done) {
            try {
                session.getAsyncRemote()
                        .sendText(text, result -> done.sent(result.isOK() ? null : result.getException()));
            } catch (RuntimeException e) {
                ClosedChannelException closed = new ClosedChannelException();
                closed.initCause(e);
                done.sent(closed);
            }
        }

        @Override
        protected void sendPing() {
            try {
                session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
            } catch (IOException | RuntimeException e) {
                disconnect();
            }
        }

        @Override
        protected void sendClose(int status, String reason) {
            close(new CloseReason(CloseCodes.getCloseCode(status), reason));
        }

        /** The most that Jakarta WebSocket has to offer. */
        @Override
        protected void disconnect() {
            close(new CloseReason(CloseCodes.GOING_AWAY, "no answer"));
        }

        private void close(CloseReason reason) {
            try {
                session.close(reason);
            } catch (IOException | RuntimeException e) {
                log.debug("a live channel is closed without a farewell", e);
            }
        }
    }
}
