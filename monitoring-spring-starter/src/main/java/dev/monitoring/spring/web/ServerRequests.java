package dev.monitoring.spring.web;

import dev.monitoring.core.time.Clock;
import dev.monitoring.spring.autoconfigure.ApplicationMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;

/**
 * The application's HTTP requests as timers {@code http.server.requests}, with the tags that Spring's own observations have:
 * {@code error}, {@code exception}, {@code method}, {@code outcome}, {@code status}, {@code uri}. Thread-safe.
 *
 * <p>A request whose like was seen before costs a look-up and a recording, and allocates nothing: timers lie under the pattern of
 * their route, which is the same text in each request, and few under each pattern, in an array that is searched.
 *
 * <p>A uri is the pattern of a route, never a path that a caller made up. Beyond a number of patterns the rest counts as one,
 * {@code others}.
 */
public final class ServerRequests {
    /** The name of the timers. */
    public static final String TIMER = "http.server.requests";

    /** A status that nobody knows, because the caller has gone before there was one. */
    public static final int NO_STATUS = 0;

    /** The type of the bean without which there are no such timers. */
    public static final String NEEDED = "dev.monitoring.spring.autoconfigure.ApplicationMeters";

    static final int DEFAULT_MAX_URIS = 100;

    /** How many timers there are of one pattern; an application that answers with ever new statuses has no more. */
    static final int MAX_ANSWERS = 200;

    private static final String MAX_URIS = "management.metrics.web.server.max-uri-tags";
    private static final String UNKNOWN = "UNKNOWN";
    private static final String NOT_FOUND = "NOT_FOUND";
    private static final String REDIRECTION = "REDIRECTION";
    private static final String ROOT = "root";
    private static final String OTHERS = "others";
    private static final String NONE = "none";
    private static final Set<String> FIXED = Set.of(UNKNOWN, NOT_FOUND, REDIRECTION, ROOT);
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");
    private static final String[] OUTCOMES = {
        UNKNOWN, "INFORMATIONAL", "SUCCESS", REDIRECTION, "CLIENT_ERROR", "SERVER_ERROR"
    };
    private static final Logger log = LoggerFactory.getLogger(ServerRequests.class);

    private final Supplier<MeterRegistry> registry;
    private final Clock clock;
    private final int maxUris;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final Endpoint others = new Endpoint(OTHERS);
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean full;

    /** What was answered to the requests of one pattern. */
    private static final class Endpoint {
        final String uri;
        volatile Answer[] answers = {};

        Endpoint(String uri) {
            this.uri = uri;
        }

        @Nullable
        Timer find(String method, int status, @Nullable Class<?> error) {
            for (Answer answer : answers) {
                if (answer.status == status && answer.error == error && answer.method.equals(method)) {
                    return answer.timer;
                }
            }
            return null;
        }
    }

    private record Answer(
            String method, int status, @Nullable Class<?> error, Timer timer) {}

    /**
     * Requests in a registry, which is asked for when there is the first.
     *
     * @param maxUris how many patterns are told apart
     */
    ServerRequests(Supplier<MeterRegistry> registry, Clock clock, int maxUris) {
        this.registry = registry;
        this.clock = clock;
        this.maxUris = maxUris;
        FIXED.forEach(uri -> endpoints.put(uri, new Endpoint(uri)));
    }

    /** As many patterns as Spring Boot would tell apart. */
    private static int maxUris(Environment environment) {
        try {
            return environment.getProperty(MAX_URIS, Integer.class, DEFAULT_MAX_URIS);
        } catch (IllegalArgumentException | ConversionException e) {
            return DEFAULT_MAX_URIS;
        }
    }

    /** In the meters that the library keeps of the application of a context. */
    public static ServerRequests in(ApplicationContext context) {
        ApplicationMeters meters = context.getBean(ApplicationMeters.class);
        return new ServerRequests(meters.use(), meters.clock(), maxUris(context.getEnvironment()));
    }

    MeterRegistry registry() {
        return registry.get();
    }

    /** When a request begins, for {@link #answered}. */
    public long begin() {
        return clock.nanoTime();
    }

    /**
     * Counts a request.
     *
     * @param begun what {@link #begin} said
     * @param method any text
     * @param pattern the pattern of the route, or null where there is none
     * @param status of the answer; {@link #NO_STATUS} where there was none
     * @param error what the request ended with, or null
     */
    public void answered(long begun, String method, @Nullable String pattern, int status, @Nullable Throwable error) {
        long nanos = clock.nanoTime() - begun;
        String known = METHODS.contains(method) ? method : UNKNOWN;
        Class<?> thrown = error == null ? null : error.getClass();
        String uri = uri(pattern, status);
        Endpoint endpoint = endpoints.get(uri);
        if (endpoint == null) {
            endpoint = full ? others : newEndpoint(uri);
        }
        Timer timer = endpoint.find(known, status, thrown);
        if (timer == null) {
            timer = newTimer(endpoint, known, status, thrown);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String uri(@Nullable String pattern, int status) {
        if (pattern != null) {
            return pattern.isEmpty() ? ROOT : pattern;
        }
        if (status == 404) {
            return NOT_FOUND;
        }
        return status / 100 == 3 ? REDIRECTION : UNKNOWN;
    }

    private Endpoint newEndpoint(String uri) {
        lock.lock();
        try {
            Endpoint known = endpoints.get(uri);
            if (known != null) {
                return known;
            }
            if (endpoints.size() - FIXED.size() >= maxUris) {
                tellOfLimit();
                return others;
            }
            Endpoint added = new Endpoint(uri);
            endpoints.put(uri, added);
            return added;
        } finally {
            lock.unlock();
        }
    }

    private void tellOfLimit() {
        if (!full) {
            full = true;
            log.warn(
                    "requests of {} routes are told apart, which is the limit; those of further routes are counted as"
                            + " uri=\"{}\"; set {} to more",
                    maxUris,
                    OTHERS,
                    MAX_URIS);
        }
    }

    private Timer newTimer(Endpoint endpoint, String method, int status, @Nullable Class<?> error) {
        lock.lock();
        try {
            Answer[] before = endpoint.answers;
            Timer known = endpoint.find(method, status, error);
            if (known != null) {
                return known;
            }
            boolean isLast = status == NO_STATUS && error == null;
            if (before.length >= MAX_ANSWERS && !isLast) {
                return newTimer(endpoint, UNKNOWN, NO_STATUS, null);
            }
            Timer timer = timer(endpoint.uri, method, status, error);
            Answer[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = new Answer(method, status, error, timer);
            endpoint.answers = after;
            return timer;
        } finally {
            lock.unlock();
        }
    }

    private Timer timer(String uri, String method, int status, @Nullable Class<?> error) {
        int hundreds = status / 100;
        String name = error == null ? NONE : error.getSimpleName();
        return Timer.builder(TIMER)
                .description("Requests to the application.")
                .tags(
                        "error",
                        name,
                        "exception",
                        error != null && name.isEmpty() ? error.getName() : name,
                        "method",
                        method,
                        "outcome",
                        hundreds < OUTCOMES.length ? OUTCOMES[hundreds] : UNKNOWN,
                        "status",
                        status == NO_STATUS ? UNKNOWN : Integer.toString(status),
                        "uri",
                        uri)
                .register(registry());
    }
}
