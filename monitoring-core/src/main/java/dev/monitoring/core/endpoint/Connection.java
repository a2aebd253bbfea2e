package dev.monitoring.core.endpoint;

import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.tls.TlsContext;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection, with TLS over it where wanted. Confined to one thread, but for {@link #close}, which any thread may call
 * and which frees one that waits.
 *
 * <h2>Design note: deadlines without threads</h2>
 *
 * A blocking socket can be told how long one read may wait, but a server that sends a byte a second never lets a single read
 * wait long. So every read of the socket, those of a TLS handshake included, is given only what is left until the deadline,
 * and fails once nothing is.
 *
 * <p>Writes have no such limit. Up to {@value #BUFFERED_BYTES} bytes fit the socket's send buffer: the kernel takes them over
 * without the peer's help. A longer {@link #send} may have to wait for the peer, and nothing but closing the socket ends
 * that wait; so a {@link SendWatch} does, a thread that lives as long as that one call.
 */
public final class Connection implements AutoCloseable {
    private static final int BUFFER_BYTES = 8 << 10;

    /** What every kernel in use takes into a socket's empty send buffer. */
    private static final int BUFFERED_BYTES = 16 << 10;

    private final DeadlineSocket socket;
    private final String host;
    private final int port;
    private @Nullable SSLSocket secure;
    private InputStream in;
    private OutputStream out;

    private Connection(DeadlineSocket socket, String host, int port) throws IOException {
        this.socket = socket;
        this.host = host;
        this.port = port;
        this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        this.out = socket.getOutputStream();
    }

    /** Where a connection may be closed by others from the moment it begins to be made. */
    @FunctionalInterface
    public interface Opening {
        /** Takes a connection that is about to be made; closing it frees who waits for it. */
        void begins(AutoCloseable socket) throws IOException;
    }

    /**
     * Connects to one of a host's addresses: the first that answers, each with its share of the time that is left.
     *
     * @param host the host as it stands in the address
     * @param addresses the addresses of the host, at least one
     * @throws IOException saying why, if none can be connected to
     */
    public static Connection open(String host, InetAddress[] addresses, int port, Deadline deadline, Opening opening)
            throws IOException {
        IOException failure = null;
        for (int i = 0; i < addresses.length; i++) {
            long share = deadline.remainingNanos() / 1_000_000 / (addresses.length - i);
            DeadlineSocket socket = new DeadlineSocket(deadline);
            try {
                opening.begins(socket);
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(addresses[i], port), (int)
                        Math.min(Integer.MAX_VALUE, Math.max(1, share)));
                return new Connection(socket, host, port);
            } catch (IOException e) {
                socket.close();
                failure = refused(addresses[i], port, e);
            }
        }
        throw failure == null ? new IOException("host " + host + " has no address") : failure;
    }

    private static IOException refused(InetAddress address, int port, IOException cause) {
        String text = address.getHostAddress();
        String where = (address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
        if (cause instanceof SocketTimeoutException) {
            return new IOException(
                    "nothing at " + where
                            + " takes the connection in time; check the address, and what filters packets on"
                            + " the way",
                    cause);
        }
        if (cause instanceof ConnectException) {
            return new IOException(
                    "nothing listens at " + where + " (" + cause.getMessage()
                            + "); start the server, or correct the address",
                    cause);
        }
        if (cause instanceof NoRouteToHostException) {
            return new IOException("there is no way to " + where + "; check the network and the address", cause);
        }
        return new IOException("cannot connect to " + where + ": " + cause.getMessage(), cause);
    }

    /** Begins to speak TLS. Verifies the server as the context says. */
    public SSLSocket startTls(TlsContext tls) throws IOException {
        return startTls(tls, tls.sslContext());
    }

    /** The same with keys and trust of its own. */
    public SSLSocket startTls(TlsContext tls, SSLContext context) throws IOException {
        SSLSocket over = tls.over(context, socket, host, port);
        secure = over;
        over.startHandshake();
        in = new BufferedInputStream(over.getInputStream(), BUFFER_BYTES);
        out = over.getOutputStream();
        return over;
    }

    /** From now on reads may wait until {@code deadline}. */
    public void deadline(Deadline deadline) {
        socket.deadline = deadline;
    }

    /** What the server sends; buffered. */
    public InputStream in() {
        return in;
    }

    /**
     * Sends bytes to the server, however many; the send buffer must be empty, as it is once the server has answered what was
     * sent before.
     *
     * @throws SocketTimeoutException if the server has not taken them by the deadline; the connection is closed then
     */
    public void send(byte[] bytes) throws IOException {
        if (bytes.length <= BUFFERED_BYTES) {
            out.write(bytes);
            out.flush();
            return;
        }
        Deadline deadline = socket.deadline;
        SendWatch watch = SendWatch.start(deadline, this);
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            if (deadline.hasPassed()) {
                SocketTimeoutException late = new SocketTimeoutException("the deadline has passed while sending");
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            watch.end();
        }
    }

    /** Sends to the server at once, without a deadline; what is sent must fit the send buffer. */
    public OutputStream out() {
        return out;
    }

    /** Whether TLS is spoken. */
    public boolean isSecure() {
        return secure != null;
    }

    /** The address of the server. */
    public InetAddress address() {
        return socket.getInetAddress();
    }

    /** How many bytes came in, those of TLS included; read on the thread of the connection. */
    public long bytesIn() {
        return socket.bytesIn;
    }

    /** Ends the connection at once, whatever goes on in it; never waits for the peer. Thread-safe. */
    @Override
    public void close() {
        try {
            socket.close(); // not the one with TLS: closing that sends a message, and may wait for room to send it
        } catch (IOException e) {
            // It is as closed as it can be.
        }
    }

    /** A socket each of whose reads ends by a deadline. */
    private static final class DeadlineSocket extends Socket {
        private volatile Deadline deadline;
        private long bytesIn;

        DeadlineSocket(Deadline deadline) {
            super(java.net.Proxy.NO_PROXY);
            this.deadline = deadline;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new DeadlineInput(this, super.getInputStream());
        }
    }

    private static final class DeadlineInput extends InputStream {
        private final DeadlineSocket socket;
        private final InputStream in;

        DeadlineInput(DeadlineSocket socket, InputStream in) {
            this.socket = socket;
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            int count = read(one, 0, 1);
            return count < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long left = socket.deadline.remainingNanos();
            if (left == 0) {
                throw new SocketTimeoutException("the deadline has passed");
            }
            socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, 1 + left / 1_000_000));
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                socket.bytesIn += count;
            }
            return count;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
