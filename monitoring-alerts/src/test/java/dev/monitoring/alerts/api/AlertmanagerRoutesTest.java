package dev.monitoring.alerts.api;

import static dev.monitoring.alerts.api.ApiClient.field;
import static dev.monitoring.alerts.api.ApiClient.items;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.api.ApiClient.Answer;
import dev.monitoring.alerts.notify.AlertBook;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AlertmanagerRoutesTest {
    private static final String CONFIG = """
            route: {receiver: team, group_by: [alertname], routes: [{receiver: night, matchers: ['a="mute"'], mute_time_intervals: [always]}]}
            receivers: [{name: team}, {name: night}]
            time_intervals: [{name: always, time_intervals: [{}]}]
            """;
    private static final String SILENCE = "{\"matchers\":[{\"name\":\"a\",\"value\":\"x\",\"isRegex\":false}],"
            + "\"startsAt\":\"2020-01-01T00:00:00Z\",\"endsAt\":\"2222-01-01T00:00:00Z\","
            + "\"createdBy\":\"me\",\"comment\":\"why\\n\\u001b[31m\"}";
    private static final String ALERT = "[{\"labels\":{\"alertname\":\"Lag\",\"a\":\"x\"}}]";
    private static final String OPERATOR = basic("olga:operates");
    private static final String STRANGER = basic("olga:guesses");
    private static final String NO_ID = "11111111-1111-1111-1111-111111111111";

    private static ServedAlerts served() {
        return new ServedAlerts(CONFIG);
    }

    private static String state(ServedAlerts served) {
        return served.client().get("/api/v2/alerts").body()
                + served.client().get("/api/v2/silences").body();
    }

    @Test
    void refusesChangesThatPagesOfOthersSend() {
        try (ServedAlerts served = served()) {
            ApiClient client = served.client();
            String before = state(served);
            for (String path : List.of("/api/v2/alerts", "/api/v2/silences")) {
                String body = path.endsWith("s/alerts") ? ALERT : SILENCE;
                String json = "application/json";
                assertEquals(
                        403,
                        client.send("POST", path, body, "Content-Type", json, "Origin", "http://evil.example")
                                .status());
                assertEquals(
                        403,
                        client.send("POST", path, body, "Content-Type", json, "Sec-Fetch-Site", "cross-site")
                                .status());
                for (String form :
                        List.of("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x")) {
                    assertEquals(
                            415,
                            client.send("POST", path, body, "Content-Type", form)
                                    .status(),
                            form);
                }
                assertEquals(415, client.send("POST", path, body).status(), "no type at all");
            }
            assertEquals(before, state(served));
            String id = field(client.post("/api/v2/silences", SILENCE).json(), "silenceID")
                    .toString();
            assertEquals(
                    403,
                    client.send("DELETE", "/api/v2/silence/" + id, null, "Origin", "http://evil.example")
                            .status());
            assertEquals(
                    200,
                    client.send("DELETE", "/api/v2/silence/" + id, null, "Origin", served.base())
                            .status(),
                    "its own page may");
        }
    }

    @Test
    void changesNeedOperateAccess() {
        UnaryOperator<MonitoringBuilder> users = builder -> builder.set("monitoring.web.users", "olga:operates");
        try (ServedAlerts served = new ServedAlerts(CONFIG, AlertBook.Limits.DEFAULT, users)) {
            ApiClient client = served.client();
            for (String[] change : new String[][] {
                {"POST", "/api/v2/alerts", ALERT},
                {"POST", "/api/v2/silences", SILENCE},
                {"DELETE", "/api/v2/silence/" + NO_ID, null}
            }) {
                int nobody = send(client, change).status();
                int stranger = send(client, change, "Authorization", STRANGER).status();
                int operator = send(client, change, "Authorization", OPERATOR).status();
                assertEquals(401, nobody, change[1]);
                assertEquals(401, stranger, change[1]);
                assertEquals(change[0].equals("POST") ? 200 : 404, operator, change[1]);
            }
            Answer alerts = client.send("GET", "/api/v2/alerts", null, "Authorization", OPERATOR);
            assertEquals(1, ((List<?>) alerts.json()).size());
            Object latest = items(
                            client.send("GET", "/api/v1/audit", null, "Authorization", OPERATOR)
                                    .json(),
                            "data")
                    .get(0);
            assertEquals("olga", field(latest, "who"));
            for (Route route : served.routes) {
                assertEquals(route.method().equals("GET") ? Access.READ : Access.OPERATE, route.access(), route.path());
            }
        }
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer send(ApiClient client, String[] change, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        return client.send(change[0], change[1], change[2], all.toArray(String[]::new));
    }

    @Test
    void remembersWhoChangedWhat() {
        try (ServedAlerts served = served()) {
            ApiClient client = served.client();
            client.post("/api/v2/alerts", ALERT);
            String id = field(client.post("/api/v2/silences", SILENCE).json(), "silenceID")
                    .toString();
            client.send("DELETE", "/api/v2/silence/" + id, null);
            client.get("/api/v2/silences");
            client.post("/api/v2/silences", "{}");

            List<?> changes = items(client.get("/api/v1/audit").json(), "data");

            assertEquals(3, changes.size(), changes::toString);
            assertEquals("127.0.0.1", field(changes.get(0), "who"));
            String all = changes.toString();
            assertTrue(all.contains("posted 1 alerts (Lag)"), all);
            assertTrue(all.contains("made silence " + id + " of {a=\"x\"} until 2222-01-01T00:00:00.000Z"), all);
            assertTrue(all.contains("as \"me\": \"why\\u000a\\u001b[31m\""), all);
            assertTrue(all.contains("ended silence " + id), all);
        }
    }

    @Test
    void keepsTheRestOfARequestWithFaults() {
        try (ServedAlerts served = served()) {
            Answer answer = served.client()
                    .post("/api/v2/alerts", "[{\"labels\":{}},{\"labels\":{\"a\":\"x\"}},{\"labels\":{\"b\":\"\"}}]");

            assertEquals(400, answer.status());
            assertTrue(answer.body().contains("no labels"), answer.body());
            assertEquals(1, ((List<?>) served.client().get("/api/v2/alerts").json()).size());
        }
    }

    @Test
    void showsWhatTimeIntervalsKeepQuiet() {
        try (ServedAlerts served = served()) {
            ApiClient client = served.client();
            client.post("/api/v2/alerts", "[{\"labels\":{\"a\":\"mute\"}},{\"labels\":{\"a\":\"loud\"}}]");
            Await.until(
                    "both are grouped",
                    () -> ((List<?>) client.get("/api/v2/alerts/groups").json()).size() == 2);

            Answer all = client.get("/api/v2/alerts/groups");

            assertTrue(
                    all.body().contains("\"mutedBy\":[\"always\"],\"silencedBy\":[],\"state\":\"suppressed\""),
                    all.body());
            List<?> unmuted =
                    (List<?>) client.get("/api/v2/alerts/groups?muted=false").json();
            assertEquals(1, unmuted.size());
            assertEquals("team", field(field(unmuted.get(0), "receiver"), "name"));
        }
    }

    @Test
    void survivesGarbage() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (ServedAlerts served = served()) {
            for (int i = 0; i < 600; i++) {
                String whole = i % 2 == 0 ? ALERT : SILENCE;
                StringBuilder text = new StringBuilder(whole);
                for (int j = random.nextInt(4); j >= 0; j--) {
                    int at = random.nextInt(text.length() + 1);
                    switch (random.nextInt(4)) {
                        case 0 -> text.delete(at, at + 1);
                        case 1 -> text.insert(at, (char) random.nextInt(128));
                        case 2 ->
                            text.insert(
                                    at,
                                    List.of("null", "[", "{", "1e999", "\"\\ud800\"", "\u0000")
                                            .get(random.nextInt(6)));
                        default -> text.setLength(at);
                    }
                }
                String path = i % 2 == 0 ? "/api/v2/alerts" : "/api/v2/silences";
                Answer answer = served.client().post(path, text.toString());
                assertTrue(
                        List.of(200, 400, 404, 422).contains(answer.status()),
                        () -> answer.status() + " " + answer.body() + " for " + text + ", seed " + seed);
            }
        }
    }

    @Test
    void boundsWhatOneRequestBrings() {
        AlertBook.Limits limits = new AlertBook.Limits(100_000, 64 << 10, 64L << 20);
        try (ServedAlerts served = new ServedAlerts(CONFIG, limits, builder -> builder)) {
            ApiClient client = served.client();
            String deep = "[".repeat(100_000) + "]".repeat(100_000);
            assertEquals(400, client.post("/api/v2/alerts", deep).status());
            assertEquals(
                    400,
                    client.post("/api/v2/alerts", "[{\"x\":" + deep + ",\"labels\":{\"a\":\"b\"}}]")
                            .status());
            String megabyte = "x".repeat(1 << 20);
            assertEquals(
                    400,
                    client.post("/api/v2/alerts", "[{\"labels\":{\"a\":\"" + megabyte + "\"}}]")
                            .status());
            assertEquals(
                    400,
                    client.post("/api/v2/alerts", "[{\"labels\":{\"" + megabyte + "\":\"a\"}}]")
                            .status());
            assertEquals(
                    400,
                    client.post("/api/v2/silences", SILENCE.replace("\"x\"", '"' + "x".repeat(100_000) + '"'))
                            .status());
            assertTooLong(client, "/api/v2/silences", SILENCE.replace("why", megabyte));
            assertTooLong(client, "/api/v2/alerts", "[\"" + "x".repeat(17 << 20) + "\"]");
            assertEquals("[]", client.get("/api/v2/alerts").body());

            assertEquals(200, client.post("/api/v2/alerts", many(0, 100_000)).status());
            assertEquals(100_000, served.book.list().size());
            Answer full = client.post("/api/v2/alerts", many(100_000, 100_010));
            assertEquals(500, full.status());
            assertTrue(full.body().contains("no room for 10 of the alerts"), full.body());
            assertEquals(413, client.post("/api/v2/alerts", many(0, 100_001)).status());
            assertEquals(200, client.post("/api/v2/alerts", many(0, 10)).status(), "known ones are still heard of");
            String found = client.get("/api/v2/alerts?filter=n%3D99999").body();
            assertTrue(found.contains("\"n\":\"99999\""), found);
            assertFalse(found.contains("\"n\":\"1\""), found);
        }
    }

    /** The server does not wait for the end of what it refuses, and the client may see no more than that. */
    private static void assertTooLong(ApiClient client, String path, String body) {
        try {
            assertEquals(413, client.post(path, body).status());
        } catch (AssertionError e) {
            assertTrue(e.getCause() instanceof IOException, e::toString);
        }
    }

    private static String many(int from, int to) {
        StringBuilder json = new StringBuilder("[");
        for (int i = from; i < to; i++) {
            json.append(i == from ? "" : ",")
                    .append("{\"labels\":{\"alertname\":\"Lag\",\"n\":\"")
                    .append(i)
                    .append("\"}}");
        }
        return json.append(']').toString();
    }
}
