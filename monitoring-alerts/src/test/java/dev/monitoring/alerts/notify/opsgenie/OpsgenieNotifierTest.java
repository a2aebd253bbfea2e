package dev.monitoring.alerts.notify.opsgenie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.http.ChannelFixture;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import dev.monitoring.alerts.notify.http.HttpStub;
import dev.monitoring.alerts.notify.http.NotifierContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class OpsgenieNotifierTest extends NotifierContract {
    @Override
    protected Channel channel() {
        return new OpsgenieChannel();
    }

    @Override
    protected String settings(String url) {
        return "api_url: " + url + "/\napi_key: " + CANARY;
    }

    @Override
    protected String goodBody() {
        return "{}";
    }

    @Test
    void createsAnAlert() throws Exception {
        HttpStub.Request request = request("""
                message: M
                description: D
                source: S
                tags: 'a, {{ .Status }},,b'
                note: N
                priority: P1
                entity: E
                actions: x,y
                details: {alertname: other, k: '{{ .Status }}'}
                responders: [{name: team, type: Team}, {username: me@x, type: user}]
                """, ChannelFixture.notification());
        Map<String, String> alert = new HttpAnswer(200, Optional.empty(), request.body(), true).fields();

        assertEquals("/v2/alerts", request.path());
        assertTrue(request.head().contains("\r\nAuthorization: GenieKey " + CANARY + "\r\n"), request.head());
        assertEquals(ChannelFixture.notification().deduplicationKey(), alert.get("alias"));
        assertEquals("M", alert.get("message"));
        assertEquals("D", alert.get("description"));
        assertEquals("S", alert.get("source"));
        assertEquals(
                List.of("a", "firing", "b"), List.of(alert.get("tags.0"), alert.get("tags.1"), alert.get("tags.2")));
        assertEquals("N", alert.get("note"));
        assertEquals("P1", alert.get("priority"));
        assertEquals("E", alert.get("entity"));
        assertEquals("y", alert.get("actions.1"));
        assertEquals("other", alert.get("details.alertname"));
        assertEquals("firing", alert.get("details.k"));
        assertEquals("team", alert.get("responders.0.type"));
        assertEquals("me@x", alert.get("responders.1.username"));
    }

    @Test
    void namesEachOfSeveralTeamsAndNobodyWithoutAName() throws Exception {
        Map<String, String> alert = fields("""
                responders:
                - {name: 'db, {{ .CommonLabels.alertname }},', type: teams}
                - {name: '{{ .CommonLabels.nobody }}', type: user}
                - {id: '4711', type: '{{ if eq .Status "firing" }}Schedule{{ end }}'}
                """, ChannelFixture.notification());

        assertEquals(
                List.of("db team", "Disk team", "4711 schedule"),
                List.of(
                        alert.get("responders.0.name") + " " + alert.get("responders.0.type"),
                        alert.get("responders.1.name") + " " + alert.get("responders.1.type"),
                        alert.get("responders.2.id") + " " + alert.get("responders.2.type")));
        assertFalse(alert.containsKey("responders.3.type"), alert.toString());
    }

    @Test
    void saysWhatIsWrongWithRespondersAndKeys() {
        String faults = ChannelFixture.faults(channel(), """
                api_key: '{{ .CommonLabels.key }}'
                responders: [{name: db, type: squad}, {type: team}, {name: db}]
                """);

        assertTrue(faults.contains("alerts.yml:1:1: \"api_key\" is a template, which is not supported"), faults);
        assertTrue(faults.contains("alerts.yml:2:31: type: \"squad\" is no type of responder"), faults);
        assertTrue(faults.contains("alerts.yml:2:39: a responder has none of \"id\""), faults);
        assertTrue(faults.contains("alerts.yml:2:53: \"type\" is missing"), faults);
        assertEquals(4, faults.lines().count(), faults);
    }

    @Test
    void closesTheSameAlert() throws Exception {
        HttpStub.Request request = request("", ChannelFixture.resolved());

        assertEquals(
                "/v2/alerts/" + ChannelFixture.notification().deduplicationKey() + "/close?identifierType=alias",
                request.path());
        assertEquals("{\"source\":\"http://us.example:9093\"}\n", request.body());
    }

    @Test
    void bringsTextsUpToDateWhereThatIsWanted() throws Exception {
        try (HttpStub stub = HttpStub.answering(202, "", "{}");
                Notifier notifier = ChannelFixture.open(
                        channel(), settings(stub.url()) + "\nupdate_alerts: true\nmessage: M\ndescription: D")) {
            notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline());

            String alert = "/v2/alerts/" + ChannelFixture.notification().deduplicationKey();
            assertEquals(3, stub.requests().size());
            assertTrue(stub.requests().get(1).head().startsWith("PUT " + alert + "/message?identifierType=alias "));
            assertEquals("{\"message\":\"M\"}\n", stub.requests().get(1).body());
            assertTrue(stub.requests().get(2).head().startsWith("PUT " + alert + "/description?identifierType=alias "));
        }
    }

    @Test
    void cutsTheMessageBetweenCharacters() throws Exception {
        String many = "😀".repeat(130);
        assertEquals(
                many, fields("message: " + many, ChannelFixture.notification()).get("message"));
        assertEquals(
                "😀".repeat(129) + "…",
                fields("message: " + many + "x", ChannelFixture.notification()).get("message"));
    }

    @Test
    void showsValuesAsTheyAre() throws Exception {
        Map<String, String> alert = fields("description: '{{ .CommonLabels.nasty }}'", ChannelFixture.nasty());

        String plain = ChannelFixture.NASTY.replace("\r", "").replace('\u001b', '\uFFFD');
        assertEquals(plain, alert.get("description"));
        assertEquals(plain, alert.get("details.nasty"));
    }

    private Map<String, String> fields(String settings, Notification notification) throws Exception {
        return new HttpAnswer(
                        200, Optional.empty(), request(settings, notification).body(), true)
                .fields();
    }
}
