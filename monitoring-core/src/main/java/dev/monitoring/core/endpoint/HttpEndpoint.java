package dev.monitoring.core.endpoint;

import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.tls.TlsClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that is asked again and again. Keeps one connection open between requests and has no thread. Confined to one
 * thread at a time, but for {@link #close}, which any thread may call and which frees a request that waits.
 *
 * <p>What goes wrong is told with the address, without its query, and with a remedy; credentials are never told.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final byte[] NO_BODY = new byte[0];
    private static final String AUTHORIZATION = "Authorization";

    private final URI address;
    private final TlsClient tls;
    private final Credentials credentials;
    private final Redirects redirects;
    private final long bodyLimit;
    private final Optional<AddressGuard> guard;
    private final Optional<HostLookup> lookup;
    private final boolean secretPath;

    private final Object lock = new Object();
    private @Nullable AutoCloseable inUse; // guarded by lock
    private boolean closed; // guarded by lock

    private @Nullable Connection kept;
    private String keptOrigin = "";
    private boolean busy;

    private HttpEndpoint(Builder builder) {
        this.address = builder.address;
        this.tls = builder.tls;
        this.credentials = builder.credentials;
        this.redirects = builder.redirects;
        this.bodyLimit = builder.bodyLimit;
        this.guard = builder.guard;
        this.lookup = builder.lookup;
        this.secretPath = builder.secretPath;
    }

    /** An endpoint that trusts whom Java trusts, has no credentials, follows redirects on its host, and reads up to 32 MiB. */
    public static Builder of(URI address) {
        return new Builder(address);
    }

    /** Collects what differs from the defaults. Confined to one thread. */
    public static final class Builder {
        private final URI address;
        private TlsClient tls = TlsClient.ofJava();
        private Credentials credentials = Credentials.none();
        private Redirects redirects = Redirects.SAME_HOST;
        private long bodyLimit = 32L << 20;
        private Optional<AddressGuard> guard = Optional.empty();
        private Optional<HostLookup> lookup = Optional.empty();
        private boolean secretPath;

        private Builder(URI address) {
            this.address = address;
        }

        public Builder tls(TlsClient newTls) {
            this.tls = newTls;
            return this;
        }

        public Builder credentials(Credentials newCredentials) {
            this.credentials = newCredentials;
            return this;
        }

        public Builder redirects(Redirects newRedirects) {
            this.redirects = newRedirects;
            return this;
        }

        /** The longest body that is read, in bytes, unpacked. */
        public Builder bodyLimit(long bytes) {
            this.bodyLimit = bytes;
            return this;
        }

        /** Looks at each address before it is connected to; by default nobody does. */
        public Builder guard(AddressGuard newGuard) {
            this.guard = Optional.of(newGuard);
            return this;
        }

        /** Asks the name service; by default Java does, on the calling thread and without a deadline. */
        public Builder lookup(HostLookup newLookup) {
            this.lookup = Optional.of(newLookup);
            return this;
        }

        /** Keeps the path of the address out of all messages, as it does the query, because it holds a secret. */
        public Builder secretPath() {
            this.secretPath = true;
            return this;
        }

        public HttpEndpoint build() {
            return new HttpEndpoint(this);
        }
    }

    /** The address it was made with. */
    public URI address() {
        return address;
    }

    /**
     * Asks for the address itself.
     *
     * @param headers further headers: Accept and its like
     * @throws IOException if there is no answer by the deadline
     */
    public HttpReply get(Map<String, String> headers, Deadline deadline) throws IOException {
        return send("GET", address, headers, NO_BODY, deadline);
    }

    /**
     * Asks for another page of the same server.
     *
     * @param target a path and query, raw, from the server's root: {@code /api/queues?page=1}; where a name server knows the
     *     parts of a server by several names, an address of one of them
     * @param headers further headers; Authorization among them is shown instead of the endpoint's credentials, and to the host
     *     of {@code target} only
     */
    public HttpReply get(String target, Map<String, String> headers, Deadline deadline) throws IOException {
        return send("GET", address.resolve(target), headers, NO_BODY, deadline);
    }

    /**
     * Tells the address something. Redirects are not followed. Where the server closed the connection between two requests the
     * body is sent a second time: it arrives at least once.
     *
     * @param headers further headers, the content type among them
     * @throws IOException if there is no answer by the deadline
     */
    public HttpReply post(Map<String, String> headers, byte[] body, Deadline deadline) throws IOException {
        return send("POST", address, headers, body, deadline);
    }

    /**
     * Tells another page of the same server.
     *
     * @param target a path and query, raw, from the server's root
     */
    public HttpReply post(String target, Map<String, String> headers, byte[] body, Deadline deadline)
            throws IOException {
        return send("POST", address.resolve(target), headers, body, deadline);
    }

    /** The same by PUT. */
    public HttpReply put(String target, Map<String, String> headers, byte[] body, Deadline deadline)
            throws IOException {
        return send("PUT", address.resolve(target), headers, body, deadline);
    }

    private HttpReply send(String method, URI first, Map<String, String> headers, byte[] body, Deadline deadline)
            throws IOException {
        if (busy) {
            throw new IllegalStateException("the answer before is still open; close it first");
        }
        URI uri = first;
        for (int followed = 0; ; followed++) {
            HttpReply reply =
                    once(method, uri, followed == 0 ? headers : redirected(headers, first, uri), body, deadline);
            Optional<URI> next =
                    followed < MAX_REDIRECTS && method.equals("GET") ? redirect(uri, reply) : Optional.empty();
            if (next.isEmpty()) {
                return reply;
            }
            reply.close();
            uri = next.get();
        }
    }

    private Optional<URI> redirect(URI from, HttpReply reply) {
        Optional<String> location = reply.header("location");
        if (redirects == Redirects.NEVER || !reply.isRedirect() || location.isEmpty()) {
            return Optional.empty();
        }
        URI to;
        try {
            to = from.resolve(new URI(location.get()));
        } catch (java.net.URISyntaxException e) {
            return Optional.empty();
        }
        String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        boolean known = (scheme.equals("http") || scheme.equals("https")) && to.getHost() != null;
        if (!known || HttpWire.isSecure(from) && !HttpWire.isSecure(to)) {
            return Optional.empty();
        }
        return redirects == Redirects.ANY || isSameHost(to) ? Optional.of(to) : Optional.empty();
    }

    /** The headers of a request after a redirect: another host does not see whom a request named itself. */
    private static Map<String, String> redirected(Map<String, String> headers, URI first, URI to) {
        if (isSameHost(first, to)) {
            return headers;
        }
        Map<String, String> rest = new LinkedHashMap<>(headers);
        rest.keySet().removeIf(AUTHORIZATION::equalsIgnoreCase);
        return rest;
    }

    /** Whether a place is where our credentials belong. */
    private boolean isSameHost(URI to) {
        return isSameHost(address, to);
    }

    /** Whether a place has the same host and port as another, or the host's own port for TLS. */
    private static boolean isSameHost(URI from, URI to) {
        boolean samePort = HttpWire.port(to) == HttpWire.port(from);
        boolean upgrade = HttpWire.isSecure(to) && HttpWire.port(to) == 443;
        return to.getHost().equalsIgnoreCase(from.getHost()) && (samePort || upgrade);
    }

    private HttpReply once(String method, URI uri, Map<String, String> headers, byte[] body, Deadline deadline)
            throws IOException {
        String request = method + " " + shown(uri);
        try {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("User-Agent", "monitoring");
            all.put("Accept-Encoding", "gzip");
            all.putAll(headers);
            if (isSameHost(uri) && headers.keySet().stream().noneMatch(AUTHORIZATION::equalsIgnoreCase)) {
                credentials.authorization().ifPresent(value -> all.put(AUTHORIZATION, value));
            }
            String origin = origin(uri);
            Connection connection = takeKept(origin);
            if (connection != null) {
                try {
                    return exchange(connection, request, method, uri, all, body, deadline);
                } catch (EOFException | SocketException | SSLException e) {
                    requireOpen();
                    if (isLate(e)) {
                        throw e;
                    }
                    // The server closed it between two requests, as it may: once more.
                }
            }
            return exchange(connect(uri, deadline), request, method, uri, all, body, deadline);
        } catch (IOException e) {
            throw explained(request, e);
        }
    }

    private HttpReply exchange(
            Connection connection,
            String request,
            String method,
            URI uri,
            Map<String, String> headers,
            byte[] content,
            Deadline deadline)
            throws IOException {
        boolean done = false;
        try {
            connection.deadline(deadline);
            HttpWire.send(connection, method, uri, headers, content);
            HttpHead head = HttpWire.receive(connection);
            LimitedInput wire = new LimitedInput(HttpWire.body(connection, method, head), bodyLimit);
            InputStream unpacked = head.lists("content-encoding", "gzip")
                    ? new LimitedInput(new UnzippedInput(wire), bodyLimit)
                    : wire;
            boolean ends = head.lists("connection", "close")
                    || head.minor() == 0 && !head.lists("connection", "keep-alive")
                    || HttpWire.endsWithConnection(method, head);
            InputStream body = new ExplainedInput(unpacked, failure -> explained(request, failure));
            String origin = origin(uri);
            busy = true;
            done = true;
            return new HttpReply(
                    request, head, wire, body, ends ? null : () -> keep(connection, origin), () -> drop(connection));
        } finally {
            if (!done) {
                drop(connection);
            }
        }
    }

    private Connection connect(URI uri, Deadline deadline) throws IOException {
        String host = HttpWire.host(uri);
        InetAddress[] addresses =
                lookup.isPresent() ? lookup.get().resolve(host, deadline) : InetAddress.getAllByName(host);
        if (guard.isPresent()) {
            for (InetAddress found : addresses) {
                guard.get().require(host, found);
            }
        }
        Connection connection = Connection.open(host, addresses, HttpWire.port(uri), deadline, this::use);
        if (HttpWire.isSecure(uri)) {
            boolean done = false;
            try {
                connection.startTls(tls.context());
                done = true;
            } finally {
                if (!done) {
                    drop(connection);
                }
            }
        }
        return connection;
    }

    private void use(AutoCloseable socket) throws SocketException {
        synchronized (lock) {
            inUse = socket;
        }
        requireOpen();
    }

    private void requireOpen() throws SocketException {
        synchronized (lock) {
            if (closed) {
                throw new SocketException("closed");
            }
        }
    }

    private @Nullable Connection takeKept(String origin) {
        Connection connection = kept;
        kept = null;
        if (connection != null && !keptOrigin.equals(origin)) {
            drop(connection);
            return null;
        }
        return connection;
    }

    private void keep(Connection connection, String origin) {
        busy = false;
        kept = connection;
        keptOrigin = origin;
    }

    private void drop(Connection connection) {
        busy = false;
        connection.close();
    }

    private static String origin(URI uri) {
        return (uri.getScheme() + "://" + uri.getHost() + ":" + HttpWire.port(uri)).toLowerCase(Locale.ROOT);
    }

    private String shown(URI uri) {
        String path = secretPath ? null : uri.getRawPath();
        return uri.getScheme() + "://" + EndpointSettings.instance(uri) + (path == null ? "" : path);
    }

    private IOException explained(String request, IOException e) {
        String reason;
        if (e instanceof UnknownHostException) {
            reason = "the host has no address; correct its name, or look at the name service";
        } else if (isLate(e)) {
            reason = "there was no answer in time; the server hangs or is overloaded, or the timeout is too short";
        } else if (e instanceof SSLException failure) {
            reason = TlsFaults.explain(failure, tls.keys());
        } else {
            reason = String.valueOf(e.getMessage());
        }
        return new IOException(request + ": " + reason, e);
    }

    /** Whether the deadline is why it failed; TLS wraps that. */
    private static boolean isLate(Throwable e) {
        return e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException;
    }

    /** Closes the connection; a request that waits for an answer fails at once. */
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

    @Override
    public String toString() {
        return shown(address);
    }
}
