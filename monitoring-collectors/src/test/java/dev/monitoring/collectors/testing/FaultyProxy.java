package dev.monitoring.collectors.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP line to a server on the loopback address that can go bad in the ways lines do, while connections are open or for
 * new ones. Begins with {@link #pass}. Thread-safe; its threads are daemons and end with {@link #close}.
 */
public final class FaultyProxy implements AutoCloseable {
    /** How the line behaves now. */
    private enum Mode {
        PASS,
        STALL,
        TRICKLE,
        GARBAGE,
        HALF_CLOSED
    }

    private static final int BUFFER_BYTES = 64 * 1024;

    private final int serverPort;
    private final ServerSocket listener;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private Mode mode = Mode.PASS;
    private int bytesPerSecond;
    private byte[] garbage = new byte[0];
    private boolean closed;

    private FaultyProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** A line to a server on this machine. */
    public static FaultyProxy to(int serverPort) throws IOException {
        return new FaultyProxy(serverPort);
    }

    /** The port to connect to instead of the server's. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Host and port to connect to, as most settings take them. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** Everything goes through, in both ways. */
    public void pass() {
        set(Mode.PASS);
    }

    /** Connections are accepted and kept open, but nothing goes through; what was sent meanwhile follows after {@link #pass}. */
    public void stall() {
        set(Mode.STALL);
    }

    /** The server's answers come at this rate, a byte at a time. */
    public void trickle(int rate) {
        lock.lock();
        try {
            bytesPerSecond = rate;
        } finally {
            lock.unlock();
        }
        set(Mode.TRICKLE);
    }

    /** The client gets these bytes whenever it says something, and nothing reaches the server. */
    public void answer(byte[] bytes) {
        lock.lock();
        try {
            garbage = bytes.clone();
        } finally {
            lock.unlock();
        }
        set(Mode.GARBAGE);
    }

    /** The client gets this text whenever it says something, and nothing reaches the server. */
    public void answer(String text) {
        answer(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * The client's side is shut down for writing: the client reads the end of the stream, while what it writes is still
     * taken and goes nowhere. Holds for open connections and for new ones.
     */
    public void halfClose() {
        set(Mode.HALF_CLOSED);
        lines.forEach(Line::halfClose);
    }

    /** Resets all open connections, as when a router forgets them; new ones go on as the mode says. */
    public void cut() {
        lines.forEach(Line::reset);
    }

    /** How many connections were ever accepted. */
    public long accepted() {
        return accepted.get();
    }

    /** How many connections are open. */
    public int open() {
        return lines.size();
    }

    /** The bytes that clients sent and the server got. */
    public long bytesToServer() {
        return toServer.get();
    }

    /** The bytes that the server sent and clients got. */
    public long bytesToClient() {
        return toClient.get();
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        listener.close();
        cut();
    }

    private void set(Mode next) {
        lock.lock();
        try {
            mode = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                Line line = new Line(client);
                lines.add(line);
                line.open();
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits while the line stalls; false once the proxy is closed. */
    private boolean awaitMovement() {
        lock.lock();
        try {
            while (mode == Mode.STALL && !closed) {
                changed.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private Mode mode() {
        lock.lock();
        try {
            return mode;
        } finally {
            lock.unlock();
        }
    }

    /** One client with its connection to the server. */
    private final class Line {
        private final Socket client;
        private final Socket server = new Socket();

        private Line(Socket client) {
            this.client = client;
        }

        private void open() throws IOException {
            try {
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), 5_000);
            } catch (IOException e) {
                reset();
                throw e;
            }
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            if (mode() == Mode.HALF_CLOSED) {
                halfClose();
            }
            start(() -> pump(client, server, true));
            start(() -> pump(server, client, false));
        }

        private void pump(Socket from, Socket to, boolean fromClient) {
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0 && awaitMovement(); read = in.read(buffer)) {
                    forward(buffer, read, out, fromClient);
                }
            } catch (IOException e) {
                // one side has gone: so does the other, below
            }
            if (mode() != Mode.HALF_CLOSED) {
                close();
            }
        }

        private void forward(byte[] buffer, int length, OutputStream out, boolean fromClient) throws IOException {
            switch (mode()) {
                case PASS, STALL -> write(out, buffer, 0, length, fromClient);
                case TRICKLE -> {
                    if (fromClient) {
                        write(out, buffer, 0, length, true);
                    } else {
                        trickle(buffer, length, out);
                    }
                }
                case GARBAGE -> {
                    if (fromClient) {
                        client.getOutputStream().write(currentGarbage());
                    }
                }
                case HALF_CLOSED -> {}
            }
        }

        private void trickle(byte[] buffer, int length, OutputStream out) throws IOException {
            for (int i = 0; i < length; i++) {
                write(out, buffer, i, 1, false);
                lock.lock();
                try {
                    long nanos = 1_000_000_000L / Math.max(1, bytesPerSecond);
                    while (nanos > 0 && mode == Mode.TRICKLE && !closed) {
                        nanos = changed.awaitNanos(nanos);
                    }
                } catch (InterruptedException e) {
                    throw new UncheckedIOException(new IOException("interrupted", e));
                } finally {
                    lock.unlock();
                }
            }
        }

        private void write(OutputStream out, byte[] buffer, int offset, int length, boolean fromClient)
                throws IOException {
            (fromClient ? toServer : toClient).addAndGet(length);
            out.write(buffer, offset, length);
        }

        private byte[] currentGarbage() {
            lock.lock();
            try {
                return garbage;
            } finally {
                lock.unlock();
            }
        }

        private void halfClose() {
            try {
                client.shutdownOutput();
            } catch (IOException e) {
                close();
            }
        }

        private void reset() {
            try {
                client.setSoLinger(true, 0); // a reset instead of an orderly end
            } catch (IOException e) {
                // closed already
            }
            close();
        }

        private void close() {
            lines.remove(this);
            for (Socket socket : new Socket[] {client, server}) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // nothing is lost with it
                }
            }
        }
    }
}
