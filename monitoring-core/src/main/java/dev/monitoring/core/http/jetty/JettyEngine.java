package dev.monitoring.core.http.jetty;

import dev.monitoring.core.http.HttpDispatcher;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.PeerWaits;
import dev.monitoring.core.http.RequestGuard;
import dev.monitoring.core.http.RouteTable;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** The Jetty behind a {@link JettyServer}, on a port that is listened on already. Thread-safe. */
final class JettyEngine {
    /** One thread watches connections; the others run handlers, which block now and then. */
    private static final int MAX_THREADS = 8;

    /** How many handlers may wait for slow callers at once, so that some threads are always left for quick ones. */
    private static final int MAX_WAITING_HANDLERS = 4;

    private static final int IDLE_THREAD_MILLIS = 10_000;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final long STOP_MILLIS = 1_000;

    private final ScheduledThreadPoolExecutor deadlines;
    private final Server server;
    private final ServerConnector connector;
    private final ConnectionWatch connections;
    private final HttpDispatcher dispatcher;
    private final JettyHandler handler;

    JettyEngine(RouteTable routes, RequestGuard guard, HttpLimits limits, @Nullable JettyTls tls) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2, IDLE_THREAD_MILLIS);
        threads.setName("monitoring-http");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        threads.setStopTimeout(STOP_MILLIS);
        deadlines = new ScheduledThreadPoolExecutor(1, JettyEngine::timerThread);
        deadlines.setRemoveOnCancelPolicy(true);
        Scheduler timer = new ScheduledExecutorScheduler(deadlines);
        server = new Server(threads, timer, null);
        server.setStopTimeout(0);
        server.setErrorHandler(new JettyErrors(limits.headerBytes()));

        HttpConnectionFactory plain = new HttpConnectionFactory(configuration(limits));
        connector = tls == null
                ? new ServerConnector(server, 0, 1, plain)
                : new ServerConnector(server, 0, 1, secured(tls), plain);
        connector.setIdleTimeout(KEEP_ALIVE.toMillis());
        connector.setShutdownIdleTimeout(0);
        connections = new ConnectionWatch(limits, timer, server.getThreadPool());
        connector.addEventListener(connections);
        server.addConnector(connector);

        dispatcher = new HttpDispatcher(routes, guard, limits, (delay, action) -> {
            Scheduler.Task task = timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
            return task::cancel;
        });
        ServerWebSocketContainer webSockets = ServerWebSocketContainer.ensure(server);
        webSockets.setMaxTextMessageSize(limits.liveMessageBytes());
        webSockets.setMaxFrameSize(limits.liveMessageBytes());
        webSockets.setMaxBinaryMessageSize(1);
        webSockets.setIdleTimeout(limits.livePing().multipliedBy(3));
        handler = new JettyHandler(
                dispatcher,
                connections,
                webSockets,
                timer,
                new PeerWaits(MAX_WAITING_HANDLERS, limits.handlerDeadline()));
        server.setHandler(handler);
    }

    HttpDispatcher dispatcher() {
        return dispatcher;
    }

    int openConnections() {
        return connections.size();
    }

    /** Serves what comes in on {@code listening}; closes it when stopped. */
    void start(ServerSocketChannel listening) throws Exception {
        connector.open(listening);
        server.start();
    }

    /** Lets answers under way end for half a second, and stops; in two seconds at most. */
    void stop() throws Exception {
        connector.close();
        handler.closeLiveSockets(GRACE);
        connections.awaitQuiet(GRACE);
        server.stop();
        server.destroy();
        deadlines.shutdownNow();
        deadlines.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Thread timerThread(Runnable work) {
        Thread thread = new Thread(work, "monitoring-http-timer");
        thread.setDaemon(true);
        thread.setContextClassLoader(JettyEngine.class.getClassLoader());
        return thread;
    }

    private static HttpConfiguration configuration(HttpLimits limits) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(limits.headerBytes());
        http.setIdleTimeout(limits.stall().toMillis());
        // The rules for paths are our own and stricter; Jetty only has to hand the path over as it was sent.
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }

    private static SslConnectionFactory secured(JettyTls tls) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStorePath(tls.keyStore().toUri().toString());
        context.setKeyStorePassword(tls.password());
        context.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        context.setSniRequired(false);
        return new SslConnectionFactory(context, "http/1.1");
    }
}
