package dev.monitoring.core.http.jetty;

import dev.monitoring.core.http.HttpLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Keeps connections from being held for nothing: bounds their number, the time a request's headers may take, and the time a
 * request may take in all. Thread-safe.
 */
final class ConnectionWatch implements Connection.Listener {
    // Design note. Jetty's idle timeout begins anew with each byte, so a caller that sends one now and then keeps its
    // connection for ever. Here every connection that is owed a request ages with each tick, whatever it sends; when
    // there are too many, the oldest of those goes, not the newest: a flood of half-sent requests then displaces
    // itself, while a real request, sent in one piece, is at work before its turn comes. Ages are counted in ticks;
    // there is no clock to read.

    private static final Duration TICK = Duration.ofSeconds(1);

    private final int maxConnections;
    private final int maxHeaderTicks;
    private final int maxExchangeTicks;
    private final Scheduler timer;
    private final Executor executor;

    private final Object lock = new Object();
    private final Map<Connection, State> connections = new LinkedHashMap<>(); // guarded by lock; longest waiting first
    private int busy; // guarded by lock
    private boolean ticking; // guarded by lock

    private static final class State {
        private boolean busy;
        private boolean live;
        private boolean served;
        private long bytesAtRest;
        private int age;
    }

    ConnectionWatch(HttpLimits limits, Scheduler timer, Executor executor) {
        this.maxConnections = limits.connections();
        this.maxHeaderTicks = ticks(limits.headerDeadline());
        this.maxExchangeTicks = ticks(limits.handlerDeadline().multipliedBy(2).plus(limits.stall()));
        this.timer = timer;
        this.executor = executor;
    }

    @Override
    public void onOpened(Connection connection) {
        boolean live = connection instanceof WebSocketConnection;
        if (!live && !(connection instanceof ConnectionMetaData)) {
            // The TLS layer below an HTTP connection, which is closed together with it.
            return;
        }
        Connection victim = null;
        synchronized (lock) {
            State state = new State();
            state.live = live;
            connections.put(connection, state);
            if (connections.size() > maxConnections) {
                victim = connection;
                for (Map.Entry<Connection, State> candidate : connections.entrySet()) {
                    if (!candidate.getValue().busy && !candidate.getValue().live) {
                        victim = candidate.getKey();
                        break;
                    }
                }
                connections.remove(victim);
            }
            if (!ticking) {
                ticking = true;
                scheduleTick();
            }
        }
        if (victim != null) {
            close(victim);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (lock) {
            State state = connections.remove(connection);
            if (state != null && state.busy) {
                busy--;
                lock.notifyAll();
            }
        }
    }

    void exchangeBegins(Connection connection) {
        synchronized (lock) {
            State state = connections.get(connection);
            if (state != null && !state.busy) {
                state.busy = true;
                state.age = 0;
                busy++;
            }
        }
    }

    void exchangeEnds(Connection connection) {
        synchronized (lock) {
            State state = connections.remove(connection);
            if (state != null) {
                if (state.busy) {
                    busy--;
                    lock.notifyAll();
                }
                state.busy = false;
                state.served = true;
                state.age = 0;
                state.bytesAtRest = connection.getBytesIn();
                connections.put(connection, state);
            }
        }
    }

    /** Waits until no request is being answered, {@code most} at most. */
    void awaitQuiet(Duration most) {
        int waits = 10;
        synchronized (lock) {
            try {
                for (int i = 0; i < waits && busy > 0; i++) {
                    lock.wait(most.toMillis() / waits);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    int size() {
        synchronized (lock) {
            return connections.size();
        }
    }

    /** One second has passed. */
    void tick() {
        synchronized (lock) {
            connections.forEach((connection, state) -> {
                if (state.live) {
                    return;
                }
                boolean owesRequest = !state.busy && (!state.served || connection.getBytesIn() != state.bytesAtRest);
                if (state.busy || owesRequest) {
                    state.age++;
                }
                if (state.age > (state.busy ? maxExchangeTicks : maxHeaderTicks)) {
                    close(connection);
                }
            });
            ticking = !connections.isEmpty();
            if (ticking) {
                scheduleTick();
            }
        }
    }

    private void scheduleTick() {
        timer.schedule(this::tick, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** On another thread: Jetty may be in the middle of opening it. */
    private void close(Connection connection) {
        executor.execute(() -> connection.getEndPoint().close());
    }

    private static int ticks(Duration duration) {
        return (int) Math.max(1, duration.toMillis() / TICK.toMillis());
    }
}
