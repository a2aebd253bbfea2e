package dev.monitoring.collectors.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS over the socket of one {@link Wire}, which checks the server's certificate and name while hands are shaken; public
 * because the driver makes it by its name. Immutable.
 */
public final class WireTls extends SSLSocketFactory {
    private final Wire wire;

    /**
     * The factory of a wire.
     *
     * @param number the wire's
     */
    public WireTls(String number) {
        wire = Wire.numbered(number);
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return wire.tls().over(socket, host, port);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return wire.tls().sslContext().getSocketFactory().getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return wire.tls().sslContext().getSocketFactory().getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw layered();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw layered();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw layered();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw layered();
    }

    private static IOException layered() {
        return new IOException("TLS lies over a wire's socket");
    }
}
