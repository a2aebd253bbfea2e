package dev.monitoring.samples.shop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Servers that run on the same machine. */
final class Neighbour {
    private static final int PATIENCE_MILLIS = 200;

    private Neighbour() {}

    /** Whether somebody answers there. */
    static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
