package dev.monitoring.alerts.notify.alertmanager;

import dev.monitoring.core.collect.Redactor;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpReply;
import dev.monitoring.core.endpoint.HttpStatusException;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for one Alertmanager, and its way there. Thread-safe; {@link #turn} is for the event loop.
 *
 * <p>An alert waits once, as it is now: what comes later takes the place of what has not been sent, so that an Alertmanager that
 * was away hears the present, not the past. After a failure there is a pause of a second, twice as long each time, up to
 * half a minute; then one request tries whether it goes again.
 */
final class AlertmanagerQueue {
    private static final Logger log = LoggerFactory.getLogger(AlertForwarder.class);

    /** As many as Prometheus sends at once. */
    private static final int MAX_BATCH = 64;

    /** Well below what core sends in one request, and what Alertmanagers behind proxies take. */
    private static final int MAX_BATCH_BYTES = 512 << 10;

    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;

    /** However long an Alertmanager wants to be left alone: rather ask too early than leave it without word for hours. */
    private static final long LONGEST_SILENCE_NANOS = 300_000_000_000L;

    private static final Map<String, String> HEADERS = Map.of("Content-Type", "application/json");

    private final HttpEndpoint endpoint;
    private final int capacity;
    private final Duration timeout;
    private final Executor workers;
    private final Clock clock;
    private final EventLoop.Wakeup wakeup;
    private final Redactor redactor = Redactor.of(List.of());

    private final Object lock = new Object();
    private final Map<Labels, ForwardedAlert> waiting = new LinkedHashMap<>(); // guarded by lock
    private boolean busy; // guarded by lock, as all below
    private boolean closed;
    private long pausedUntilNanos;
    private long pauseNanos;
    private long sent;
    private long dropped;
    private long requests;
    private long errors;
    private long requestNanos;
    private Optional<String> lastError = Optional.empty();

    AlertmanagerQueue(
            HttpEndpoint endpoint, int capacity, Duration timeout, EventLoop loop, Executor workers, Clock clock) {
        this.endpoint = endpoint;
        this.capacity = capacity;
        this.timeout = timeout;
        this.workers = workers;
        this.clock = clock;
        this.pausedUntilNanos = clock.nanoTime();
        this.wakeup = loop.wakeup(this::turn);
    }

    /** Takes alerts in; beyond the capacity the oldest go. Never blocks for long. */
    void add(List<ForwardedAlert> alerts) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            for (ForwardedAlert alert : alerts) {
                waiting.put(alert.labels(), alert);
            }
            dropOldest();
        }
        wakeup.now();
    }

    private void dropOldest() {
        Iterator<Labels> oldest = waiting.keySet().iterator();
        while (waiting.size() > capacity) {
            oldest.next();
            oldest.remove();
            dropped++;
        }
    }

    /** Sends what waits, unless a request is under way or there is a pause. */
    private void turn() {
        List<ForwardedAlert> batch;
        synchronized (lock) {
            if (busy || closed || waiting.isEmpty()) {
                return;
            }
            if (clock.nanoTime() - pausedUntilNanos < 0) {
                wakeup.at(pausedUntilNanos);
                return;
            }
            batch = takeBatch();
            busy = true;
        }
        try {
            workers.execute(() -> send(batch));
        } catch (RejectedExecutionException e) {
            ended(batch, Optional.of("the threads that send are gone or busy"), true, Duration.ZERO, 0);
        }
    }

    private List<ForwardedAlert> takeBatch() {
        List<ForwardedAlert> batch = new ArrayList<>();
        int bytes = 0;
        Iterator<ForwardedAlert> alerts = waiting.values().iterator();
        while (alerts.hasNext() && batch.size() < MAX_BATCH) {
            ForwardedAlert alert = alerts.next();
            bytes += alert.json().length + 1;
            if (bytes > MAX_BATCH_BYTES && !batch.isEmpty()) {
                break; // one that is too long by itself is sent alone, and refused
            }
            batch.add(alert);
            alerts.remove();
        }
        return batch;
    }

    private void send(List<ForwardedAlert> batch) {
        long begin = clock.nanoTime();
        Optional<String> failure = Optional.of("sending failed in itself");
        boolean again = false;
        Duration wanted = Duration.ZERO;
        try {
            byte[] body = body(batch);
            if (body.length > MAX_BATCH_BYTES) {
                failure = Optional.of(
                        "an alert of " + body.length + " bytes is too long to be sent; shorten its" + " annotations");
                return;
            }
            again = true;
            try (HttpReply reply = endpoint.post(HEADERS, body, Deadline.after(timeout, clock))) {
                reply.requireOk();
            }
            failure = Optional.empty();
        } catch (HttpStatusException e) {
            failure = Optional.of(redactor.describe(e));
            // 400 is about single alerts, the others of the request were taken: sending them again changes nothing.
            again = e.status() != 400 && e.status() != 413;
            wanted = e.retryAfter(clock).orElse(Duration.ZERO);
        } catch (IOException e) {
            failure = Optional.of(redactor.redact(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            failure = Optional.of(redactor.describe(e));
        } finally {
            ended(batch, failure, again, wanted, clock.nanoTime() - begin);
        }
    }

    private static byte[] body(List<ForwardedAlert> batch) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        char before = '[';
        for (ForwardedAlert alert : batch) {
            body.write(before);
            body.writeBytes(alert.json());
            before = ',';
        }
        body.write(']');
        return body.toByteArray();
    }

    /** @param wanted how long the Alertmanager wants to be left alone */
    private void ended(
            List<ForwardedAlert> batch, Optional<String> failure, boolean again, Duration wanted, long nanos) {
        Optional<String> before;
        synchronized (lock) {
            busy = false;
            requests++;
            requestNanos += nanos;
            before = lastError;
            lastError = failure;
            if (failure.isEmpty()) {
                sent += batch.size();
                pauseNanos = 0;
            } else {
                errors++;
                if (again) {
                    putBack(batch);
                    pauseNanos = pauseNanos == 0 ? FIRST_PAUSE_NANOS : Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
                    long granted = Math.min(wanted.toNanos(), LONGEST_SILENCE_NANOS);
                    pausedUntilNanos = clock.nanoTime() + Math.max(pauseNanos, granted);
                } else {
                    dropped += batch.size();
                }
            }
            if (closed) {
                return;
            }
        }
        tell(before, failure);
        wakeup.now();
    }

    /** Puts alerts in front of those that wait, but for those of which there is later word. */
    private void putBack(List<ForwardedAlert> batch) {
        Map<Labels, ForwardedAlert> all = new LinkedHashMap<>();
        batch.forEach(alert -> all.put(alert.labels(), alert));
        all.putAll(waiting);
        waiting.clear();
        waiting.putAll(all);
        dropOldest();
    }

    private void tell(Optional<String> before, Optional<String> now) {
        if (now.isPresent() && !now.equals(before)) {
            log.warn("Alertmanager {} does not take alerts: {}", endpoint, now.get());
        } else if (now.isEmpty() && before.isPresent()) {
            log.info("Alertmanager {} takes alerts again", endpoint);
        }
    }

    AlertmanagerStatus status() {
        synchronized (lock) {
            return new AlertmanagerStatus(
                    endpoint.toString(), waiting.size(), sent, dropped, requests, errors, requestNanos, lastError);
        }
    }

    /** Forgets what waits, and frees a request under way. */
    void close() {
        synchronized (lock) {
            closed = true;
            waiting.clear();
        }
        endpoint.close();
    }
}
