package dev.monitoring.alerts.notify.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.http.ChannelFixture;
import dev.monitoring.alerts.notify.http.NotifierContract;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class WebhookNotifierTest extends NotifierContract {
    @Override
    protected Channel channel() {
        return new WebhookChannel();
    }

    @Override
    protected String settings(String url) {
        return "url: " + url + "/hook/" + CANARY + "?token=" + CANARY;
    }

    @Test
    void tellsAlertmanagersPayload() throws Exception {
        String body = request("", ChannelFixture.notification()).body();

        assertEquals(
                "{\"receiver\":\"team\",\"status\":\"firing\",\"alerts\":[{\"status\":\"firing\",\"labels\":{\"alertname\":"
                        + "\"Disk\",\"instance\":\"db\\u003c1\\u003e\"},\"annotations\":{\"summary\":\"99 % \\u0026 \\\"full"
                        + "\\\"\"},\"startsAt\":\"2024-01-02T03:04:05.6Z\",\"endsAt\":\"0001-01-01T00:00:00Z\","
                        + "\"generatorURL\":\"http://us.example/graph?g0.expr=a%3E1\\u0026g0.tab=1\",\"fingerprint\":"
                        + "\"0123456789abcdef\"},{\"status\":\"resolved\",\"labels\":{\"alertname\":\"Disk\",\"instance\":"
                        + "\"db2\"},\"annotations\":{},\"startsAt\":\"2024-01-02T03:04:05.6Z\",\"endsAt\":"
                        + "\"2024-01-02T03:14:05Z\",\"generatorURL\":\"http://us.example/graph?g0.expr=a%3E1\\u0026g0.tab=1"
                        + "\",\"fingerprint\":\"0123456789abcdef\"}],\"groupLabels\":{\"alertname\":\"Disk\"},"
                        + "\"commonLabels\":{\"alertname\":\"Disk\"},\"commonAnnotations\":{},\"externalURL\":"
                        + "\"http://us.example:9093\",\"version\":\"4\",\"groupKey\":\"{}/{team=\\\"db\\\"}:{alertname="
                        + "\\\"Disk\\\"}\",\"truncatedAlerts\":0}\n",
                body);
    }

    @Test
    void cutsTheListOfAlertsAndCountsTheRest() throws Exception {
        String body = request("max_alerts: 1", ChannelFixture.notification()).body();

        assertTrue(body.contains("\"truncatedAlerts\":1"), body);
        assertEquals(2, body.split("\"fingerprint\"", -1).length, body);
    }

    @Test
    void wantsAnAddressItCanUse() {
        assertTrue(ChannelFixture.faults(channel(), "max_alerts: 1")
                .contains("\"url\" is missing; add it, or name a file that holds it with \"url_file\""));
        for (String wrong : new String[] {"ftp://CANARY/", "http://CANARY:x@host/", "'http://CANARY CANARY/'"}) {
            String faults = ChannelFixture.faults(channel(), "url: " + wrong);
            assertEquals(1, faults.lines().count(), faults);
            assertTrue(!faults.contains("CANARY"), faults);
        }
    }
}
