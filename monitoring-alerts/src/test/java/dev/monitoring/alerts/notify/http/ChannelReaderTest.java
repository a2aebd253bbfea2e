package dev.monitoring.alerts.notify.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.slack.SlackChannel;
import dev.monitoring.alerts.notify.webhook.WebhookChannel;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What channels read besides texts of their own. */
@NullUnmarked
@Timeout(60)
class ChannelReaderTest {
    @TempDir
    Path folder;

    @Test
    void showsWhomHttpConfigNames() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "from-file\n");

        assertEquals("Basic bWU6cGFzcw==", authorization("basic_auth: {username: me, password: pass}", ""));
        assertEquals("Bearer secret", authorization("authorization: {credentials: secret}", ""));
        assertEquals("Token secret", authorization("authorization: {type: Token, credentials: secret}", ""));
        assertEquals("Bearer from-file", authorization("bearer_token_file: " + token, ""));
    }

    @Test
    void takesTheGlobalHttpConfigWhereThereIsNoOther() throws Exception {
        String global = "http_config: {authorization: {credentials: everybody}}";

        assertEquals("Bearer everybody", authorization("", global));
        assertEquals("Bearer own", authorization("authorization: {credentials: own}", global));
    }

    @Test
    void waitsNoLongerThanTheReceiverSays() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (HttpStub silent = HttpStub.answering(socket -> done.await());
                Notifier notifier =
                        ChannelFixture.open(new WebhookChannel(), "url: " + silent.url() + "\ntimeout: 200ms")) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(50), Clock.system());

            Delivery told = notifier.tell(ChannelFixture.notification(), deadline);

            assertInstanceOf(Delivery.Postponed.class, told);
            assertFalse(deadline.hasPassed());
            done.countDown();
        }
    }

    @Test
    void waitsAsLongAsTheReceiverSaysAlsoWhereThatIsLong() {
        List<Duration> longest = new ArrayList<>();
        for (String timeout : new String[] {"", "\ntimeout: 90s", "\ntimeout: 0s"}) {
            try (Notifier webhook = ChannelFixture.open(new WebhookChannel(), "url: http://h" + timeout)) {
                longest.add(webhook.longestTry());
            }
        }

        assertEquals(List.of(Duration.ofSeconds(30), Duration.ofSeconds(90), Duration.ofDays(1)), longest);
    }

    private static String authorization(String http, String global) throws Exception {
        try (HttpStub stub = HttpStub.answering(200, "", "");
                Notifier notifier = ChannelFixture.open(
                        new WebhookChannel(),
                        "url: " + stub.url() + (http.isEmpty() ? "" : "\nhttp_config: {" + http + "}"),
                        global)) {
            notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline());
            return stub.requests()
                    .get(0)
                    .head()
                    .lines()
                    .filter(line -> line.startsWith("Authorization: "))
                    .findFirst()
                    .orElse("")
                    .replaceFirst("Authorization: ", "");
        }
    }

    @Test
    void sendsTheHeadersThatHttpConfigNamesAndShowsNoneOfThem() throws Exception {
        Path file = Files.writeString(folder.resolve("tenant"), "CANARY-file\n");
        String headers = "http_headers: {X-Scope: {values: [CANARY-text]}, X-Key: {secrets: [CANARY-key]}, X-File:"
                + " {files: [" + file + "]}}";
        try (HttpStub stub = HttpStub.answering(403, "", "not CANARY-text, CANARY-key, CANARY-file");
                Notifier notifier = ChannelFixture.open(
                        new WebhookChannel(), "url: " + stub.url() + "\nhttp_config: {" + headers + "}")) {
            String said = notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline())
                    .toString();

            String head = stub.requests().get(0).head();
            assertTrue(head.contains("\r\nX-Scope: CANARY-text\r\n"), head);
            assertTrue(head.contains("\r\nX-Key: CANARY-key\r\n"), head);
            assertTrue(head.contains("\r\nX-File: CANARY-file\r\n"), head);
            assertTrue(said.contains("not ***, ***, ***"), said);
        }
    }

    @Test
    void saysWhatIsWrongWithHttpConfig() {
        assertFault("X-A: has 2 values", "http_headers: {X-A: {values: [a], secrets: [CANARY]}}");
        assertFault("A B: is not the name of a header", "http_headers: {A B: {secrets: [CANARY]}}");
        assertFault("Content-Type: says how messages are sent", "http_headers: {Content-Type: {values: [a]}}");
        assertFault("use \"authorization\"", "http_headers: {authorization: {secrets: [CANARY]}}");
        assertFault("\"value\" is not a key of a header", "http_headers: {X-A: {value: CANARY}}");
        assertFault("keep one of them", "basic_auth: {username: me}, bearer_token: CANARY");
        assertFault("use \"basic_auth\" for that", "authorization: {type: basic, credentials: CANARY}");
        assertFault("\"username\" is missing", "basic_auth: {password: CANARY}");
        assertFault("proxy_from_environment: is not supported", "proxy_from_environment: true");
        assertFault("did you mean \"tls_config\"", "tls_confg: {}");
        assertFault("ca_fil", "tls_config: {ca_fil: x}");
    }

    private static void assertFault(String expected, String http) {
        String faults = ChannelFixture.faults(new WebhookChannel(), "url: http://h\nhttp_config: {" + http + "}");
        assertTrue(faults.contains(expected), faults);
        assertEquals(1, faults.lines().count(), faults);
        assertFalse(faults.contains("CANARY"), faults);
    }

    @Test
    void takesAddressesFromGlobalAndFiles() throws Exception {
        Channel slack = new SlackChannel();
        try (HttpStub stub = HttpStub.answering(200, "", "ok")) {
            Path file = Files.writeString(folder.resolve("url"), stub.url() + "/file\n");
            for (String[] from : new String[][] {
                {"channel: x", "slack_api_url: " + stub.url() + "/global"},
                {"channel: x", "slack_api_url_file: " + file},
                {"api_url_file: " + file, "slack_api_url: http://127.0.0.1:1/never"}
            }) {
                try (Notifier notifier = ChannelFixture.open(slack, from[0], from[1])) {
                    notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline());
                }
            }
            assertEquals(
                    List.of("/global", "/file", "/file"),
                    stub.requests().stream().map(HttpStub.Request::path).toList());
        }
    }

    @Test
    void callsTemplatesThatTheUserPutInPlaceOfOurs() throws Exception {
        Faults faults = new Faults();
        try (HttpStub stub = HttpStub.answering(200, "", "ok");
                Notifier notifier = ChannelFixture.open(
                                new SlackChannel(),
                                "api_url: " + stub.url() + "/x\ntext: '{{ template \"mine\" . }}'",
                                "",
                                "{{ define \"slack.default.title\" }}<!here> {{ .CommonLabels.alertname }}{{ end }}"
                                        + "{{ define \"mine\" }}by {{ template \"__subject\" . }}{{ end }}",
                                faults)
                        .orElseThrow()) {
            notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline());

            String body = stub.requests().get(0).body();
            assertTrue(body.contains("\"title\":\"\\u003c!here\\u003e Disk\""), body);
            assertTrue(body.contains("\"text\":\"by [FIRING:1] Disk\""), body);
        }
    }

    @Test
    void saysWhereATemplateCannotBeRead() {
        String faults = ChannelFixture.faults(
                new SlackChannel(),
                "api_url: http://h/x\ntitle: 'a {{ .Status'\nfields:\n- {title: '{{ end }}', value: x}");

        assertTrue(faults.startsWith("alerts.yml:2:"), faults);
        assertTrue(faults.contains("alerts.yml:4:"), faults);
        assertEquals(2, faults.lines().count(), faults);
    }

    @Test
    void isRefusedWhereATemplateFails() throws Exception {
        try (HttpStub stub = HttpStub.answering(200, "", "ok");
                Notifier notifier = ChannelFixture.open(
                        new SlackChannel(), "api_url: " + stub.url() + "/x\ntitle: '{{ .Nothing }}'")) {
            String said = notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline())
                    .toString();

            assertTrue(said.contains("a template of the receiver fails: title:1:"), said);
            assertEquals(0, stub.accepted());
        }
    }
}
