package dev.monitoring.collectors.amqp;

import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.tls.TlsClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A broker, where it is and how to log in. Immutable; shows no password. */
public final class AmqpServer {
    private final String host;
    private final int port;
    private final String virtualHost;
    private final Login login;
    private final Optional<TlsClient> tls;
    private final Duration heartbeat;

    AmqpServer(String host, int port, String virtualHost, Login login, Optional<TlsClient> tls, Duration heartbeat) {
        this.host = host;
        this.port = port;
        this.virtualHost = virtualHost;
        this.login = login;
        this.tls = tls;
        this.heartbeat = heartbeat;
    }

    /** A broker without TLS, for those who have no settings. */
    public static AmqpServer of(String host, int port, String virtualHost, Login login) {
        return new AmqpServer(host, port, virtualHost, login, Optional.empty(), Duration.ofSeconds(10));
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    public String virtualHost() {
        return virtualHost;
    }

    public Login login() {
        return login;
    }

    Optional<TlsClient> tls() {
        return tls;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    /** The host and port, as in a label {@code instance}. */
    public String instance() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /**
     * Connects and logs in.
     *
     * @param purpose what the connection is for, in a word; goes into its thread's name
     * @param asker who asks, for the broker's own list of connections: the process's name
     * @param deadline by when the connection must stand
     * @throws IOException why there is none, with a remedy and without secrets
     * @throws InterruptedException if this thread is; nothing is left open
     */
    public AmqpSession open(String purpose, String asker, Deadline deadline) throws IOException, InterruptedException {
        return AmqpSession.open(this, purpose, asker, deadline);
    }

    @Override
    public String toString() {
        return instance();
    }
}
