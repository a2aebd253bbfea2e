package dev.monitoring.alerts.notify.heartbeat;

import dev.monitoring.core.collect.Redactor;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpReply;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an outside address for attention at each interval while alerting is alive, and keeps silent when it is not. The first
 * time is one interval after {@link #start}. Thread-safe; has no thread of its own.
 *
 * <p>A beat that does not arrive is not repeated: the next one follows soon enough. While one is on its way no other begins.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(30);
    private static final byte[] NO_BODY = new byte[0];

    private final HttpEndpoint endpoint;
    private final Method method;
    private final Duration interval;
    private final Supplier<Optional<String>> trouble;
    private final Executor workers;
    private final Clock clock;
    private final EventLoop.Wakeup first;
    private final EventLoop.Wakeup wakeup;
    private final Redactor redactor = Redactor.of(List.of());

    private final Object lock = new Object();
    private boolean busy; // guarded by lock, as all below
    private boolean closed;
    private long beats;
    private long withheld;
    private long errors;
    private OptionalLong lastBeatMillis = OptionalLong.empty();
    private Optional<String> lastTrouble = Optional.empty();

    /** How to ask. */
    public enum Method {
        GET {
            @Override
            HttpReply send(HttpEndpoint endpoint, Deadline deadline) throws IOException {
                return endpoint.get(Map.of(), deadline);
            }
        },
        /** Without a body. */
        POST {
            @Override
            HttpReply send(HttpEndpoint endpoint, Deadline deadline) throws IOException {
                return endpoint.post(Map.of(), NO_BODY, deadline);
            }
        };

        abstract HttpReply send(HttpEndpoint endpoint, Deadline deadline) throws IOException;
    }

    /**
     * A heartbeat that has not begun.
     *
     * @param endpoint the address; closed with this
     * @param interval from one beat to the next
     * @param trouble says why alerting is not alive, or nothing; asked once for each beat, on the loop's thread, and quick
     * @param loop decides when; closed by the caller
     * @param workers send; closed by the caller
     */
    public Heartbeat(
            HttpEndpoint endpoint,
            Method method,
            Duration interval,
            Supplier<Optional<String>> trouble,
            EventLoop loop,
            Executor workers,
            Clock clock) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("interval " + interval + " of the heartbeat is not above zero");
        }
        this.endpoint = endpoint;
        this.method = method;
        this.interval = interval;
        this.trouble = trouble;
        this.workers = workers;
        this.clock = clock;
        this.wakeup = loop.wakeup(this::beat);
        this.first = loop.wakeup(this::arm);
    }

    /** The trouble that there is when a count, such as that of evaluations, has not grown since it was last asked for. */
    public static Supplier<Optional<String>> standstill(String counted, LongSupplier count) {
        return new Supplier<>() {
            private long before = count.getAsLong(); // the loop's thread only, once begun

            @Override
            public Optional<String> get() {
                long now = count.getAsLong();
                boolean stands = now == before;
                before = now;
                return stands ? Optional.of("there were no " + counted + " since the last beat") : Optional.empty();
            }
        };
    }

    /** Begins. */
    public void start() {
        first.now();
    }

    private void arm() {
        wakeup.at(clock.nanoTime() + interval.toNanos());
    }

    private void beat() {
        arm();
        Optional<String> found = asked();
        synchronized (lock) {
            if (closed || busy) {
                return;
            }
            busy = found.isEmpty();
        }
        if (found.isPresent()) {
            ended(Optional.of("withheld: " + found.get()), true);
            return;
        }
        try {
            workers.execute(this::send);
        } catch (RejectedExecutionException e) {
            ended(Optional.of("the threads that send are gone or busy"), false);
        }
    }

    private Optional<String> asked() {
        try {
            return trouble.get();
        } catch (RuntimeException e) {
            return Optional.of("whether alerting is alive cannot be told: " + redactor.describe(e));
        }
    }

    private void send() {
        Optional<String> failure = Optional.of("sending failed in itself");
        Duration timeout = interval.compareTo(LONGEST_REQUEST) < 0 ? interval : LONGEST_REQUEST;
        try (HttpReply reply = method.send(endpoint, Deadline.after(timeout, clock))) {
            reply.requireOk();
            failure = Optional.empty();
        } catch (IOException e) {
            failure = Optional.of(told(redactor.redact(String.valueOf(e.getMessage()))));
        } catch (RuntimeException e) {
            failure = Optional.of(told(redactor.describe(e)));
        } finally {
            ended(failure, false);
        }
    }

    private void ended(Optional<String> found, boolean isWithheld) {
        Optional<String> before;
        synchronized (lock) {
            busy = false;
            before = lastTrouble;
            lastTrouble = found;
            if (found.isEmpty()) {
                beats++;
                lastBeatMillis = OptionalLong.of(clock.epochMillis());
            } else if (isWithheld) {
                withheld++;
            } else {
                errors++;
            }
            if (closed) {
                return;
            }
        }
        if (found.isPresent() && !found.equals(before)) {
            log.warn("no heartbeat to {}: {}", host(), found.get());
        } else if (found.isEmpty() && before.isPresent()) {
            log.info("the heartbeat to {} arrives again", host());
        }
    }

    /** A message without the path of the address, which often is its secret. */
    private String told(String message) {
        String path = endpoint.address().getRawPath();
        return path == null || path.length() < 2 ? message : message.replace(path, "/" + Redactor.MASK);
    }

    private String host() {
        return endpoint.address().getHost();
    }

    /** How it fares. */
    public HeartbeatStatus status() {
        synchronized (lock) {
            return new HeartbeatStatus(beats, withheld, errors, lastBeatMillis, lastTrouble);
        }
    }

    /** Ends; a request under way is broken off. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        endpoint.close();
    }
}
