package dev.monitoring.alerts.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.api.ApiClient.Answer;
import dev.monitoring.alerts.config.RealAlertmanager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with requests, as Debian's Alertmanager sees it and as we do: the status, the form and the code. */
class ApiFaultsAgainstAlertmanagerTest {
    private static final String CONFIG = "route: {receiver: team}\nreceivers: [{name: team}]\n";
    private static final String TIMES = "\"startsAt\":\"2020-01-01T00:00:00Z\",\"endsAt\":\"2222-01-01T00:00:00Z\"";
    private static final String WHO = "\"createdBy\":\"me\",\"comment\":\"why\"";
    private static final String MATCHERS = "\"matchers\":[{\"name\":\"a\",\"value\":\"x\",\"isRegex\":false}]";
    private static final String NO_ID = "11111111-1111-1111-1111-111111111111";

    private static final List<String> ALERTS = List.of(
            "[]",
            "null",
            "",
            "{}",
            "[",
            "[{",
            "[{}]",
            "[{\"labels\":null}]",
            "[{\"labels\":{}}]",
            "[{\"labels\":{\"a\":\"\"}}]",
            "[{\"labels\":{\"a\":null}}]",
            "[{\"labels\":{\"a\":1}}]",
            "[{\"labels\":[]}]",
            "[{\"labels\":{\"a\":\"x\"},\"annotations\":{\"b\":{}}}]",
            "[{\"labels\":{\"a\":\"x\"},\"annotations\":null,\"unknown\":[{}]}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"soon\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":5}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":null,\"endsAt\":null}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"0001-01-01T00:00:00Z\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"2020-01-01T00:00:00.123456789+02:00\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"2020-01-01 00:00:00\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"2020-01-01T00:00:00\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"2020-13-01T00:00:00Z\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"2222-01-01T00:00:00Z\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"2020-01-02T00:00:00Z\",\"endsAt\":\"2020-01-01T00:00:00Z\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"startsAt\":\"\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"generatorURL\":\"no uri\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"generatorURL\":\"/path\"}]",
            "[{\"labels\":{\"a\":\"x\"},\"generatorURL\":\"\"}]",
            "[{\"labels\":{\"a\":\"good\"}},{\"labels\":{}}]",
            "[{\"labels\":{\"a\":\"x\\ud800\"}}]",
            "[] trailing",
            "[{\"labels\":{\"\":\"x\"}}]");

    private static final List<String> SILENCES = List.of(
            "{" + MATCHERS + "," + TIMES + "," + WHO + "}",
            "{\"id\":\"\"," + MATCHERS + "," + TIMES + "," + WHO + "}",
            "{\"id\":\"" + NO_ID + "\"," + MATCHERS + "," + TIMES + "," + WHO + "}",
            "{\"id\":\"no id\"," + MATCHERS + "," + TIMES + "," + WHO + "}",
            "",
            "null",
            "[]",
            "{",
            "{}",
            "{" + TIMES + "," + WHO + "}",
            "{" + MATCHERS + "," + WHO + "}",
            "{" + MATCHERS + "," + TIMES + "}",
            "{" + MATCHERS + "," + TIMES + ",\"createdBy\":\"\",\"comment\":\"\"}",
            "{" + MATCHERS + "," + TIMES + ",\"createdBy\":null,\"comment\":\"\"}",
            "{\"matchers\":[]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{}]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"x\"}]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{\"name\":\"a\",\"isRegex\":false}]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"x\",\"isRegex\":\"yes\"}]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{\"name\":\"\",\"value\":\"x\",\"isRegex\":false}]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"\",\"isRegex\":false}]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\".*\",\"isRegex\":true}]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"(\",\"isRegex\":true}]," + TIMES + "," + WHO + "}",
            "{\"matchers\":[{\"name\":\"a\",\"value\":\"x\",\"isRegex\":false,\"isEqual\":false}]," + TIMES + "," + WHO
                    + "}",
            "{" + MATCHERS + ",\"startsAt\":\"2020-01-01T00:00:00Z\",\"endsAt\":\"2021-01-01T00:00:00Z\"," + WHO + "}",
            "{" + MATCHERS + ",\"startsAt\":\"2222-01-01T00:00:00Z\",\"endsAt\":\"2222-01-01T00:00:00Z\"," + WHO + "}",
            "{" + MATCHERS + ",\"startsAt\":\"2223-01-01T00:00:00Z\",\"endsAt\":\"2222-01-01T00:00:00Z\"," + WHO + "}");

    private static final List<String> QUERIES = List.of(
            "/api/v2/alerts?active=maybe",
            "/api/v2/alerts?active=",
            "/api/v2/alerts?filter=a",
            "/api/v2/alerts?filter=a%3D%22",
            "/api/v2/alerts?filter=a%3D~(",
            "/api/v2/alerts?filter=",
            "/api/v2/alerts?filter=a%3Dx,b%3Dy",
            "/api/v2/alerts?receiver=(",
            "/api/v2/alerts?receiver=",
            "/api/v2/alerts?unknown=1",
            "/api/v2/alerts/groups?active=maybe",
            "/api/v2/alerts/groups?filter=a",
            "/api/v2/alerts/groups?receiver=(",
            "/api/v2/silences?filter=a",
            "/api/v2/silence/no-id",
            "/api/v2/silence/" + NO_ID);

    @TempDir
    private Path folder;

    @Test
    void areToldAlike() throws IOException {
        RealAlertmanager.require("prometheus-alertmanager");
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();

        try (RealAlertmanager real = RealAlertmanager.start(folder, CONFIG);
                ServedAlerts served = new ServedAlerts(CONFIG)) {
            ApiClient theirs = new ApiClient(real.base());
            for (String body : ALERTS) {
                expected.add(body + " " + form(theirs.post("/api/v2/alerts", body)));
                actual.add(body + " " + form(served.client().post("/api/v2/alerts", body)));
            }
            for (String body : SILENCES) {
                expected.add(body + " " + form(theirs.post("/api/v2/silences", body)));
                actual.add(body + " " + form(served.client().post("/api/v2/silences", body)));
            }
            for (String query : QUERIES) {
                expected.add(query + " " + form(theirs.get(query)));
                actual.add(query + " " + form(served.client().get(query)));
            }
            for (String type :
                    List.of("text/plain", "application/x-www-form-urlencoded", "application/json; charset=x")) {
                for (String path : List.of("/api/v2/alerts", "/api/v2/silences")) {
                    expected.add(type + " " + form(theirs.send("POST", path, "[]", "Content-Type", type)));
                    actual.add(type + " " + form(served.client().send("POST", path, "[]", "Content-Type", type)));
                }
            }
            expected.add("delete " + form(theirs.send("DELETE", "/api/v2/silence/no-id", null)));
            actual.add("delete " + form(served.client().send("DELETE", "/api/v2/silence/no-id", null)));
        }

        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }

    /** The status, whether a text or an object says why, and the code in that object. */
    private static String form(Answer answer) {
        if (answer.status() == 200 || answer.body().isEmpty()) {
            return Integer.toString(answer.status());
        }
        Object json = answer.json();
        return answer.status() + (json instanceof Map<?, ?> map ? " code " + map.get("code") : " text");
    }
}
