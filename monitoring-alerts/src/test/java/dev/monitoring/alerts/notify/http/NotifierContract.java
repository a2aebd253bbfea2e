package dev.monitoring.alerts.notify.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateOptions;
import dev.monitoring.alerts.template.TemplateSet;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every channel does that speaks HTTP, whatever the other side does. */
@NullUnmarked
@Timeout(60)
public abstract class NotifierContract {
    /** Stands in every secret of the settings. */
    protected static final String CANARY = "CANARY5f3a9c01CANARY";

    protected abstract Channel channel();

    /** Settings that tell a server, with {@link #CANARY} in each secret. */
    protected abstract String settings(String url);

    /** The body of an answer that says that all is well. */
    protected String goodBody() {
        return "{}";
    }

    @Test
    void deliversAndTellsOverOneConnection() throws Exception {
        try (HttpStub stub = HttpStub.answering(200, "", goodBody());
                Notifier notifier = ChannelFixture.open(channel(), settings(stub.url()))) {
            assertEquals(Delivery.delivered(), notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline()));
            assertEquals(Delivery.delivered(), notifier.tell(ChannelFixture.resolved(), ChannelFixture.deadline()));

            assertEquals(stub.url(), notifier.target());
            assertEquals(1, stub.accepted());
            assertTrue(stub.requests().get(0).head().contains("\r\nContent-Type: application/json"));
        }
    }

    @Test
    void isRefusedWithTheReasonOfTheServer() throws Exception {
        Delivery.Refused refused = assertInstanceOf(
                Delivery.Refused.class,
                told(400, "", "no such \u001b[31m\u0007 channel\r\nX: y " + CANARY + "z".repeat(5000)));

        assertTrue(refused.reason().contains("status 400"), refused.reason());
        assertTrue(refused.reason().contains("no such \\u001b[31m\\u0007 channel  X: y ***"), refused.reason());
        assertTrue(refused.reason().length() < 700, refused.reason());
        assertInstanceOf(Delivery.Refused.class, told(404, "", ""));
    }

    @Test
    void isPostponedWhereTheServerFailsForNow() throws Exception {
        for (int status : new int[] {408, 425, 429, 500, 502, 503, 504}) {
            Delivery.Postponed postponed = assertInstanceOf(Delivery.Postponed.class, told(status, "", "later"));
            assertTrue(postponed.reason().contains("status " + status), postponed.reason());
            assertTrue(postponed.after().isEmpty());
        }
    }

    @Test
    void waitsAsLongAsTheServerAsksFor() throws Exception {
        String date = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
                .format(Instant.ofEpochMilli(Clock.system().epochMillis())
                        .plusSeconds(3600)
                        .atOffset(ZoneOffset.UTC));

        assertEquals(Duration.ofSeconds(17), after(told(429, "Retry-After: 17\r\n", "")));
        Duration left = after(told(503, "Retry-After: " + date + "\r\n", ""));
        assertTrue(left.toSeconds() > 3500 && left.toSeconds() <= 3600, left::toString);
        assertEquals(Duration.ofDays(1), after(told(429, "Retry-After: 99999999\r\n", "")));
        Delivery.Postponed unclear = assertInstanceOf(Delivery.Postponed.class, told(429, "Retry-After: soon\r\n", ""));
        assertTrue(unclear.after().isEmpty());
    }

    private static Duration after(Delivery delivery) {
        return assertInstanceOf(Delivery.Postponed.class, delivery).after().orElseThrow();
    }

    @Test
    void doesNotFollowARedirect() throws Exception {
        try (HttpStub elsewhere = HttpStub.answering(200, "", goodBody())) {
            Delivery.Refused refused =
                    assertInstanceOf(Delivery.Refused.class, told(307, "Location: " + elsewhere.url() + "/\r\n", ""));

            assertTrue(refused.reason().contains("name the final address"), refused.reason());
            assertEquals(0, elsewhere.accepted());
        }
    }

    @Test
    void readsNoMoreOfAnAnswerThanItNeeds() throws Exception {
        String head = "HTTP/1.1 500 x\r\nTransfer-Encoding: chunked\r\n\r\n";
        Delivery delivery = told(socket -> {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("2000\r\n" + "x".repeat(0x2000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (!socket.isClosed()) {
                socket.getOutputStream().write(chunk);
            }
        });

        assertInstanceOf(Delivery.Postponed.class, delivery);
    }

    @Test
    void isPostponedWhereNobodyAnswersProperly() throws Exception {
        assertPostponed("without an answer", told(Socket::close));
        assertPostponed("reset", told(socket -> {
            socket.setSoLinger(true, 0);
            socket.close();
        }));
        assertPostponed("is not HTTP/1.1", told(socket -> {
            socket.getOutputStream().write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.close();
        }));
        try (Notifier nobody = ChannelFixture.open(channel(), settings("http://127.0.0.1:1"))) {
            assertPostponed(
                    "nothing listens at 127.0.0.1:1",
                    nobody.tell(ChannelFixture.notification(), ChannelFixture.deadline()));
        }
    }

    @Test
    void keepsItsDeadlineWhereTheServerIsSlowOrSilent() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (HttpStub silent = HttpStub.answering(socket -> done.await());
                HttpStub slow = HttpStub.answering(socket -> {
                    byte[] head = "HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII);
                    socket.getOutputStream().write(head);
                    while (!done.await(20, TimeUnit.MILLISECONDS)) {
                        socket.getOutputStream().write('x');
                    }
                })) {
            for (HttpStub stub : new HttpStub[] {silent, slow}) {
                try (Notifier notifier = ChannelFixture.open(channel(), settings(stub.url()))) {
                    Deadline deadline = Deadline.after(Duration.ofMillis(400), Clock.system());
                    assertPostponed("no answer in time", notifier.tell(ChannelFixture.notification(), deadline));
                }
            }
            done.countDown();
        }
    }

    @Test
    void closingFreesOneThatWaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (HttpStub silent = HttpStub.answering(socket -> {
            asked.countDown();
            done.await();
        })) {
            Notifier notifier = ChannelFixture.open(channel(), settings(silent.url()));
            CompletableFuture<Delivery> telling = CompletableFuture.supplyAsync(() -> notifier.tell(
                    ChannelFixture.notification(), Deadline.after(Duration.ofSeconds(50), Clock.system())));
            assertTrue(asked.await(20, TimeUnit.SECONDS));

            notifier.close();

            assertInstanceOf(Delivery.Postponed.class, telling.get(20, TimeUnit.SECONDS));
            done.countDown();
        }
    }

    @Test
    void tellsNoMetadataServer() {
        try (Notifier notifier = ChannelFixture.open(channel(), settings("http://169.254.169.254"))) {
            assertPostponed(
                    "is not connected to", notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline()));
        }
    }

    @Test
    void refusesKeysThatItDoesNotHave() {
        String faults = ChannelFixture.faults(
                channel(),
                settings("http://127.0.0.1:1") + "\nhttp_config: {proxy_url: 'http://p', oauth2: {a: b}}\nbanana: 1");

        assertTrue(faults.contains("proxy_url: is not supported; connections are made directly, remove it"), faults);
        assertTrue(faults.contains("oauth2: is not supported; use \"authorization\" with a token"), faults);
        assertTrue(faults.contains("\"banana\" is not a key of " + channel().kind() + "_configs"), faults);
        assertEquals(3, faults.lines().count(), faults);
        assertFalse(faults.contains(CANARY), faults);
    }

    @Test
    void sendsTheCredentialsOfHttpConfig() throws Exception {
        try (HttpStub stub = HttpStub.answering(401, "", "no: Basic bWU6" + CANARY);
                Notifier notifier = ChannelFixture.open(
                        channel(),
                        settings(stub.url()) + "\nhttp_config: {authorization: {type: Special, credentials: " + CANARY
                                + "}, follow_redirects: true}")) {
            Delivery delivery = notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline());

            assertTrue(stub.requests().get(0).head().contains("\r\nAuthorization: "));
            assertFalse(delivery.toString().contains(CANARY), delivery.toString());
        }
    }

    /** Templates of ours may be called and replaced by those of the user. */
    @Test
    void hasTemplatesThatCanBeRead() throws TemplateException {
        TemplateSet set = TemplateSet.empty(TemplateOptions.alertmanager())
                .with("default", channel().templates());

        assertTrue(channel().templates().isEmpty() || set.template("__subject").isPresent());
    }

    private static void assertPostponed(String reason, Delivery delivery) {
        Delivery.Postponed postponed = assertInstanceOf(Delivery.Postponed.class, delivery);
        assertTrue(postponed.reason().contains(reason), postponed.reason());
    }

    /** Tells a server that answers like this; no secret may come out. */
    protected Delivery told(int status, String headers, String body) throws IOException {
        return told(socket -> HttpStub.write(socket, status, headers, body));
    }

    protected Delivery told(HttpStub.Answer answer) throws IOException {
        try (HttpStub stub = HttpStub.answering(answer);
                Notifier notifier = ChannelFixture.open(channel(), settings(stub.url()))) {
            Delivery delivery = notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline());
            assertFalse((delivery + notifier.target() + notifier).contains(CANARY), delivery.toString());
            return delivery;
        }
    }

    /** What a good server is told first. */
    protected HttpStub.Request request(String settings, dev.monitoring.alerts.notify.Notification notification)
            throws IOException {
        try (HttpStub stub = HttpStub.answering(200, "", goodBody());
                Notifier notifier = ChannelFixture.open(channel(), settings(stub.url()) + "\n" + settings)) {
            assertEquals(Delivery.delivered(), notifier.tell(notification, ChannelFixture.deadline()));
            return stub.requests().get(0);
        }
    }
}
