package dev.monitoring.core.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A line to a server that can be cut, and that can go dead: then nothing passes any more and neither end hears of it, as when
 * a cable is pulled. Thread-safe.
 */
public final class TcpLine implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private boolean isDead; // guarded by lock
    private volatile boolean isCut;

    private TcpLine(ServerSocket listener, InetSocketAddress server) {
        this.listener = listener;
        this.server = server;
    }

    /** A line to where a server is. */
    public static TcpLine to(URI server) throws IOException {
        TcpLine line = new TcpLine(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                new InetSocketAddress(server.getHost(), server.getPort()));
        start(line::accept);
        return line;
    }

    /** Where callers find it. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
    }

    /** From now on nothing passes, and nothing ends. */
    public void goDead() {
        synchronized (lock) {
            isDead = true;
        }
    }

    /** Ends all connections, and every new one at once, until it is mended. */
    public void cut() {
        isCut = true;
        open.forEach(TcpLine::closeQuietly);
    }

    /** Lets callers through again. */
    public void mend() {
        isCut = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket caller = listener.accept();
                if (isCut) {
                    caller.close();
                    continue;
                }
                Socket onward = new Socket(server.getAddress(), server.getPort());
                open.add(caller);
                open.add(onward);
                start(() -> pass(caller, onward));
                start(() -> pass(onward, caller));
            } catch (IOException e) {
                // closed, or the server is away: the caller hears of it by the end of its connection
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[16 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                awaitLife();
                to.getOutputStream().write(bytes, 0, count);
            }
            awaitLife();
        } catch (IOException e) {
            // the other end is told by the end of its connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void awaitLife() throws InterruptedException {
        synchronized (lock) {
            while (isDead) {
                lock.wait();
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "test-line");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (lock) {
            isDead = false;
            lock.notifyAll();
        }
        open.forEach(TcpLine::closeQuietly);
    }
}
