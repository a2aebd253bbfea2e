package dev.monitoring.core.http;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An accepted live channel between an adapter's WebSocket and a handler: queues what is sent, closes callers that read too
 * slowly, calls the handler. Thread-safe; the adapter calls {@link #opened} and {@link #received} one after the other, and
 * {@link #closed} whenever the connection is lost, be it while it is opened.
 */
public final class LiveConnection implements LiveSession {
    // Design note. At most one message is with the transport; the rest waits here, bounded in messages and
    // characters. The right to hand over the next message travels with `sending`: whoever sets it pumps, and a
    // completed send passes it on. A transport that completes inline is served by a loop instead of recursion.

    private final LiveRoute route;
    private final Map<String, String> pathParameters;
    private final Parameters parameters;
    private final Optional<String> principal;
    private final HttpLimits limits;
    private final FailureLog failures;
    private final AtomicInteger openConnections;

    private final Object lock = new Object();
    private final ArrayDeque<String> waiting = new ArrayDeque<>(); // guarded by lock
    private long waitingChars; // guarded by lock
    private boolean sending; // guarded by lock
    private boolean open; // guarded by lock
    private boolean ended; // guarded by lock
    private volatile int endStatus; // set before ended
    private volatile String endReason = ""; // set before ended
    private int closeStatus; // guarded by lock; 0 while nobody asked to close
    private String closeReason = ""; // guarded by lock
    private @Nullable LiveTransport transport; // guarded by lock
    private @Nullable LiveChannel channel; // guarded by lock

    LiveConnection(
            LiveRoute route,
            Map<String, String> pathParameters,
            Parameters parameters,
            Optional<String> principal,
            HttpLimits limits,
            FailureLog failures,
            AtomicInteger openConnections) {
        this.route = route;
        this.pathParameters = pathParameters;
        this.parameters = parameters;
        this.principal = principal;
        this.limits = limits;
        this.failures = failures;
        this.openConnections = openConnections;
    }

    /** The upgrade is done: begins the channel. */
    public void opened(LiveTransport newTransport) {
        synchronized (lock) {
            if (ended) {
                return;
            }
            transport = newTransport;
            open = true;
            openConnections.incrementAndGet();
        }
        LiveChannel opened;
        try {
            opened = route.handler().open(this);
        } catch (Exception e) {
            fail(e);
            return;
        }
        boolean lost;
        synchronized (lock) {
            channel = opened;
            lost = ended;
        }
        if (lost) { // while it was opened, when nobody could be told yet
            end(opened, endStatus, endReason);
        }
    }

    /** A text message has come. */
    public void received(String text) {
        LiveChannel current;
        synchronized (lock) {
            current = open ? channel : null;
        }
        if (current == null) {
            return;
        }
        try {
            current.message(text);
        } catch (HttpException e) {
            close(UNACCEPTABLE, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            fail(e);
        }
    }

    /** The WebSocket is closed, or lost; further calls have no effect. */
    public void closed(int status, String reason) {
        LiveChannel current;
        synchronized (lock) {
            if (ended) {
                return;
            }
            endStatus = status;
            endReason = reason;
            ended = true;
            open = false;
            waiting.clear();
            current = channel;
            if (transport != null) {
                openConnections.decrementAndGet();
            }
        }
        if (current != null) {
            end(current, status, reason);
        }
    }

    private void end(LiveChannel ending, int status, String reason) {
        try {
            ending.closed(status, reason);
        } catch (RuntimeException e) {
            failures.report("closing " + route.path(), e);
        }
    }

    @Override
    public boolean send(String text) {
        boolean overflow = false;
        synchronized (lock) {
            if (!open) {
                return false;
            }
            if (waiting.size() >= limits.liveQueueMessages()
                    || waitingChars + text.length() > limits.liveQueueChars()) {
                overflow = true;
                open = false;
                waiting.clear();
            } else {
                waiting.add(text);
                waitingChars += text.length();
                if (sending) {
                    return true;
                }
                sending = true;
            }
        }
        if (overflow) {
            transport()
                    .close(
                            TOO_SLOW,
                            "read too slowly: more than " + limits.liveQueueMessages() + " messages or "
                                    + limits.liveQueueChars() + " characters waited; connect again");
            return false;
        }
        pump();
        return true;
    }

    @Override
    public void close(int status, String reason) {
        synchronized (lock) {
            if (!open) {
                return;
            }
            open = false;
            closeStatus = status;
            closeReason = shortened(reason);
            if (sending) {
                return;
            }
            sending = true;
        }
        pump();
    }

    @Override
    public boolean isOpen() {
        synchronized (lock) {
            return open;
        }
    }

    @Override
    public String pathParameter(String name) {
        return RouteTable.captured(pathParameters, name, route.path());
    }

    @Override
    public Optional<String> parameter(String name) {
        return parameters.first(name);
    }

    @Override
    public Optional<String> principal() {
        return principal;
    }

    private void fail(Exception cause) {
        failures.report("live channel " + route.path(), cause);
        close(FAILED, "internal error");
    }

    private void pump() {
        while (true) {
            String next;
            synchronized (lock) {
                next = waiting.poll();
                if (next == null) {
                    sending = false;
                    if (closeStatus == 0 || ended) {
                        return;
                    }
                } else {
                    waitingChars -= next.length();
                }
            }
            if (next == null) {
                closeAsAsked();
                return;
            }
            Handover handover = new Handover();
            transport().send(next, handover);
            if (!handover.isDoneBeforeDetach()) {
                return;
            }
        }
    }

    private void closeAsAsked() {
        int status;
        String reason;
        synchronized (lock) {
            status = closeStatus;
            reason = closeReason;
        }
        transport().close(status, reason);
    }

    private LiveTransport transport() {
        synchronized (lock) {
            return Objects.requireNonNull(transport, "the channel was not opened");
        }
    }

    /** A close frame holds 123 bytes of reason. */
    private static String shortened(String reason) {
        return reason.length() <= 120 ? reason : reason.substring(0, 119) + "…";
    }

    /** One message with the transport: whoever comes second, completion or the pumping thread's return, goes on pumping. */
    private final class Handover implements LiveTransport.Done {
        private static final int PENDING = 0;
        private static final int DETACHED = 1;
        private static final int DONE = 2;

        private final AtomicInteger state = new AtomicInteger(PENDING);

        @Override
        public void sent(@Nullable Throwable failure) {
            if (failure != null) {
                // The adapter reports the loss of the connection by closed().
                synchronized (lock) {
                    open = false;
                    waiting.clear();
                    closeStatus = 0;
                }
            }
            if (state.getAndSet(DONE) == DETACHED) {
                pump();
            }
        }

        boolean isDoneBeforeDetach() {
            return !state.compareAndSet(PENDING, DETACHED);
        }
    }
}
