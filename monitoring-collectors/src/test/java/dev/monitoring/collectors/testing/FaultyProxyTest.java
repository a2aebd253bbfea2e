package dev.monitoring.collectors.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultyProxyTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    private ServerSocket echo;
    private FaultyProxy proxy;
    private Socket client;

    @BeforeEach
    void connect() throws IOException {
        echo = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve, "echo");
        server.setDaemon(true);
        server.start();
        proxy = FaultyProxy.to(echo.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
        echo.close();
    }

    @Test
    void passesBothWays() throws IOException {
        assertArrayEquals(HELLO, ask());

        assertEquals(HELLO.length, proxy.bytesToServer());
        assertEquals(HELLO.length, proxy.bytesToClient());
        assertEquals(1, proxy.accepted());
    }

    @Test
    void holdsBackWhileItStalls() throws IOException {
        ask();
        proxy.stall();
        client.getOutputStream().write(HELLO);
        client.setSoTimeout(100);
        assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());

        proxy.pass();

        client.setSoTimeout(10_000);
        assertArrayEquals(HELLO, client.getInputStream().readNBytes(HELLO.length));
    }

    @Test
    void endsTheStreamWhereItHalfCloses() throws IOException {
        ask();

        proxy.halfClose();

        assertEquals(-1, client.getInputStream().read());
        client.getOutputStream().write(HELLO);
    }

    @Test
    void resetsWhatItCuts() throws IOException {
        ask();

        proxy.cut();

        assertThrows(SocketException.class, () -> client.getInputStream().read());
    }

    @Test
    void answersInTheServersPlace() throws IOException {
        proxy.answer("@@@\r\n");

        client.getOutputStream().write(HELLO);

        assertEquals("@@@\r\n", new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
        assertEquals(0, proxy.bytesToServer());
    }

    @Test
    void trickles() throws IOException {
        proxy.trickle(10);
        client.getOutputStream().write(HELLO);
        client.setSoTimeout(20);

        assertEquals('h', readPatiently());
        assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
        assertEquals('e', readPatiently());
    }

    private int readPatiently() throws IOException {
        client.setSoTimeout(10_000);
        try {
            return client.getInputStream().read();
        } finally {
            client.setSoTimeout(20);
        }
    }

    private byte[] ask() throws IOException {
        client.getOutputStream().write(HELLO);
        return client.getInputStream().readNBytes(HELLO.length);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try (Socket socket = echo.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                // the test closed it
            }
        }
    }
}
