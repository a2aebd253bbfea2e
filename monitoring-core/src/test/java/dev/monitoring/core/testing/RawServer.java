package dev.monitoring.core.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A server on loopback that does with each connection what the test says. Thread-safe. */
public final class RawServer implements AutoCloseable {
    /** What is done with a connection; it is closed afterwards. */
    @FunctionalInterface
    public interface Handler {
        /** Talks on the connection that has a number, from 0. */
        void handle(Socket socket, int number) throws Exception;
    }

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    private RawServer(ServerSocket server) {
        this.server = server;
    }

    /** A server on a free port. */
    public static RawServer start(Handler handler) throws IOException {
        return start(ServerSocketFactory.getDefault(), handler);
    }

    /** A server that speaks TLS, with the factory of a context. */
    public static RawServer start(ServerSocketFactory factory, Handler handler) throws IOException {
        RawServer started = new RawServer(factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon(() -> started.accept(handler));
        return started;
    }

    private void accept(Handler handler) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = accepted.getAndIncrement();
                daemon(() -> {
                    try (socket) {
                        handler.handle(socket, number);
                    } catch (Exception e) {
                        // The test closed one side, or the client did.
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "test-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** The port it listens at. */
    public int port() {
        return server.getLocalPort();
    }

    /** How many connections it took. */
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
