package dev.monitoring.spring.web;

import dev.monitoring.core.HostedWeb;
import dev.monitoring.core.http.HttpDispatcher;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.PeerWaits;
import dev.monitoring.core.http.RouteTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way from a server of the host's to the library: finds the dispatcher once the library runs, lends threads that may
 * block, keeps the live sockets. Thread-safe.
 *
 * <p>Before the library runs, and after it has stopped, there is no dispatcher, and adapters answer {@link #notRunning}.
 */
public final class WebGateway implements AutoCloseable {
    /** How long answers under way and farewells have when the application stops. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Supplier<Optional<HostedWeb>> source;
    private final WebPolicy policy;
    private final HttpLimits limits;
    private final WebWorkers workers = new WebWorkers();
    private final PeerWaits waits;
    private final Set<HostedSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private @Nullable Serving serving; // guarded by lock
    private volatile boolean closed;

    private record Serving(RouteTable routes, HttpDispatcher dispatcher) {}

    /**
     * A gateway.
     *
     * @param source what is served, once the library runs; asked for each request, so cheap
     */
    public WebGateway(Supplier<Optional<HostedWeb>> source, WebPolicy policy, HttpLimits limits) {
        this.source = source;
        this.policy = policy;
        this.limits = limits;
        this.waits = new PeerWaits(WebWorkers.MAX_WAITING, limits.stall());
    }

    public WebPolicy policy() {
        return policy;
    }

    public HttpLimits limits() {
        return limits;
    }

    /** For threads of ours that wait for callers. */
    public PeerWaits waits() {
        return waits;
    }

    /** The dispatcher while the library runs. */
    public Optional<HttpDispatcher> dispatcher() {
        return closed ? Optional.empty() : source.get().map(this::dispatcherOf);
    }

    private HttpDispatcher dispatcherOf(HostedWeb web) {
        synchronized (lock) {
            if (serving == null || serving.routes() != web.routes()) {
                serving = new Serving(
                        web.routes(), new HttpDispatcher(web.routes(), policy.guard(web), limits, this::after));
            }
            return serving.dispatcher();
        }
    }

    /** The answer while there is no dispatcher. */
    public HttpResponse notRunning() {
        return HttpResponse.error(
                        503,
                        closed
                                ? "the application stops"
                                : "monitoring is not running yet; ask again in a moment, or see the log of the"
                                        + " application")
                .withHeader("Retry-After", "2");
    }

    /** The answer to a request that found no thread. */
    public HttpResponse busy() {
        return HttpResponse.error(503, "too many requests to the monitoring at once; ask again in a moment")
                .withHeader("Retry-After", "1");
    }

    /** The answer where making one has failed. */
    public static HttpResponse failed() {
        return HttpResponse.error(500, "internal error; the log of the process says more");
    }

    /**
     * Runs work that may block, on a thread of ours.
     *
     * @return whether there is room for it
     */
    public boolean execute(Runnable work) {
        return workers.execute(work);
    }

    /** Work that is given to a thread of ours by whoever runs this first; {@code busy} is run where none has room for it. */
    public Runnable once(Runnable work, Runnable busy) {
        AtomicBoolean begun = new AtomicBoolean();
        return () -> {
            if (begun.compareAndSet(false, true) && !execute(work)) {
                busy.run();
            }
        };
    }

    /** Runs something later unless called off; see {@link dev.monitoring.core.http.Watchdog}. */
    public Runnable after(Duration delay, Runnable action) {
        return workers.after(delay, action);
    }

    void opened(HostedSocket socket) {
        sockets.add(socket);
    }

    void closed(HostedSocket socket) {
        sockets.remove(socket);
    }

    /** Says goodbye on live channels, lets answers under way end, and stops its threads; in two seconds at most. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<HostedSocket> open = List.copyOf(sockets);
        CountDownLatch told = new CountDownLatch(open.size());
        open.forEach(socket -> socket.sayGoodbye(told::countDown));
        try {
            if (!told.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                open.forEach(HostedSocket::disconnect);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.close(GRACE);
    }
}
