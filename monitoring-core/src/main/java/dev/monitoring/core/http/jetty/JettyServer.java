package dev.monitoring.core.http.jetty;

import dev.monitoring.core.http.AllowedHosts;
import dev.monitoring.core.http.HttpCounts;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.RequestGuard;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running HTTP server with our routes. Thread-safe.
 *
 * <p>Speaks HTTP/1.1 and WebSocket, over TLS where asked to. Its threads are daemons named {@code monitoring-http-…}: one
 * that watches connections, one for deadlines, and up to seven that answer requests, of which one stays when there is
 * nothing to do.
 */
public final class JettyServer implements AutoCloseable {
    // Design note. Jetty takes some hundred milliseconds to load, which is too long for a host's start. So start()
    // only takes the port, which is what can go wrong; Jetty comes up on a thread of its own, and who calls earlier
    // waits in the listening socket's queue. Nothing in this class may load a class of Jetty before that.

    private static final Logger LOG = LoggerFactory.getLogger(JettyServer.class);
    private static final int BACKLOG = 128;
    private static final long STARTER_JOIN_MILLIS = 1_000;

    private final ServerSocketChannel listening;
    private final InetSocketAddress address;
    private final boolean tls;
    private final Thread starter;
    private final Object lock = new Object();
    private @Nullable JettyEngine engine; // guarded by lock
    private boolean closed; // guarded by lock

    private JettyServer(Builder builder, ServerSocketChannel listening, InetSocketAddress address) {
        this.listening = listening;
        this.address = address;
        this.tls = builder.tls != null;
        RequestGuard guard = new RequestGuard(
                builder.access,
                AllowedHosts.loopback().withNames(builder.allowedHosts).withListening(address.getAddress()));
        RouteTable routes = builder.routes;
        HttpLimits limits = builder.limits;
        JettyTls certificate = builder.tls;
        starter = new Thread(() -> bringUp(routes, guard, limits, certificate), "monitoring-http-start");
        starter.setDaemon(true);
        starter.setContextClassLoader(JettyServer.class.getClassLoader());
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Whether Jetty is on the class path. By its files, because loading it takes long. */
    public static boolean isAvailable() {
        ClassLoader loader = JettyServer.class.getClassLoader();
        return loader.getResource("org/eclipse/jetty/server/Server.class") != null
                && loader.getResource("org/eclipse/jetty/websocket/server/ServerWebSocketContainer.class") != null;
    }

    /** The port listened on. */
    public int port() {
        return address.getPort();
    }

    /** Where a browser on this machine reaches the server, ending with a slash. */
    public URI uri() {
        InetAddress listened = address.getAddress();
        String host = listened.isAnyLocalAddress() ? "localhost" : listened.getHostAddress();
        String written = host.indexOf(':') >= 0 ? "[" + withoutZone(host) + "]" : host;
        return URI.create((tls ? "https://" : "http://") + written + ":" + port() + "/");
    }

    private static String withoutZone(String host) {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }

    /** The number of connections open now, WebSockets included. */
    public int openConnections() {
        JettyEngine running = engine();
        return running == null ? 0 : running.openConnections();
    }

    /** What was answered so far. */
    public HttpCounts counts() {
        JettyEngine running = engine();
        return running == null
                ? new HttpCounts(0, 0, 0, 0, 0)
                : running.dispatcher().counts();
    }

    /**
     * Stops listening, lets answers under way end for half a second, and stops; in three seconds at most. Does nothing the
     * second time.
     */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            starter.join(STARTER_JOIN_MILLIS);
            JettyEngine running = engine();
            if (running != null) {
                running.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("the HTTP server on port {} did not stop cleanly: {}", port(), e.toString());
        } finally {
            stopListening();
        }
    }

    private void stopListening() {
        try {
            listening.close();
        } catch (IOException e) {
            LOG.debug("port {} was closed already", port(), e);
        }
    }

    private @Nullable JettyEngine engine() {
        synchronized (lock) {
            return engine;
        }
    }

    private void bringUp(RouteTable routes, RequestGuard guard, HttpLimits limits, @Nullable JettyTls certificate) {
        try {
            JettyEngine starting = new JettyEngine(routes, guard, limits, certificate);
            synchronized (lock) {
                if (closed) {
                    return;
                }
                engine = starting;
            }
            starting.start(listening);
        } catch (Exception | LinkageError e) {
            LOG.error("the HTTP server on port {} does not start; nothing is served", port(), e);
            stopListening();
        }
    }

    /** Collects what a server needs. Confined to one thread. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port;
        private RouteTable routes = RouteTable.of(List.of());
        private WebAccess access = WebAccess.loopbackOnly();
        private List<String> allowedHosts = List.of();
        private HttpLimits limits = HttpLimits.defaults();
        private @Nullable JettyTls tls;

        private Builder() {}

        /** The address to listen on. Default: {@code 127.0.0.1}. */
        public Builder host(String newHost) {
            host = newHost;
            return this;
        }

        /** The port to listen on. Default: 0, any free one. */
        public Builder port(int newPort) {
            port = newPort;
            return this;
        }

        /** What to serve. Default: nothing. */
        public Builder routes(RouteTable table) {
            routes = table;
            return this;
        }

        /** Who may do what. Default: callers on this machine everything. */
        public Builder access(WebAccess newAccess) {
            access = newAccess;
            return this;
        }

        /** Host names that callers may use besides loopback and the address listened on. Default: none. */
        public Builder allowedHosts(List<String> names) {
            allowedHosts = List.copyOf(names);
            return this;
        }

        /** Default: {@link HttpLimits#defaults}. */
        public Builder limits(HttpLimits newLimits) {
            limits = newLimits;
            return this;
        }

        /** Serves HTTPS instead of HTTP. Default: HTTP. */
        public Builder tls(JettyTls newTls) {
            tls = newTls;
            return this;
        }

        /**
         * Listens from when it returns; the first answers take as long as Jetty takes to load.
         *
         * @throws IllegalArgumentException if the address lies beyond loopback and nobody needs credentials, or an allowed
         *     host is no host name
         * @throws IllegalStateException if Jetty is not on the class path
         * @throws IOException if the address cannot be listened on, or the key store cannot be opened; the message says why
         *     and what to do
         */
        public JettyServer start() throws IOException {
            InetAddress wanted = checked();
            ServerSocketChannel listening = ServerSocketChannel.open();
            try {
                listening.bind(new InetSocketAddress(wanted, port), BACKLOG);
                JettyServer server = new JettyServer(this, listening, (InetSocketAddress) listening.getLocalAddress());
                server.starter.start();
                return server;
            } catch (IOException e) {
                listening.close();
                throw cannotListen(wanted, e);
            } catch (RuntimeException e) {
                listening.close();
                throw e;
            }
        }

        /**
         * Checks all that can be checked without listening.
         *
         * @throws IOException if there is no such address
         * @throws IllegalArgumentException if it is open to other machines without credentials
         */
        public void check() throws IOException {
            checked();
        }

        private InetAddress checked() throws IOException {
            requireJetty();
            InetAddress wanted = resolved();
            if (!wanted.isLoopbackAddress() && !access.hasCredentials()) {
                throw new IllegalArgumentException("monitoring.web.host " + host + " is reachable from other machines,"
                        + " and anybody there could read everything; set monitoring.web.token or monitoring.web.users,"
                        + " or keep monitoring.web.host at 127.0.0.1");
            }
            if (tls != null) {
                tls.check();
            }
            return wanted;
        }

        private static void requireJetty() {
            if (!isAvailable()) {
                throw new IllegalStateException(
                        "serving HTTP from a port of our own needs Jetty 12.1; add org.eclipse.jetty:jetty-server"
                                + " and org.eclipse.jetty.websocket:jetty-websocket-jetty-server to the class path,"
                                + " or set monitoring.web.enabled to false");
            }
        }

        private InetAddress resolved() throws IOException {
            try {
                return InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new IOException(
                        "monitoring.web.host \"" + host + "\" is no address of this machine; use 127.0.0.1, or 0.0.0.0"
                                + " for all",
                        e);
            }
        }

        private IOException cannotListen(InetAddress wanted, IOException cause) {
            String reason = String.valueOf(cause.getMessage());
            if (cause instanceof BindException && reason.contains("in use")) {
                Optional<String> owner = PortOwner.find(port);
                return new IOException(
                        "port " + port + " on " + wanted.getHostAddress() + " is taken"
                                + owner.map(process -> " by " + process).orElse("")
                                + "; choose another with monitoring.web.port or --port, 0 takes any free one",
                        cause);
            }
            return new IOException(
                    "cannot listen on " + wanted.getHostAddress() + ":" + port + ": " + reason
                            + "; set monitoring.web.host and monitoring.web.port to an address of this machine and a"
                            + " port that this user may open",
                    cause);
        }
    }
}
