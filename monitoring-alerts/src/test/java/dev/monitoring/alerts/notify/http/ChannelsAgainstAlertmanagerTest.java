package dev.monitoring.alerts.notify.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.config.RealAlertmanager;
import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.discord.DiscordChannel;
import dev.monitoring.alerts.notify.opsgenie.OpsgenieChannel;
import dev.monitoring.alerts.notify.pagerduty.PagerdutyChannel;
import dev.monitoring.alerts.notify.slack.SlackChannel;
import dev.monitoring.alerts.notify.telegram.TelegramChannel;
import dev.monitoring.alerts.notify.webhook.WebhookChannel;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What services are told, against what Debian's Alertmanager tells them of the same alerts with the same settings. */
@NullUnmarked
@Timeout(120)
class ChannelsAgainstAlertmanagerTest {
    private static final String START = "2024-01-02T03:04:05.6Z";
    private static final String END = "2099-01-02T03:04:05Z";
    private static final String LINK = "http://us.example/graph?a=1&b=2";

    private static final Map<String, String> DB =
            Map.of("alertname", "Disk", "team", "db", "instance", "a<b>&\u2028ü\u0001");
    private static final Map<String, String> WEB = Map.of("alertname", "Disk", "team", "db", "instance", "web");
    private static final Map<String, String> SUMMARY = Map.of("summary", "99 % of \"all\"\n\ttab \u001b[31m");

    private static final int ATTEMPTS = 3;

    @TempDir
    Path folder;

    private static String settings(Channel channel, String url) {
        return switch (channel.kind()) {
            case "webhook" -> "{url: '" + url + "/hook'}";
            case "slack" ->
                "{api_url: '" + url + "/slack', channel: '#x', username: me, title: 'T {{ .Status }}', text: '{{ len"
                        + " .Alerts }} <http://x|x>', fallback: f, pretext: p, title_link: 'http://t', color: good,"
                        + " footer: foot, fields: [{title: a, value: b, short: true}], actions: [{type: button, text: t,"
                        + " url: 'http://a', style: danger}]}";
            case "discord" -> "{webhook_url: '" + url + "/discord', title: 'T {{ .Status }}', message: M}";
            case "pagerduty" ->
                "{url: '" + url
                        + "/pagerduty', routing_key: key, description: D, client: C, client_url: 'http://c', severity:"
                        + " critical, class: K, component: P, group: G, details: {firing: f, resolved: r, more:"
                        + " '{{ .Status }}'}, links: [{href: 'http://l', text: L}], images: [{src: 'http://i', alt: A,"
                        + " href: 'http://h'}]}";
            case "opsgenie" ->
                "{api_url: '" + url
                        + "/opsgenie/', api_key: key, message: M, description: D, source: S, tags: 'a,b', note:"
                        + " N, priority: P1, details: {k: v}, responders: [{name: t, type: team}]}";
            default ->
                "{api_url: '" + url
                        + "', bot_token: '1:x', chat_id: -5, message: '<b>{{ .Status }}</b>', parse_mode: HTML}";
        };
    }

    @Test
    void tellsWhatAlertmanagerTells() throws Exception {
        List<Channel> channels = List.of(
                new WebhookChannel(),
                new SlackChannel(),
                new DiscordChannel(),
                new PagerdutyChannel(),
                new OpsgenieChannel(),
                new TelegramChannel());
        Map<String, HttpStub.Request> theirs = toldByAlertmanager(channels);
        Map<String, HttpStub.Request> ours = new TreeMap<>();
        String external = new HttpAnswer(
                        200, Optional.empty(), theirs.get("/hook").body(), true)
                .fields()
                .get("externalURL");
        try (HttpStub stub = HttpStub.answering(200, "", "{\"ok\":true}")) {
            for (Channel channel : channels) {
                try (Notifier notifier = ChannelFixture.open(channel, settings(channel, stub.url()))) {
                    assertEquals(
                            Delivery.delivered(), notifier.tell(notification(external), ChannelFixture.deadline()));
                }
            }
            stub.requests().forEach(request -> ours.put(request.path(), request));
        }

        assertEquals(theirs.keySet(), ours.keySet());
        assertEquals(theirs.get("/hook").body(), ours.get("/hook").body());
        theirs.forEach((path, request) -> assertEquals(fields(request), fields(ours.get(path)), path));
    }

    /** The request at each path. */
    private Map<String, HttpStub.Request> toldByAlertmanager(List<Channel> channels) throws Exception {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (HttpStub stub = HttpStub.answering(200, "", "{\"ok\":true,\"result\":{}}")) {
                StringBuilder config = new StringBuilder("""
                        route: {receiver: te.am, group_by: [alertname], group_wait: 1s}
                        receivers:
                        - name: te.am
                        """);
                channels.forEach(channel -> config.append(
                        "  " + channel.kind() + "_configs:\n  - " + settings(channel, stub.url()) + "\n"));
                try (RealAlertmanager real = RealAlertmanager.start(folder, config.toString())) {
                    real.post("/api/v2/alerts", "[" + posted(DB, SUMMARY) + "," + posted(WEB, Map.of()) + "]");
                    Await.until(
                            "Alertmanager told all", () -> paths(stub).size() >= channels.size() || !real.isRunning());
                }
                Map<String, HttpStub.Request> told = new TreeMap<>();
                stub.requests().forEach(request -> told.put(request.path(), request));
                if (told.size() >= channels.size() && isOfBoth(told.get("/hook"))) {
                    return told;
                }
            }
        }
        throw new AssertionError("Alertmanager crashed or told of one alert before the other " + ATTEMPTS + " times: "
                + Files.readString(folder.resolve("alertmanager.log")));
    }

    /** An alert that has fired for long makes its group due at once, perhaps before the next one is in it. */
    private static boolean isOfBoth(HttpStub.Request hook) {
        return hook.body().contains("\"instance\":\"web\"");
    }

    private static List<String> paths(HttpStub stub) {
        return stub.requests().stream().map(HttpStub.Request::path).distinct().toList();
    }

    private static Map<String, String> fields(HttpStub.Request request) {
        Map<String, String> fields =
                new TreeMap<>(new HttpAnswer(200, Optional.empty(), request.body(), true).fields());
        fields.values().removeIf(String::isEmpty);
        return fields;
    }

    private static String posted(Map<String, String> labels, Map<String, String> annotations) {
        return new String(
                        body(json -> {
                            texts(json, "labels", labels);
                            texts(json, "annotations", annotations);
                            json.writeStringField("startsAt", START);
                            json.writeStringField("endsAt", END);
                            json.writeStringField("generatorURL", LINK);
                        }),
                        java.nio.charset.StandardCharsets.UTF_8)
                .strip();
    }

    private static byte[] body(JsonBody.Content content) {
        try {
            return JsonBody.of(content);
        } catch (dev.monitoring.alerts.template.TemplateException e) {
            throw new AssertionError(e);
        }
    }

    private static void texts(com.fasterxml.jackson.core.JsonGenerator json, String name, Map<String, String> texts)
            throws java.io.IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    private static Notification notification(String external) {
        return new Notification(
                "{}:{alertname=\"Disk\"}",
                new NotificationData(
                        "te\\.am",
                        "firing",
                        List.of(alert(DB, SUMMARY), alert(WEB, Map.of())),
                        Map.of("alertname", "Disk"),
                        Map.of("alertname", "Disk", "team", "db"),
                        Map.of(),
                        external),
                0);
    }

    private static NotificationData.Alert alert(Map<String, String> labels, Map<String, String> annotations) {
        return new NotificationData.Alert(
                "firing",
                labels,
                annotations,
                Instant.parse(START),
                NotificationData.Alert.neverEnds(),
                LINK,
                Alert.fingerprint(Labels.of(labels)));
    }
}
