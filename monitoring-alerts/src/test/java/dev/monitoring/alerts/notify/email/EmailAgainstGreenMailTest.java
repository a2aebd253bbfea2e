package dev.monitoring.alerts.notify.email;

import static dev.monitoring.alerts.notify.email.EmailFixture.alert;
import static dev.monitoring.alerts.notify.email.EmailFixture.lag;
import static dev.monitoring.alerts.notify.email.EmailFixture.notification;
import static dev.monitoring.alerts.notify.email.EmailFixture.notifier;
import static dev.monitoring.alerts.notify.email.EmailFixture.tell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.template.NotificationData;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a real mail server and Jakarta Mail make of our messages. */
class EmailAgainstGreenMailTest {
    private static final String PLAIN = "require_tls: false";
    private static final String ATTACK =
            "a\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>\r\n.\r\nMAIL FROM:<x>\r\n\u001b[31m {{ .Status }} --=_monitoring--";

    private static final GreenMail SERVER =
            new GreenMail(new ServerSetup[] {ServerSetupTest.SMTP.dynamicPort(), ServerSetupTest.SMTPS.dynamicPort()});

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @BeforeEach
    void empty() throws Exception {
        SERVER.purgeEmailFromAllMailboxes();
    }

    private static Notifier open(String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.add(PLAIN);
        return notifier(SERVER.getSmtp().getPort(), all.toArray(new String[0]));
    }

    private static MimeMessage sent(Notification notification, String... settings) {
        try (Notifier notifier = open(settings)) {
            assertEquals(Delivery.delivered(), tell(notifier, notification));
        }
        MimeMessage[] received = SERVER.getReceivedMessages();
        return received[received.length - 1];
    }

    private static Object content(MimeMessage message) {
        try {
            return message.getContent();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String part(MimeMessage message, int index) throws Exception {
        return (String)
                ((MimeMultipart) message.getContent()).getBodyPart(index).getContent();
    }

    @Test
    void sendsTextAndHtmlToEachRecipient() throws Exception {
        MimeMessage message = sent(notification(lag()), "to: 'Ops Ünit <ops@example.org>, b@example.org'");

        assertEquals(2, SERVER.getReceivedMessages().length);
        assertEquals("[FIRING:1] Lag: 3 is late", message.getSubject());
        assertEquals(
                "Ops Ünit <ops@example.org>, b@example.org", MimeUtility.decodeText(message.getHeader("To", null)));
        assertEquals("app@example.org", message.getHeader("From", null));
        assertEquals("Tue, 14 Nov 2023 22:13:20 +0000", message.getHeader("Date", null));
        assertEquals("auto-generated", message.getHeader("Auto-Submitted", null));
        assertTrue(message.isMimeType("multipart/alternative"));
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertEquals(2, parts.getCount());
        assertTrue(parts.getBodyPart(0).isMimeType("text/plain"));
        assertTrue(parts.getBodyPart(1).isMimeType("text/html"));
        assertEquals(
                List.of(
                        "Firing: 1",
                        "",
                        "* Lag",
                        "  3 is late",
                        "  since 2023-11-14 22:12:20 UTC",
                        "  shard = 3",
                        "  Rule: https://app.example.org/rule",
                        "",
                        "See https://app.example.org",
                        "For team."),
                part(message, 0).lines().toList());
        assertTrue(part(message, 1).contains("<b>shard</b> 3<br>"), part(message, 1));
        assertTrue(part(message, 1).contains("<a href=\"https://app.example.org/rule\">Rule</a>"));
    }

    @Test
    void logsInAndSpeaksTlsFromTheStart() {
        SERVER.setUser("tim", "tim", "open sesame");
        int port = SERVER.getSmtps().getPort();
        String[] settings = {
            "force_implicit_tls: true", "tls_config: {insecure_skip_verify: true}", "auth_username: tim"
        };
        try (Notifier right = notifier(port, with(settings, "auth_password: open sesame"));
                Notifier wrong = notifier(port, with(settings, "auth_password: close sesame"))) {
            assertEquals(Delivery.delivered(), tell(right, notification(lag())));
            assertInstanceOf(Delivery.Refused.class, tell(wrong, notification(lag())));
        }
        assertEquals(1, SERVER.getReceivedMessages().length);
    }

    private static String[] with(String[] settings, String more) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(more);
        return all.toArray(new String[0]);
    }

    @Test
    void keepsTheMessagesOfAGroupTogether() throws Exception {
        NotificationData.Alert over = alert("resolved", Map.of("alertname", "Lag", "shard", "3"), Map.of());
        Map<String, String> labels = Map.of("alertname", "Lag");
        MimeMessage first = sent(notification("{}:{a=\"1\"}", 1_000, labels, lag()));
        MimeMessage again = sent(notification("{}:{a=\"1\"}", 1_000, labels, lag()));
        MimeMessage second = sent(notification("{}:{a=\"1\"}", 2_000, labels, over));
        MimeMessage other = sent(notification("{}:{a=\"2\"}", 1_000, labels, lag()));

        assertEquals(first.getMessageID(), again.getMessageID());
        assertNotEquals(first.getMessageID(), second.getMessageID());
        assertEquals(first.getHeader("References", null), second.getHeader("References", null));
        assertNotEquals(first.getHeader("References", null), other.getHeader("References", null));
        assertEquals("[RESOLVED] Lag", second.getSubject());
        assertTrue(first.getMessageID().matches("<[0-9a-f]{32}\\.1000@example\\.org>"), first.getMessageID());
    }

    @Test
    void obeysNothingThatStandsInLabels() throws Exception {
        Map<String, String> labels = Map.of("alertname", ATTACK, "shard", ATTACK);
        MimeMessage message = sent(
                notification(
                        "{}:{x}", 1, labels, alert("firing", labels, Map.of("summary", ATTACK, "description", ATTACK))),
                "headers: {X-Shard: '{{ .CommonLabels.shard }}', subject: 'é {{ .CommonLabels.alertname }}'}");

        assertEquals(1, SERVER.getReceivedMessages().length);
        assertNull(message.getHeader("Bcc"));
        assertEquals(
                "é a Bcc: evil@example.org <script>alert(1)</script> . MAIL FROM:<x> [31m {{ .Status }} --=_monitoring--",
                message.getSubject().replaceAll(" +", " "));
        assertTrue(message.getHeader("X-Shard", null)
                .replaceAll("\\s+", " ")
                .startsWith("a Bcc: evil@example.org <script>"));
        assertEquals(2, ((MimeMultipart) message.getContent()).getCount());
        for (int i = 0; i < 2; i++) {
            assertFalse(part(message, i).contains("\u001b"));
            assertTrue(part(message, i).contains("{{ .Status }} --=_monitoring--"));
        }
        assertTrue(part(message, 0).contains("<script>alert(1)</script>"));
        assertFalse(part(message, 1).contains("<script>"));
        assertTrue(part(message, 1).contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }

    @Test
    void refusesRecipientsThatComeOutAsNoAddresses() {
        NotificationData.Alert alert = alert(
                "firing", Map.of("alertname", "Lag", "team", "x@example.org>\r\nRCPT TO:<evil@example.org"), Map.of());
        try (Notifier notifier = open("to: '{{ .CommonLabels.team }}'")) {
            assertInstanceOf(Delivery.Refused.class, tell(notifier, notification(alert)));
        }
        assertEquals(0, SERVER.getReceivedMessages().length);
    }

    @Test
    void sendsTheSettingsTextsInPlaceOfItsOwn() throws Exception {
        MimeMessage html = sent(
                notification(lag()),
                "html: '<p>{{ .CommonLabels.alertname }} & {{ \"<\" }}</p>'",
                "text: ''",
                "headers: {From: 'Monitor <other@example.org>', To: team@example.org, message-id: <x@y>}");

        assertTrue(html.isMimeType("text/html"));
        assertEquals("<p>Lag & &lt;</p>", ((String) html.getContent()).strip());
        assertEquals("Monitor <other@example.org>", html.getHeader("From", null));
        assertEquals("team@example.org", html.getHeader("To", null));
        assertEquals("<x@y>", html.getMessageID());
        assertEquals(
                1,
                Collections.list(html.getAllHeaders()).stream()
                        .filter(header -> header.getName().equalsIgnoreCase("message-id"))
                        .count());
    }

    @Test
    void sendsAPlainListWhereATemplateFails() throws Exception {
        MimeMessage message =
                sent(notification(lag()), "html: '{{ .Nope }}'", "headers: {Subject: '{{ index .Alerts 7 }}'}");

        String text = (String) message.getContent();
        assertTrue(message.isMimeType("text/plain"));
        assertEquals("[FIRING] {alertname=Lag}", message.getSubject());
        assertTrue(text.contains("cannot be rendered; correct it"), text);
        assertTrue(text.contains("firing {alertname=Lag, shard=3}"), text);
    }

    @Test
    void sendsThousandsOfAlertsOfAnyLengthInOneMessage() throws Exception {
        NotificationData.Alert[] many = new NotificationData.Alert[3_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = alert(
                    i % 2 == 0 ? "firing" : "resolved",
                    Map.of("alertname", "Lag", "shard", String.valueOf(i), "path", "ü\n.\n..\n".repeat(1_000)),
                    Map.of("summary", "<\"&".repeat(10_000)));
        }

        MimeMessage message = sent(notification(many));
        assertTrue(message.isMimeType("multipart/alternative"), () -> String.valueOf(content(message)));

        assertEquals("[FIRING:1500] Lag", message.getSubject());
        assertTrue(
                part(message, 1).contains("These are the first 20 of 1500."),
                part(message, 1).substring(0, 500));
        assertTrue(
                part(message, 0).contains("\r\n.\r\n..\r\n") || part(message, 0).contains("\n.\n..\n"));
    }
}
