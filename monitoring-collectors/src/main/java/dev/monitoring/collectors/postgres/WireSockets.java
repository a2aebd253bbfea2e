package dev.monitoring.collectors.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes the socket of one {@link Wire}; public because the driver makes it by its name. Immutable. */
public final class WireSockets extends SocketFactory {
    private final Wire wire;

    /**
     * The factory of a wire.
     *
     * @param number the wire's
     */
    public WireSockets(String number) {
        wire = Wire.numbered(number);
    }

    @Override
    public Socket createSocket() throws IOException {
        return wire.newSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw connected();
    }

    private static IOException connected() {
        return new IOException("a wire's socket is connected by the driver");
    }
}
