package dev.monitoring.collectors.postgres;

import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.tls.TlsContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes between one collector and its server: no read of them waits longer than the run has time, and {@link #close}
 * frees whoever waits. The driver knows factories of sockets by class name only, so that a wire has a number by which
 * {@link WireSockets} and {@link WireTls} find it while it is being connected. Thread-safe.
 */
final class Wire implements AutoCloseable {
    private static final Map<String, Wire> CONNECTING = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String number = String.valueOf(NUMBERS.incrementAndGet());
    private final Optional<TlsContext> tls;
    private volatile Deadline deadline;
    private volatile boolean closed;
    private @Nullable Socket socket; // guarded by this

    /** A wire that is to be connected by the deadline. */
    Wire(Optional<TlsContext> tls, Deadline deadline) {
        this.tls = tls;
        this.deadline = deadline;
        CONNECTING.put(number, this);
    }

    /** The wire of this number. */
    static Wire numbered(String number) {
        Wire wire = CONNECTING.get(number);
        if (wire == null) {
            throw new IllegalArgumentException("no connection of number " + number + " is being made");
        }
        return wire;
    }

    /** Its number, for the driver. */
    String number() {
        return number;
    }

    /** Its side of TLS. */
    TlsContext tls() {
        return tls.orElseThrow();
    }

    /** Says that the driver has made its sockets, or given up. */
    void connected() {
        CONNECTING.remove(number);
    }

    /** From now on reads may wait until then. */
    void until(Deadline newDeadline) {
        deadline = newDeadline;
    }

    /** A socket that keeps to the deadline. */
    Socket newSocket() throws SocketException {
        Socket fresh = new DeadlineSocket(this);
        synchronized (this) {
            if (closed) {
                throw new SocketException("the collector was closed");
            }
            socket = fresh;
        }
        return fresh;
    }

    /** Milliseconds that are left, at least one. */
    private int millisLeft() throws InterruptedIOException {
        long left = deadline.remaining().toMillis();
        if (left <= 0) {
            throw over();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    private static InterruptedIOException over() {
        return new InterruptedIOException("the run's time is over");
    }

    @Override
    public void close() {
        connected();
        Socket open;
        synchronized (this) {
            closed = true;
            open = socket;
            socket = null;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                return; // it is of no use any more, whatever it says
            }
        }
    }

    /** A socket whose connecting and reading end with the run. */
    private static final class DeadlineSocket extends Socket {
        private final Wire wire;

        private DeadlineSocket(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(endpoint, wire.millisLeft());
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new DeadlineInput(this, super.getInputStream());
        }
    }

    /** What a socket delivers in time. */
    private static final class DeadlineInput extends FilterInputStream {
        private static final int SKIPPED_AT_ONCE = 4096;

        private final DeadlineSocket socket;

        private DeadlineInput(DeadlineSocket socket, InputStream in) {
            super(in);
            this.socket = socket;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** Skips by reading: the driver passes over what it does not know, and that, too, ends with the run. */
        @Override
        public long skip(long count) throws IOException {
            byte[] passedOver = new byte[(int) Math.min(Math.max(count, 0), SKIPPED_AT_ONCE)];
            long left = count;
            while (left > 0) {
                int read = read(passedOver, 0, (int) Math.min(left, passedOver.length));
                if (read < 0) {
                    break;
                }
                left -= read;
            }
            return count - left;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int asked = socket.getSoTimeout(); // the driver's, who peeks for a moment
            int left = socket.wire.millisLeft();
            if (asked > 0 && asked <= left) {
                return super.read(bytes, offset, length);
            }
            socket.setSoTimeout(left);
            try {
                return super.read(bytes, offset, length);
            } catch (SocketTimeoutException e) {
                throw over(); // the driver would go on after a timeout that it has not asked for
            } finally {
                if (!socket.isClosed()) {
                    socket.setSoTimeout(asked);
                }
            }
        }
    }
}
