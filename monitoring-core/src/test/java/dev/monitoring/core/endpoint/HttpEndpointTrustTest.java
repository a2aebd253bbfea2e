package dev.monitoring.core.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.tls.TlsSettings;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** To whom an endpoint speaks, and to whom it tells what is secret. */
@NullUnmarked
@Timeout(60)
class HttpEndpointTrustTest extends HttpEndpointScene {
    @Test
    void followsRedirectsOnItsHostOnly() throws Exception {
        start((socket, number) -> {
            while (true) {
                String head = head(socket);
                requests.add(head.split("\r\n", 2)[0]);
                write(
                        socket,
                        switch (head.split(" ")[1]) {
                            case "/page" -> "HTTP/1.1 302 Found\r\nLocation: /next?a=b\r\nContent-Length: 3\r\n\r\nfoo";
                            case "/next?a=b" ->
                                "HTTP/1.1 307 Temporary\r\nLocation: http://127.0.0.1:" + server.port()
                                        + "/other\r\nContent-Length: 0\r\n\r\n";
                            default -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno";
                        });
            }
        });

        try (HttpReply reply = endpoint.get(Map.of(), deadline(Duration.ofSeconds(5)))) {
            assertEquals(307, reply.status());
        }

        assertEquals(List.of("GET /page HTTP/1.1", "GET /next?a=b HTTP/1.1"), requests);
    }

    /** A server that sends whoever asks for a path to another host of the same machine, and an endpoint that follows. */
    private void startSendingElsewhere(String path) throws Exception {
        start((socket, number) -> {
            while (true) {
                String head = head(socket);
                requests.add(head);
                write(
                        socket,
                        head.startsWith("GET " + path)
                                ? "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + server.port()
                                        + "/other\r\nContent-Length: 0\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        endpoint = HttpEndpoint.of(uri("/page"))
                .redirects(Redirects.ANY)
                .credentials(Credentials.basic("user", "canary"))
                .build();
    }

    @Test
    void tellsCredentialsToItsHostOnly() throws Exception {
        startSendingElsewhere("/page");

        assertEquals("ok", get());

        assertTrue(requests.get(0).contains("Authorization: Basic dXNlcjpjYW5hcnk="), requests::toString);
        assertFalse(requests.get(1).contains("Authorization"), requests::toString);
    }

    @Test
    void showsWhomARequestNamesItselfToTheHostItIsForOnly() throws Exception {
        startSendingElsewhere("/signed");

        try (HttpReply reply =
                endpoint.get("/signed", Map.of("authorization", "Signature x"), deadline(Duration.ofSeconds(5)))) {
            assertEquals(200, reply.status());
        }

        assertTrue(requests.get(0).contains("authorization: Signature x"), requests::toString);
        assertFalse(requests.get(0).contains("Basic"), requests::toString);
        assertFalse(requests.get(1).toLowerCase(Locale.ROOT).contains("authorization"), requests::toString);
    }

    @Test
    void readsSecretsFromFilesForEachRequest() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "one\n");
        start((socket, number) -> {
            while (true) {
                requests.add(head(socket).replaceAll("(?s).*Authorization: ([^\r]*).*", "$1"));
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
        endpoint = HttpEndpoint.of(uri("/page"))
                .credentials(Credentials.bearerFromFile(file))
                .build();

        get();
        Files.writeString(file, "two");
        get();
        Files.delete(file);
        String failure = failure(endpoint);

        assertEquals(List.of("Bearer one", "Bearer two"), requests);
        assertTrue(failure.contains("token cannot be read (NoSuchFileException)"), failure);
    }

    @Test
    void speaksTls() throws Exception {
        TestAuthority authority = TestAuthority.named("Endpoint Authority");
        server = RawServer.start(authority.issue("localhost").context().getServerSocketFactory(), (socket, number) -> {
            while (true) {
                head(socket);
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        URI uri = URI.create("https://localhost:" + server.port() + "/");
        endpoint = HttpEndpoint.of(uri)
                .tls(TlsSettings.read(settings(
                        "tls.ca-file",
                        authority.write(directory.resolve("ca.pem")).toString())))
                .build();

        assertEquals("ok", get());
        assertEquals("ok", get());
        assertEquals(1, server.accepted());
        String untrusted = failure(HttpEndpoint.of(uri).build());
        assertTrue(untrusted.contains("nobody who is trusted vouches"), untrusted);
    }

    @Test
    void saysThatThePortDoesNotSpeakTls() throws Exception {
        start((socket, number) -> {
            socket.getInputStream().read();
            write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
        });

        String failure = failure(HttpEndpoint.of(URI.create("https://localhost:" + server.port()))
                .build());

        assertTrue(failure.contains("the server does not speak TLS at this port"), failure);
    }

    @Test
    void connectsToNoAddressThatItsGuardRefuses() throws Exception {
        HttpEndpoint guarded = HttpEndpoint.of(URI.create("http://169.254.169.254/latest?token=canary"))
                .guard(AddressGuard.strict())
                .build();
        assertTrue(
                failure(guarded).contains("where clouds keep their metadata, and is not connected to; name another"));

        byte[] metadata = {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54};
        HttpEndpoint renamed = HttpEndpoint.of(URI.create("http://harmless.example/"))
                .guard(AddressGuard.strict())
                .lookup(new HostLookup(host ->
                        new InetAddress[] {InetAddress.getLoopbackAddress(), InetAddress.getByAddress(metadata)}))
                .build();
        assertTrue(failure(renamed).contains("host harmless.example is at fd00:ec2:0:0:0:0:0:254"));

        serve(answer("Content-Length: 0", ""));
        endpoint = HttpEndpoint.of(uri("/")).guard(AddressGuard.strict()).build();
        assertEquals("", get());
    }

    @Test
    void waitsForANameServiceNoLongerThanForAServer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        endpoint = HttpEndpoint.of(URI.create("http://slow.example/"))
                .lookup(new HostLookup(host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                }))
                .build();

        assertFailure("there was no answer in time", SOON);
        never.countDown();
    }

    @Test
    void keepsASecretPathToItself() {
        HttpEndpoint secret = HttpEndpoint.of(URI.create("http://localhost:1/canary"))
                .secretPath()
                .build();

        assertEquals("http://localhost:1", secret.toString());
        assertTrue(failure(secret).startsWith("GET http://localhost:1: nothing listens"));
    }
}
