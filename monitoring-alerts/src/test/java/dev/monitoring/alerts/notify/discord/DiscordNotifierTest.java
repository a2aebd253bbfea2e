package dev.monitoring.alerts.notify.discord;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.ChannelFixture;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import dev.monitoring.alerts.notify.http.HttpStub;
import dev.monitoring.alerts.notify.http.NotifierContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class DiscordNotifierTest extends NotifierContract {
    @Override
    protected Channel channel() {
        return new DiscordChannel();
    }

    @Override
    protected String settings(String url) {
        return "webhook_url: " + url + "/api/webhooks/1/" + CANARY;
    }

    @Override
    protected String goodBody() {
        return "";
    }

    @Test
    void tellsWithOneEmbedThatMentionsNobody() throws Exception {
        HttpStub.Request request = request(
                "{title: T, message: M, content: C, username: U, avatar_url: http://a}"
                        .replace("{", "")
                        .replace("}", "")
                        .replace(", ", "\n"),
                ChannelFixture.notification());
        Map<String, String> message = new HttpAnswer(200, Optional.empty(), request.body(), true).fields();

        assertEquals("C", message.get("content"));
        assertEquals("U", message.get("username"));
        assertEquals("http://a", message.get("avatar_url"));
        assertEquals("T", message.get("embeds.0.title"));
        assertEquals("M", message.get("embeds.0.description"));
        assertEquals("10038562", message.get("embeds.0.color"));
        assertTrue(request.body().contains("\"allowed_mentions\":{\"parse\":[]}"), request.body());
        assertEquals("3066993", fields("", ChannelFixture.resolved()).get("embeds.0.color"));
    }

    @Test
    void mentionsWhomTheAuthorMentionsAndNobodyWhomAnAlertDoes() throws Exception {
        Notification alert = ChannelFixture.notification(List.of(ChannelFixture.alert(
                "firing", Map.of("alertname", "Disk", "owner", "815", "evil", "<@666> @everyone"), Map.of())));

        assertEquals(
                "{\"parse\":[],\"users\":[\"815\"],\"roles\":[\"42\"]}",
                mentions(
                        "content: '{{ if eq .Status \"firing\" }}<@&42>{{ end }} <@{{ .CommonLabels.owner }}>"
                                + " {{ .CommonLabels.evil }}'",
                        alert));
        assertEquals("{\"parse\":[\"everyone\"]}", mentions("content: '@here look'", alert));
        assertEquals("{\"parse\":[]}", mentions("content: '{{ .CommonLabels.evil }}'\ntitle: '<@&42>'", alert));
    }

    private String mentions(String settings, Notification notification) throws Exception {
        return request(settings, notification).body().strip().replaceFirst(".*\"allowed_mentions\":(.*)}", "$1");
    }

    @Test
    void showsValuesAsTheyAre() throws Exception {
        Map<String, String> message = fields(
                "title: '**{{ .CommonLabels.nasty }}**'\ncontent: '{{ .CommonLabels.alertname }}'",
                ChannelFixture.nasty());

        assertEquals(
                "**{{ .Status }} ${7\\*7} \\<b\\>&amp;\\</b\\> \\<!channel\\> \\@everyone \\[a\\](http://b) \\*x\\* \\_y\\_"
                        + " \\`z\\`\nBcc: q \uFFFD\\[31mred ü**",
                message.get("embeds.0.title"));
        assertTrue(message.get("embeds.0.description").contains("\\@everyone"), message.toString());
    }

    @Test
    void leavesAddressesAsTheyAre() throws Exception {
        String runbook = "see https://wiki.example/~ops/_db/disk_full#what-to-do (or [x](https://a/#b)), issue #5";
        Notification alert = ChannelFixture.notification(List.of(ChannelFixture.alert(
                "firing", Map.of("alertname", "Disk"), Map.of("runbook_url", runbook, "big", "# one\n # two _x_"))));

        assertEquals(
                "see https://wiki.example/~ops/_db/disk_full#what-to-do (or \\[x\\](https://a/#b)), issue #5"
                        + "\n\\# one\n \\# two \\_x\\_",
                fields("message: \"{{ .CommonAnnotations.runbook_url }}\\n{{ .CommonAnnotations.big }}\"", alert)
                        .get("embeds.0.description"));
    }

    @Test
    void cutsBetweenCharacters() throws Exception {
        Map<String, String> fitting =
                fields("title: " + "é".repeat(256) + "\nmessage: " + "é".repeat(4096), ChannelFixture.resolved());
        Map<String, String> long1 =
                fields("title: " + "é".repeat(257) + "\nmessage: " + "é".repeat(4097), ChannelFixture.resolved());

        assertEquals("é".repeat(256), fitting.get("embeds.0.title"));
        assertEquals("é".repeat(4096), fitting.get("embeds.0.description"));
        assertEquals("é".repeat(255) + "…", long1.get("embeds.0.title"));
        assertEquals("é".repeat(4095) + "…", long1.get("embeds.0.description"));
    }

    @Test
    void waitsAsLongAsTheBodySays() throws Exception {
        Delivery.Postponed postponed = assertInstanceOf(
                Delivery.Postponed.class,
                told(429, "Retry-After: 1\r\n", "{\"message\":\"slow\",\"retry_after\":0.35,\"global\":false}"));

        assertEquals(Optional.of(Duration.ofMillis(350)), postponed.after());
    }

    private Map<String, String> fields(String settings, Notification notification) throws Exception {
        return new HttpAnswer(
                        200, Optional.empty(), request(settings, notification).body(), true)
                .fields();
    }
}
