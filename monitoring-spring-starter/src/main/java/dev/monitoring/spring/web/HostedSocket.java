package dev.monitoring.spring.web;

import dev.monitoring.core.http.LiveConnection;
import dev.monitoring.core.http.LiveSession;
import dev.monitoring.core.http.LiveTransport;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A live channel on a WebSocket of the host's server. Thread-safe.
 *
 * <p>Runs what the caller causes on threads of ours, one call after the other, because the host's threads are not to block.
 * Pings the caller, and lets go of one that does not answer: a connection whose other end vanished without a word stays open
 * otherwise.
 */
public abstract class HostedSocket implements LiveTransport {
    /** How long the caller has to read the close frame. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final int GOING_AWAY = 1001;
    private static final int LOST = 1006;

    /** Messages of a caller that wait for a thread; more is a flood. */
    private static final int MAX_WAITING = 64;

    private final LiveConnection connection;
    private final WebGateway gateway;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(); // guarded by itself
    private boolean running; // guarded by waiting
    private volatile boolean heard = true;
    private volatile boolean open;

    protected HostedSocket(LiveConnection connection, WebGateway gateway) {
        this.connection = connection;
        this.gateway = gateway;
    }

    /** Sends a close frame, and returns once it is out or cannot get out. */
    protected abstract void sendClose(int status, String reason);

    /** Sends a ping; may block for some seconds. */
    protected abstract void sendPing();

    /** Lets go of the connection at once. */
    protected abstract void disconnect();

    /** The WebSocket is there. */
    public final void opened() {
        open = true;
        gateway.opened(this);
        schedulePing();
        inTurn(() -> connection.opened(this));
    }

    /** A text message has come. */
    public final void received(String text) {
        heard = true;
        inTurn(() -> connection.received(text));
    }

    /** The caller has answered a ping. */
    public final void heard() {
        heard = true;
    }

    /** Something other than text has come. */
    public final void receivedBinary() {
        connection.close(1003, "this channel takes text only");
    }

    /** The WebSocket is closed. */
    public final void closed(int status, @Nullable String reason) {
        if (!open) {
            return;
        }
        open = false;
        gateway.closed(this);
        Runnable end = () -> connection.closed(status, reason == null ? "" : reason);
        synchronized (waiting) {
            waiting.addLast(end);
            if (running) {
                return;
            }
            running = true;
        }
        if (!gateway.execute(this::run)) {
            run();
        }
    }

    /** The WebSocket is lost. */
    public final void lost() {
        closed(LOST, "the connection was lost");
    }

    @Override
    public final void close(int status, String reason) {
        Runnable callOff = gateway.after(FAREWELL, this::disconnect);
        boolean accepted = gateway.execute(() -> sendClose(status, reason));
        if (!accepted) {
            callOff.run();
            disconnect();
        }
    }

    /** Says that the application stops, and calls {@code told} when that is out or cannot get out. */
    final void sayGoodbye(Runnable told) {
        boolean accepted = gateway.execute(() -> {
            sendClose(GOING_AWAY, "the application stops");
            told.run();
        });
        if (!accepted) {
            disconnect();
            told.run();
        }
    }

    private void inTurn(Runnable call) {
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING) {
                close(LiveSession.UNACCEPTABLE, "too many messages at once; wait for answers");
                return;
            }
            waiting.addLast(call);
            if (running) {
                return;
            }
            running = true;
        }
        if (!gateway.execute(this::run)) {
            synchronized (waiting) {
                waiting.clear();
                running = false;
            }
            disconnect();
        }
    }

    /** What is waiting, one by one. */
    private void run() {
        while (true) {
            Runnable next;
            synchronized (waiting) {
                next = waiting.pollFirst();
                if (next == null) {
                    running = false;
                    return;
                }
            }
            next.run();
        }
    }

    private void schedulePing() {
        gateway.after(gateway.limits().livePing(), () -> gateway.execute(this::ping));
    }

    private void ping() {
        if (!open) {
            return;
        }
        if (!heard) {
            disconnect();
            return;
        }
        heard = false;
        sendPing();
        schedulePing();
    }
}
