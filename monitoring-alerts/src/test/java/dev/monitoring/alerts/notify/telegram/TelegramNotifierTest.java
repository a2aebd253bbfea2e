package dev.monitoring.alerts.notify.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.ChannelFixture;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import dev.monitoring.alerts.notify.http.HttpStub;
import dev.monitoring.alerts.notify.http.NotifierContract;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class TelegramNotifierTest extends NotifierContract {
    @Override
    protected Channel channel() {
        return new TelegramChannel();
    }

    @Override
    protected String settings(String url) {
        return "api_url: " + url + "\nbot_token: 12345:" + CANARY + "\nchat_id: -100123";
    }

    @Override
    protected String goodBody() {
        return "{\"ok\":true}";
    }

    @Test
    void tellsAChat() throws Exception {
        HttpStub.Request request = request(
                "message: '<b>{{ (index .Alerts 0).Labels.instance }}</b>'\ndisable_notifications: true\nmessage_thread_id: 7",
                ChannelFixture.notification());
        Map<String, String> message = new HttpAnswer(200, Optional.empty(), request.body(), true).fields();

        assertEquals("/bot12345:" + CANARY + "/sendMessage", request.path());
        assertEquals("-100123", message.get("chat_id"));
        assertEquals("<b>db&lt;1&gt;</b>", message.get("text"));
        assertEquals("HTML", message.get("parse_mode"));
        assertEquals("true", message.get("disable_notification"));
        assertEquals("7", message.get("message_thread_id"));
        assertFalse(fields("parse_mode: ''", ChannelFixture.notification()).containsKey("parse_mode"));
    }

    @Test
    void showsValuesAsTheyAre() throws Exception {
        assertEquals(
                "{{ .Status }} ${7*7} &lt;b&gt;&amp;amp;&lt;/b&gt; &lt;!channel&gt; @everyone [a](http://b) *x* _y_ `z`\nBcc: q"
                        + " \uFFFD[31mred ü",
                fields("message: '{{ .CommonLabels.nasty }}'", ChannelFixture.nasty())
                        .get("text"));
        assertEquals(
                "*\\{\\{ \\.Status \\}\\} $\\{7\\*7\\} <b\\>&amp;</b\\> <\\!channel\\> @everyone \\[a\\]\\(http://b\\) \\*x\\*"
                        + " \\_y\\_ \\`z\\`\nBcc: q \uFFFD\\[31mred ü*",
                fields("parse_mode: MarkdownV2\nmessage: '*{{ .CommonLabels.nasty }}*'", ChannelFixture.nasty())
                        .get("text"));
    }

    @Test
    void cutsHtmlSoThatItStaysHtml() throws Exception {
        String entities = "&lt;".repeat(4000);
        String text = fields(
                        "message: '<b><i>" + entities + "</i>" + "😀".repeat(60) + "</b>'", ChannelFixture.resolved())
                .get("text");

        assertEquals("<b><i>" + entities + "</i>" + "😀".repeat(47) + "…</b>", text);
        String fitting = "<b>" + "x".repeat(4096) + "</b>";
        assertEquals(
                fitting,
                fields("message: '" + fitting + "'", ChannelFixture.resolved()).get("text"));
    }

    @Test
    void sendsMarkdownThatIsTooLongAsText() throws Exception {
        Map<String, String> message =
                fields("parse_mode: MarkdownV2\nmessage: '" + "*xy*".repeat(2000) + "'", ChannelFixture.resolved());

        assertFalse(message.containsKey("parse_mode"));
        assertEquals(4096, message.get("text").length());
    }

    @Test
    void waitsAsLongAsTheBodySays() throws Exception {
        Delivery.Postponed postponed = assertInstanceOf(
                Delivery.Postponed.class,
                told(429, "", "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":5}}"));

        assertEquals(Optional.of(Duration.ofSeconds(5)), postponed.after());
        assertInstanceOf(Delivery.Refused.class, told(200, "", "{\"ok\":false,\"description\":\"chat not found\"}"));
    }

    private Map<String, String> fields(String settings, Notification notification) throws Exception {
        return new HttpAnswer(
                        200, Optional.empty(), request(settings, notification).body(), true)
                .fields();
    }
}
