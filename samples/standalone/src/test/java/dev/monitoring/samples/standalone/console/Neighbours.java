package dev.monitoring.samples.standalone.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Servers that may run on this machine, at their usual ports. */
enum Neighbours {
    REDIS(6379),
    POSTGRES(5432),
    RABBITMQ(5672);

    private static final int PATIENCE_MILLIS = 500;

    private final int port;

    Neighbours(int port) {
        this.port = port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
