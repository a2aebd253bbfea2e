package dev.monitoring.core.http.jetty;

import dev.monitoring.core.http.LiveConnection;
import dev.monitoring.core.http.LiveTransport;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A live channel on a Jetty WebSocket. Pings the caller, and lets go of one that does not answer: a connection whose other
 * end vanished without a word stays open otherwise. Thread-safe.
 */
public final class JettyLiveSocket implements Session.Listener.AutoDemanding, LiveTransport {
    /** How long the caller has to read the close frame. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final LiveConnection connection;
    private final Scheduler timer;
    private final Duration pingInterval;
    private final Set<JettyLiveSocket> openSockets;
    private volatile @Nullable Session session;
    private volatile boolean heard = true;

    /** A socket that is in {@code openSockets} while it is open. */
    JettyLiveSocket(
            LiveConnection connection, Scheduler timer, Duration pingInterval, Set<JettyLiveSocket> openSockets) {
        this.connection = connection;
        this.openSockets = openSockets;
        this.timer = timer;
        this.pingInterval = pingInterval;
    }

    @Override
    public void onWebSocketOpen(Session newSession) {
        session = newSession;
        openSockets.add(this);
        schedulePing();
        connection.opened(this);
        if (!newSession.isOpen()) { // lost meanwhile, perhaps before it was added
            openSockets.remove(this);
        }
    }

    @Override
    public void onWebSocketText(String message) {
        heard = true;
        connection.received(message);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        connection.close(1003, "this channel takes text only");
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        heard = true;
    }

    @Override
    public void onWebSocketClose(int status, @Nullable String reason, Callback callback) {
        callback.succeed();
        openSockets.remove(this);
        connection.closed(status, reason == null ? "" : reason);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        openSockets.remove(this);
        connection.closed(1006, "the connection was lost");
    }

    @Override
    public void send(String text, Done done) {
        Session current = current();
        if (!current.isOpen()) {
            done.sent(new ClosedChannelException());
            return;
        }
        current.sendText(text, Callback.from(() -> done.sent(null), done::sent));
    }

    @Override
    public void close(int status, String reason) {
        Session current = current();
        current.close(status, reason, Callback.NOOP);
        timer.schedule(current::disconnect, FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says that the server stops, and calls {@code told} when that is out or cannot get out. */
    void sayGoodbye(Runnable told) {
        current().close(StatusCode.SHUTDOWN, "the server stops", Callback.from(told, failure -> told.run()));
    }

    private void schedulePing() {
        timer.schedule(this::ping, pingInterval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ping() {
        Session current = current();
        if (!current.isOpen()) {
            return;
        }
        if (!heard) {
            current.disconnect();
            return;
        }
        heard = false;
        current.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        schedulePing();
    }

    private Session current() {
        return Objects.requireNonNull(session, "the WebSocket is not open yet");
    }
}
