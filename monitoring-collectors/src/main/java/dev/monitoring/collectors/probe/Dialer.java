package dev.monitoring.collectors.probe;

import dev.monitoring.core.endpoint.AddressGuard;
import dev.monitoring.core.endpoint.Connection;
import dev.monitoring.core.endpoint.HostLookup;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.tls.TlsClient;
import dev.monitoring.core.tls.TlsContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Makes a probe's connections: looks up a host once, lets the guard see the address, connects to that very address, and
 * speaks TLS. Confined to one thread at a time, but for {@link #close}, which any thread may call and which frees one that
 * waits.
 */
final class Dialer implements AutoCloseable {
    private final Clock clock;
    private final HostLookup lookup;
    private final AddressGuard guard;
    private final IpProtocol preferred;
    private final boolean fallback;
    private final TlsClient tls;

    private final Object lock = new Object();
    private @Nullable AutoCloseable inUse; // guarded by lock
    private boolean closed; // guarded by lock

    private @Nullable TlsContext verifiedBy;
    private List<X509Certificate> verifiedOf = List.of();
    private List<X509Certificate> verified = List.of();

    Dialer(Clock clock, HostLookup lookup, AddressGuard guard, IpProtocol preferred, boolean fallback, TlsClient tls) {
        this.clock = clock;
        this.lookup = lookup;
        this.guard = guard;
        this.preferred = preferred;
        this.fallback = fallback;
        this.tls = tls;
    }

    /** Seconds since a moment of {@link #now}. */
    double secondsSince(long begunNanos) {
        return (clock.nanoTime() - begunNanos) / 1e9;
    }

    /** The moment, to be given to {@link #secondsSince}. */
    long now() {
        return clock.nanoTime();
    }

    /**
     * Looks up a host and connects to one of its addresses. How long both took is added to the findings.
     *
     * @param host a name or an address, without brackets
     * @param serverName the name to ask for and to verify where TLS is spoken
     */
    Connection connect(String host, int port, String serverName, Findings findings, Deadline deadline)
            throws IOException {
        boolean first = findings.address().isEmpty();
        long begun = now();
        InetAddress address;
        try {
            address = preferred.choose(host, lookup.resolve(host, deadline), fallback);
        } finally {
            double seconds = secondsSince(begun);
            findings.resolveSeconds += seconds;
            if (first) {
                findings.lookupSeconds = seconds;
            }
        }
        if (first) {
            findings.address(address);
        }
        guard.require(host, address);
        begun = now();
        Connection connection = Connection.open(serverName, new InetAddress[] {address}, port, deadline, this::use);
        findings.connectSeconds += secondsSince(begun);
        return connection;
    }

    /** Begins to speak TLS; what the server shows is among the findings even where it is not trusted. */
    void startTls(Connection connection, Findings findings) throws IOException {
        long begun = now();
        TlsContext context = tls.context();
        ChainWitness witness = new ChainWitness(context.trustManager());
        Optional<SSLSession> session = Optional.empty();
        try {
            session = Optional.of(
                    connection.startTls(context, context.newContext(witness)).getSession());
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no TLS: " + e.getMessage(), e);
        } finally {
            findings.tlsSeconds += secondsSince(begun);
            if (!witness.chain().isEmpty()) {
                findings.tls(new TlsFindings(
                        witness.chain(),
                        session.isPresent() && context.verifies() ? verified(witness, context) : List.of(),
                        session.map(SSLSession::getProtocol).map(Dialer::version),
                        session.map(SSLSession::getCipherSuite)));
            }
        }
    }

    private List<X509Certificate> verified(ChainWitness witness, TlsContext context) {
        if (verifiedBy != context || !verifiedOf.equals(witness.chain())) {
            verified = VerifiedChain.of(witness.chain(), context.trustManager());
            verifiedOf = witness.chain();
            verifiedBy = context;
        }
        return verified;
    }

    /** Java's TLSv1.3 as Go's TLS 1.3. */
    private static String version(String protocol) {
        String number = protocol.toUpperCase(Locale.ROOT).replaceFirst("^TLSV", "");
        return "TLS " + (number.equals("1") ? "1.0" : number);
    }

    private void use(AutoCloseable socket) throws SocketException {
        synchronized (lock) {
            inUse = socket;
            if (closed) {
                throw new SocketException("closed");
            }
        }
    }

    @Override
    public void close() {
        AutoCloseable socket;
        synchronized (lock) {
            closed = true;
            socket = inUse;
            inUse = null;
        }
        if (socket != null) {
            try {
                socket.close();
            } catch (Exception e) {
                // It is as closed as it can be.
            }
        }
    }
}
