package dev.monitoring.alerts.notify.slack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.ChannelFixture;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import dev.monitoring.alerts.notify.http.NotifierContract;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class SlackNotifierTest extends NotifierContract {
    @Override
    protected Channel channel() {
        return new SlackChannel();
    }

    @Override
    protected String settings(String url) {
        return "api_url: " + url + "/services/T0/" + CANARY;
    }

    @Override
    protected String goodBody() {
        return "ok";
    }

    @Test
    void tellsWithOneAttachment() throws Exception {
        Map<String, String> message = fields("""
                channel: '#{{ .GroupLabels.alertname }}'
                username: me
                icon_emoji: ':x:'
                icon_url: http://i.example/?a&b
                link_names: true
                title: 'T {{ .CommonLabels.alertname }}'
                title_link: '{{ (index .Alerts 0).GeneratorURL }}'
                pretext: pre
                text: '*{{ (index .Alerts 0).Labels.instance }}* <http://x|x>'
                fallback: fall
                footer: foot
                callback_id: cb
                color: '{{ if eq .Status "firing" }}red{{ end }}'
                image_url: http://image
                thumb_url: http://thumb
                mrkdwn_in: [text]
                short_fields: true
                fields: [{title: a, value: '{{ .Status }}'}, {title: b, value: c, short: false}]
                actions: [{type: button, text: 'Go & see', url: 'http://x/?a&b', style: danger, confirm: {text: sure, ok_text: y}}]
                """, ChannelFixture.notification());

        assertEquals("#Disk", message.get("channel"));
        assertEquals("me", message.get("username"));
        assertEquals(":x:", message.get("icon_emoji"));
        assertEquals("http://i.example/?a&b", message.get("icon_url"));
        assertEquals("true", message.get("link_names"));
        assertEquals("T Disk", message.get("attachments.0.title"));
        assertEquals("http://us.example/graph?g0.expr=a%3E1&g0.tab=1", message.get("attachments.0.title_link"));
        assertEquals("pre", message.get("attachments.0.pretext"));
        assertEquals("*db&lt;1&gt;* <http://x|x>", message.get("attachments.0.text"));
        assertEquals("fall", message.get("attachments.0.fallback"));
        assertEquals("foot", message.get("attachments.0.footer"));
        assertEquals("cb", message.get("attachments.0.callback_id"));
        assertEquals("red", message.get("attachments.0.color"));
        assertEquals("http://image", message.get("attachments.0.image_url"));
        assertEquals("http://thumb", message.get("attachments.0.thumb_url"));
        assertEquals("text", message.get("attachments.0.mrkdwn_in.0"));
        assertEquals("firing", message.get("attachments.0.fields.0.value"));
        assertEquals("true", message.get("attachments.0.fields.0.short"));
        assertEquals("false", message.get("attachments.0.fields.1.short"));
        assertEquals("Go & see", message.get("attachments.0.actions.0.text"));
        assertEquals("http://x/?a&b", message.get("attachments.0.actions.0.url"));
        assertEquals("y", message.get("attachments.0.actions.0.confirm.ok_text"));
    }

    @Test
    void hasTextsOfItsOwn() throws Exception {
        Map<String, String> firing = fields("", ChannelFixture.notification());
        assertEquals("[FIRING:1] Disk", firing.get("attachments.0.title"));
        assertEquals("danger", firing.get("attachments.0.color"));
        assertEquals("99 % &amp; \"full\"\n", firing.get("attachments.0.text"));

        assertEquals("good", fields("", ChannelFixture.resolved()).get("attachments.0.color"));
    }

    @Test
    void showsValuesAsTheyAre() throws Exception {
        Map<String, String> message = fields("title: '{{ .CommonLabels.nasty }}'", ChannelFixture.nasty());

        assertEquals(
                "{{ .Status }} ${7*7} &lt;b&gt;&amp;amp;&lt;/b&gt; &lt;!channel&gt; @everyone [a](http://b) *x* _y_ `z`"
                        + "\nBcc: q \uFFFD[31mred ü",
                message.get("attachments.0.title"));
        assertFalse(message.toString().contains("<!channel>"), message.toString());
    }

    @Test
    void keepsWhatTheAuthorOfATemplateWrote() throws Exception {
        assertEquals(
                "<!here> <!channel> <b>",
                fields("title: '<!here> {{ \"<!channel>\" }} {{ \"<b>\" | safeHtml }}'", ChannelFixture.nasty())
                        .get("attachments.0.title"));
    }

    @Test
    void cutsTitlesBetweenCharacters() throws Exception {
        String many = "😀".repeat(1024);
        assertEquals(
                many, fields("title: '" + many + "'", ChannelFixture.resolved()).get("attachments.0.title"));
        assertEquals(
                "😀".repeat(1023) + "…",
                fields("title: '" + many + "x'", ChannelFixture.resolved()).get("attachments.0.title"));
    }

    @Test
    void readsErrorsThatComeAsSuccess() throws Exception {
        assertInstanceOf(Delivery.Delivered.class, told(200, "", "{\"ok\":true}"));
        assertInstanceOf(Delivery.Delivered.class, told(200, "", ""));
        Delivery.Refused refused = assertInstanceOf(
                Delivery.Refused.class, told(200, "", "{\"ok\":false,\"error\":\"channel_not_found\"}"));
        assertTrue(refused.reason().contains("channel_not_found"), refused.reason());
        assertInstanceOf(Delivery.Refused.class, told(200, "", "no_service"));
        Delivery.Postponed postponed = assertInstanceOf(
                Delivery.Postponed.class, told(200, "Retry-After: 3\r\n", "{\"ok\":false,\"error\":\"ratelimited\"}"));
        assertEquals(Optional.of(Duration.ofSeconds(3)), postponed.after());
    }

    private Map<String, String> fields(String settings, Notification notification) throws Exception {
        return new HttpAnswer(
                        200, Optional.empty(), request(settings, notification).body(), true)
                .fields();
    }
}
