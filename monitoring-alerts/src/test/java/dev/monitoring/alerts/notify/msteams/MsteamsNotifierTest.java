package dev.monitoring.alerts.notify.msteams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.ChannelFixture;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import dev.monitoring.alerts.notify.http.NotifierContract;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class MsteamsNotifierTest extends NotifierContract {
    @Override
    protected Channel channel() {
        return new MsteamsChannel();
    }

    @Override
    protected String settings(String url) {
        return "webhook_url: " + url + "/webhookb2/" + CANARY;
    }

    @Override
    protected String goodBody() {
        return "1";
    }

    @Test
    void tellsWithACard() throws Exception {
        Map<String, String> card =
                fields("title: T\nsummary: S\ntext: '**{{ .Status }}** <b>'", ChannelFixture.notification());

        assertEquals("MessageCard", card.get("@type"));
        assertEquals("http://schema.org/extensions", card.get("@context"));
        assertEquals("T", card.get("title"));
        assertEquals("S", card.get("summary"));
        assertEquals("**firing** <b>", card.get("text"));
        assertEquals("8C1A1A", card.get("themeColor"));
        assertEquals("2DC72D", fields("", ChannelFixture.resolved()).get("themeColor"));
    }

    @Test
    void showsValuesAsTheyAre() throws Exception {
        assertEquals(
                "{{ .Status }} ${7\\*7} &lt;b&gt;&amp;amp;&lt;/b&gt; &lt;!channel&gt; @everyone \\[a\\](http://b) \\*x\\*"
                        + " \\_y\\_ \\`z\\`\nBcc: q \uFFFD\\[31mred ü",
                fields("title: '{{ .CommonLabels.nasty }}'", ChannelFixture.nasty())
                        .get("title"));
    }

    @Test
    void readsErrorsThatComeAsSuccess() throws Exception {
        String failure = "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ";

        assertInstanceOf(Delivery.Postponed.class, told(200, "", failure + "429 with ContextId x"));
        assertInstanceOf(Delivery.Refused.class, told(200, "", failure + "400 with ContextId x"));
    }

    private Map<String, String> fields(String settings, Notification notification) throws Exception {
        return new HttpAnswer(
                        200, Optional.empty(), request(settings, notification).body(), true)
                .fields();
    }
}
