package dev.monitoring.alerts.notify.pagerduty;

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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class PagerdutyNotifierTest extends NotifierContract {
    @Override
    protected Channel channel() {
        return new PagerdutyChannel();
    }

    @Override
    protected String settings(String url) {
        return "url: " + url + "/v2/enqueue\nrouting_key: " + CANARY;
    }

    @Override
    protected String goodBody() {
        return "{}";
    }

    @Test
    void triggersAnEvent() throws Exception {
        Map<String, String> event = fields("""
                description: '{{ (index .Alerts 0).Annotations.summary }}'
                client: C
                client_url: http://c
                severity: critical
                class: K
                component: P
                group: G
                details: {num_firing: many, team: '{{ .GroupLabels.alertname }}'}
                links: [{href: http://l, text: L}, {href: ''}]
                images: [{src: http://i, alt: A, href: http://h}]
                """, ChannelFixture.notification());

        assertEquals(CANARY, event.get("routing_key"));
        assertEquals("trigger", event.get("event_action"));
        assertEquals(ChannelFixture.notification().deduplicationKey(), event.get("dedup_key"));
        assertEquals("99 % & \"full\"", event.get("payload.summary"));
        assertEquals("C", event.get("payload.source"));
        assertEquals("critical", event.get("payload.severity"));
        assertEquals("K", event.get("payload.class"));
        assertEquals("P", event.get("payload.component"));
        assertEquals("G", event.get("payload.group"));
        assertEquals("many", event.get("payload.custom_details.num_firing"));
        assertEquals("1", event.get("payload.custom_details.num_resolved"));
        assertEquals("Disk", event.get("payload.custom_details.team"));
        assertTrue(event.get("payload.custom_details.firing").contains("- instance = db<1>"), event.toString());
        assertEquals("C", event.get("client"));
        assertEquals("http://c", event.get("client_url"));
        assertEquals("http://l", event.get("links.0.href"));
        assertFalse(event.containsKey("links.1.href"));
        assertEquals("A", event.get("images.0.alt"));
    }

    @Test
    void resolvesTheSameEvent() throws Exception {
        Map<String, String> event = fields("", ChannelFixture.resolved());

        assertEquals("resolve", event.get("event_action"));
        assertEquals(ChannelFixture.notification().deduplicationKey(), event.get("dedup_key"));
        assertEquals("error", event.get("payload.severity"));
        assertEquals("[RESOLVED] Disk", event.get("payload.summary"));
    }

    @Test
    void choosesTheKeyByATemplateAsAlertmanagerDoes() throws Exception {
        String byLabel = "routing_key: 'key-of-{{ .CommonLabels.alertname | toLower }}'";
        try (HttpStub stub = HttpStub.answering(202, "", goodBody());
                Notifier notifier = ChannelFixture.open(channel(), "url: " + stub.url() + "/\n" + byLabel)) {
            notifier.tell(ChannelFixture.notification(), ChannelFixture.deadline());

            String body = stub.requests().get(0).body();
            assertTrue(body.startsWith("{\"routing_key\":\"key-of-disk\","), body);
        }
        String faults = ChannelFixture.faults(channel(), "routing_key: '" + CANARY + "{{ .CommonLabels'");
        assertTrue(faults.contains("routing_key: has {{ in it and is not a template that can be read"), faults);
        assertFalse(faults.contains(CANARY), faults);
    }

    @Test
    void leavesDetailsOutWhereTheEventWouldBeTooLong() throws Exception {
        Map<String, String> event = fields(
                "details: {a: '{{ define \"x\" }}" + "é".repeat(130_000)
                        + "{{ end }}{{ template \"x\" }}', b: '{{ define \"y\" }}" + "é".repeat(130_000)
                        + "{{ end }}{{ template \"y\" }}'}",
                ChannelFixture.notification());

        assertTrue(event.get("payload.custom_details.error").contains("512 KB"), event.toString());
        assertFalse(event.containsKey("payload.custom_details.a"));
    }

    @Test
    void cutsTheSummaryBetweenCharacters() throws Exception {
        String many = "😀".repeat(1024);
        assertEquals(
                many, fields("description: " + many, ChannelFixture.resolved()).get("payload.summary"));
        assertEquals(
                "😀".repeat(1023) + "…",
                fields("description: " + many + "x", ChannelFixture.resolved()).get("payload.summary"));
    }

    @Test
    void showsValuesAsTheyAre() throws Exception {
        assertEquals(
                ChannelFixture.NASTY.replace("\r", "").replace('\u001b', '\uFFFD'),
                fields("description: '{{ .CommonLabels.nasty }}'", ChannelFixture.nasty())
                        .get("payload.summary"));
    }

    @Test
    void refusesTheOldKindOfKey() {
        String faults = ChannelFixture.faults(channel(), "service_key: " + CANARY);

        assertTrue(faults.contains("service_key: is not supported; give the service an integration"), faults);
        assertFalse(faults.contains(CANARY), faults);
    }

    private Map<String, String> fields(String settings, Notification notification) throws Exception {
        return new HttpAnswer(
                        200, Optional.empty(), request(settings, notification).body(), true)
                .fields();
    }
}
