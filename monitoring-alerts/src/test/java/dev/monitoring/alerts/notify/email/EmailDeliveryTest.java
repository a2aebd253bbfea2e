package dev.monitoring.alerts.notify.email;

import static dev.monitoring.alerts.notify.email.EmailFixture.lag;
import static dev.monitoring.alerts.notify.email.EmailFixture.notification;
import static dev.monitoring.alerts.notify.email.EmailFixture.notifier;
import static dev.monitoring.alerts.notify.email.EmailFixture.tell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmailDeliveryTest {
    private static final Delivery DELIVERED = Delivery.delivered();
    private static final String PLAIN = "require_tls: false";

    @TempDir
    Path folder;

    private static String refused(Delivery delivery) {
        return assertInstanceOf(Delivery.Refused.class, delivery).reason();
    }

    private static String postponed(Delivery delivery) {
        return assertInstanceOf(Delivery.Postponed.class, delivery).reason();
    }

    private static void assertHas(String text, String part) {
        assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
    }

    @Test
    void saysWhatTheProtocolWants() throws IOException {
        try (FakeMailServer server = new FakeMailServer().start();
                Notifier notifier = notifier(
                        server.port(),
                        PLAIN,
                        "hello: app.example.org",
                        "to: 'Ops <ops@example.org>, b@bücher.example'")) {
            assertEquals(DELIVERED, tell(notifier, notification(lag())));

            assertEquals(
                    List.of(
                            "EHLO app.example.org",
                            "MAIL FROM:<app@example.org>",
                            "RCPT TO:<ops@example.org>",
                            "RCPT TO:<b@xn--bcher-kva.example>",
                            "DATA",
                            "QUIT"),
                    server.commands);
            assertEquals(1, server.messages.size());
        }
    }

    @Test
    void speaksTlsBeforeItSaysAnythingOfMatter() throws Exception {
        TestAuthority authority = TestAuthority.named("authority");
        Path trusted = authority.write(folder.resolve("ca.pem"));
        try (FakeMailServer server = new FakeMailServer()
                        .offering("AUTH PLAIN")
                        .answering("AUTH PLAIN AHVzZXIAb3BlbiBzZXNhbWU=", "235 in")
                        .startTls(authority.issue("127.0.0.1").context())
                        .start();
                Notifier notifier = notifier(
                        server.port(),
                        "tls_config: {ca_file: '" + trusted + "'}",
                        "auth_username: user",
                        "auth_password: open sesame")) {
            assertEquals(DELIVERED, tell(notifier, notification(lag())));

            assertEquals(
                    List.of("EHLO localhost", "STARTTLS", "EHLO localhost", "AUTH PLAIN AHVzZXIAb3BlbiBzZXNhbWU="),
                    server.commands.subList(0, 4));
        }
    }

    @Test
    void sendsNothingWithoutTlsUnlessAllowed() throws IOException {
        try (FakeMailServer server = new FakeMailServer().start();
                Notifier notifier = notifier(server.port())) {
            assertHas(refused(tell(notifier, notification(lag()))), "require_tls: false");

            assertEquals(List.of("EHLO localhost"), server.commands);
        }
    }

    @Test
    void trustsNoCertificateOfAnotherHost() throws Exception {
        TestAuthority authority = TestAuthority.named("authority");
        Path trusted = authority.write(folder.resolve("ca.pem"));
        try (FakeMailServer server = new FakeMailServer()
                        .startTls(authority.issue("other.example").context())
                        .start();
                Notifier notifier = notifier(server.port(), "tls_config: {ca_file: '" + trusted + "'}");
                Notifier named = notifier(
                        server.port(), "tls_config: {ca_file: '" + trusted + "', server_name: other.example}")) {
            assertHas(postponed(tell(notifier, notification(lag()))), "certificate");
            assertEquals(DELIVERED, tell(named, notification(lag())));

            assertEquals(1, server.messages.size());
        }
    }

    @Test
    void takesNothingThatWasSaidBeforeTlsForSaidUnderIt() throws Exception {
        try (RawServer server = RawServer.start((socket, number) -> {
                    socket.getOutputStream().write("220 a\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read(new byte[100]);
                    socket.getOutputStream().write("250-a\r\n250 STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read(new byte[100]);
                    socket.getOutputStream()
                            .write("220 go\r\n250-a\r\n250 AUTH PLAIN\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read(new byte[100]);
                });
                Notifier notifier = notifier(server.port())) {
            assertHas(refused(tell(notifier, notification(lag()))), "before TLS begins");
        }
    }

    @Test
    void logsInByWhatTheServerOffers() throws IOException {
        // PLAIN: RFC 4616; CRAM-MD5: the example of RFC 2195.
        String challenge = "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+";
        String answer = "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw";
        try (FakeMailServer server = new FakeMailServer()
                        .offering("AUTH CRAM-MD5")
                        .offering("AUTH=LOGIN")
                        .answering("AUTH CRAM-MD5", challenge)
                        .answering(answer, "235 in")
                        .start();
                Notifier notifier =
                        notifier(server.port(), PLAIN, "auth_username: tim", "auth_secret: tanstaaftanstaaf")) {
            assertEquals(DELIVERED, tell(notifier, notification(lag())));
        }
        try (FakeMailServer server = new FakeMailServer()
                        .offering("AUTH=LOGIN XOAUTH2")
                        .answering("AUTH LOGIN", "334 VXNlcm5hbWU6")
                        .answering("dGlt", "334 UGFzc3dvcmQ6")
                        .answering("b3BlbiBzZXNhbWU=", "235 in")
                        .start();
                Notifier notifier =
                        notifier(server.port(), PLAIN, "auth_username: tim", "auth_password: open sesame")) {
            assertEquals(DELIVERED, tell(notifier, notification(lag())));
            assertEquals(1, server.messages.size());
        }
        try (FakeMailServer server =
                        new FakeMailServer().offering("AUTH XOAUTH2").start();
                Notifier notifier =
                        notifier(server.port(), PLAIN, "auth_username: tim", "auth_password: open sesame")) {
            assertHas(refused(tell(notifier, notification(lag()))), "by XOAUTH2 only");
        }
    }

    @Test
    void tellsOfAWrongPasswordOnceAndWithoutIt() throws IOException {
        try (FakeMailServer server = new FakeMailServer()
                        .offering("AUTH PLAIN")
                        .answering(
                                "AUTH PLAIN AHRpbQBjYW5hcnktMTIzNDU2Nzg=",
                                "535 no AHRpbQBjYW5hcnktMTIzNDU2Nzg= canary-12345678")
                        .start();
                Notifier notifier =
                        notifier(server.port(), PLAIN, "auth_username: tim", "auth_password: canary-12345678")) {
            String reason = refused(tell(notifier, notification(lag())));

            assertHas(reason, "correct auth_username and auth_password");
            assertFalse(reason.contains("canary") || reason.contains("AHRpb"), reason);
            assertFalse(notifier.toString().contains("canary"));
        }
    }

    @Test
    void triesAgainWhatIsRefusedForNowAndNothingElse() throws IOException {
        assertHas(postponed(answered("MAIL FROM:<app@example.org>", "451 busy")), "451 busy");
        assertHas(refused(answered("MAIL FROM:<app@example.org>", "530 5.7.0 log in")), "set auth_username");
        assertHas(
                refused(answered("RCPT TO:<ops@example.org>", "550 who?")),
                "ops@example.org is answered with 550 who?");
        assertHas(postponed(answered("RCPT TO:<ops@example.org>", "450 grey")), "450 grey");
        assertHas(postponed(answered("RCPT TO:<ops@example.org>", "421 bye")), "421 bye");
        assertHas(refused(answered("message", "554 spam")), "the message is answered with 554 spam");
        assertHas(postponed(answered("message", "452 full")), "452 full");
        assertHas(postponed(answered("DATA", "")), "closed the connection");
        assertEquals(DELIVERED, answered("QUIT", ""));
        try (FakeMailServer server =
                        new FakeMailServer().greeting("554 go away").start();
                Notifier notifier = notifier(server.port(), PLAIN)) {
            assertHas(refused(tell(notifier, notification(lag()))), "554 go away");
        }
    }

    private static Delivery answered(String line, String answer) throws IOException {
        try (FakeMailServer server =
                        new FakeMailServer().answering(line, answer).start();
                Notifier notifier = notifier(server.port(), PLAIN)) {
            return tell(notifier, notification(lag()));
        }
    }

    @Test
    void goesOnWithThoseRecipientsThatDoNotHaveItYet() throws IOException {
        try (FakeMailServer server = new FakeMailServer()
                        .answering("RCPT TO:<grey@example.org>", "450 later", "250 ok")
                        .answering("RCPT TO:<gone@example.org>", "550 unknown")
                        .start();
                Notifier notifier =
                        notifier(server.port(), PLAIN, "to: ops@example.org, grey@example.org, gone@example.org")) {
            assertHas(postponed(tell(notifier, notification(lag()))), "grey@example.org is answered with 450 later");
            assertEquals(DELIVERED, tell(notifier, notification(lag())));

            assertEquals(2, server.messages.size());
            assertEquals(server.messages.get(0), server.messages.get(1));
            assertEquals(
                    List.of("ops", "grey", "gone", "grey", "gone"),
                    server.commands.stream()
                            .filter(line -> line.startsWith("RCPT"))
                            .map(line -> line.replaceAll(".*<|@.*", ""))
                            .toList());
        }
    }

    @Test
    void speaksToServersWithoutExtensions() throws IOException {
        try (FakeMailServer server = new FakeMailServer()
                        .answering("EHLO localhost", "502 what?")
                        .start();
                Notifier notifier = notifier(server.port(), PLAIN)) {
            assertEquals(DELIVERED, tell(notifier, notification(lag())));
            assertEquals("HELO localhost", server.commands.get(1));
        }
    }

    @Test
    void saysWhereNothingListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (Notifier notifier = notifier(port)) {
            assertHas(postponed(tell(notifier, notification(lag()))), "nothing listens at 127.0.0.1:" + port);
        }
    }

    @Test
    void keepsTheDeadlineHoweverTheServerBehaves() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        List<RawServer.Handler> hangs = List.of(
                (socket, number) -> never.await(),
                (socket, number) -> {
                    for (byte b : "220 a slow one".repeat(100).getBytes(StandardCharsets.US_ASCII)) {
                        socket.getOutputStream().write(b);
                        never.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                    }
                },
                (socket, number) -> {
                    while (true) {
                        socket.getOutputStream().write("220-more\r\n".getBytes(StandardCharsets.US_ASCII));
                        never.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                    }
                });
        for (RawServer.Handler hang : hangs) {
            try (RawServer server = RawServer.start(hang);
                    Notifier notifier = notifier(server.port(), PLAIN)) {
                Deadline deadline = Deadline.after(Duration.ofMillis(300), Clock.system());
                assertHas(postponed(notifier.tell(notification(lag()), deadline)), "no answer in time");
                assertTrue(deadline.hasPassed());
            }
        }
        never.countDown();
    }

    @Test
    void keepsTheDeadlineWhereTheServerStopsReading() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = RawServer.start((socket, number) -> {
                    for (String answer : List.of("220 a", "250 a", "250 ok", "250 ok", "354 go")) {
                        socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        socket.getInputStream().read(new byte[1_000]);
                    }
                    never.await();
                });
                // Each of these letters is six bytes on the wire.
                Notifier notifier = notifier(
                        server.port(),
                        PLAIN,
                        "text: '" + "\u00fc".repeat(250_000) + "'",
                        "html: '" + "\u00fc".repeat(250_000) + "'")) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(2), Clock.system());
            assertHas(postponed(notifier.tell(notification(lag()), deadline)), "no answer in time");
        }
        never.countDown();
    }

    @Test
    void isFreedByClosing() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Delivery> delivery = new AtomicReference<>();
        try (RawServer server = RawServer.start((socket, number) -> never.await());
                Notifier notifier = notifier(server.port(), PLAIN)) {
            Thread thread = new Thread(() -> delivery.set(tell(notifier, notification(lag()))));
            thread.start();
            Await.until("it is connected", () -> server.accepted() == 1);
            notifier.close();
            thread.join(Duration.ofSeconds(30).toMillis());

            assertInstanceOf(Delivery.Postponed.class, delivery.get());
            assertInstanceOf(Delivery.Postponed.class, tell(notifier, notification(lag())));
            assertEquals(1, server.accepted());
        }
        never.countDown();
    }

    @Test
    void refusesWhatIsNoMailServer() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (RawServer server = RawServer.start((socket, number) -> {
                    if (number == 0) {
                        socket.getOutputStream().write("HTTP/1.1 400\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    } else if (number == 1) {
                        byte[] endless = "2".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
                        while (true) {
                            socket.getOutputStream().write(endless);
                        }
                    } else {
                        byte[] garbage = new byte[1 + random.nextInt(2_000)];
                        random.nextBytes(garbage);
                        socket.getOutputStream().write(garbage);
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    }
                });
                Notifier notifier = notifier(server.port(), PLAIN);
                Notifier secure = notifier(server.port(), "force_implicit_tls: true")) {
            assertHas(postponed(tell(notifier, notification(lag()))), "not SMTP: it begins with \"HTTP/1.1 400\"");
            assertHas(postponed(tell(notifier, notification(lag()))), "has no end");
            for (int i = 0; i < 50; i++) {
                Delivery delivery = tell(i % 2 == 0 ? notifier : secure, notification(lag()));
                assertFalse(delivery.equals(DELIVERED), "seed " + seed);
            }
        }
    }
}
