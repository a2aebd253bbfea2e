package dev.monitoring.alerts.notify.msteams;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.ChannelFixture;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import dev.monitoring.alerts.notify.http.NotifierContract;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class Msteamsv2NotifierTest extends NotifierContract {
    @Override
    protected Channel channel() {
        return new Msteamsv2Channel();
    }

    @Override
    protected String settings(String url) {
        return "webhook_url: " + url + "/workflows/" + CANARY;
    }

    @Override
    protected String goodBody() {
        return "";
    }

    @Test
    void tellsWithAnAdaptiveCard() throws Exception {
        Map<String, String> card = fields("title: T\ntext: '**{{ .Status }}**'", ChannelFixture.notification());

        assertEquals("message", card.get("type"));
        assertEquals("application/vnd.microsoft.card.adaptive", card.get("attachments.0.contentType"));
        assertEquals("AdaptiveCard", card.get("attachments.0.content.type"));
        assertEquals("T", card.get("attachments.0.content.body.0.text"));
        assertEquals("Attention", card.get("attachments.0.content.body.0.color"));
        assertEquals("true", card.get("attachments.0.content.body.1.wrap"));
        assertEquals("**firing**", card.get("attachments.0.content.body.1.text"));
        assertEquals("full", card.get("attachments.0.content.msteams.width"));
    }

    @Test
    void showsValuesAsTheyAre() throws Exception {
        assertEquals(
                "{{ .Status }} ${7\\*7} \\<b\\>&amp;\\</b\\> \\<!channel\\> @everyone \\[a\\](http://b) \\*x\\* \\_y\\_"
                        + " \\`z\\`\nBcc: q \uFFFD\\[31mred ü",
                fields("title: '{{ .CommonLabels.nasty }}'", ChannelFixture.nasty())
                        .get("attachments.0.content.body.0.text"));
    }

    private Map<String, String> fields(String settings, Notification notification) throws Exception {
        return new HttpAnswer(
                        200, Optional.empty(), request(settings, notification).body(), true)
                .fields();
    }
}
