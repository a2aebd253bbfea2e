package dev.monitoring.alerts.api;

import static dev.monitoring.alerts.api.ApiClient.field;
import static dev.monitoring.alerts.api.ApiClient.items;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.api.ApiClient.Answer;
import dev.monitoring.alerts.config.RandomRouting;
import dev.monitoring.alerts.config.RealAlertmanager;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same alerts, silences and mistakes, sent to Debian's Alertmanager and to us. */
class ApiAgainstAlertmanagerTest {
    private static final int CONFIGS = 5;
    private static final int ALERTS = 120;
    private static final int SILENCES = 10;
    private static final List<String> FLAGS = List.of("active", "silenced", "inhibited", "unprocessed");

    @TempDir
    private Path folder;

    private long began;
    private final Map<String, String> silenceIds = new HashMap<>();

    @Test
    void showsAlertsGroupsAndSilencesAsAlertmanagerDoes() throws IOException {
        RealAlertmanager.require("prometheus-alertmanager");
        Map<String, Integer> counts = new TreeMap<>();

        for (int seed = 0; seed < CONFIGS; seed++) {
            Random random = new Random(seed);
            RandomRouting routing = new RandomRouting(random);
            String config = "global: {resolve_timeout: 20m}\n" + routing.config() + inhibitRules(routing);
            try (RealAlertmanager real =
                            RealAlertmanager.start(Files.createTempDirectory(folder, "alertmanager"), config);
                    ServedAlerts served = new ServedAlerts(config)) {
                ApiClient theirs = new ApiClient(real.base());
                ApiClient ours = served.client();
                String where = "seed " + seed + "\n" + config;
                began = Clock.system().epochMillis();
                for (int i = 0; i < SILENCES; i++) {
                    postSilence(silence(random, i), theirs, ours, where);
                }
                for (int round = 0; round < 3; round++) {
                    String alerts = alerts(new RandomRouting(new Random(seed * 31L)), random);
                    assertEquals(
                            theirs.post("/api/v2/alerts", alerts).status(),
                            ours.post("/api/v2/alerts", alerts).status(),
                            where);
                }
                await(theirs, ours);

                assertAlike("/api/v2/receivers", theirs, ours, where);
                assertAlike("/api/v2/silences", theirs, ours, where);
                for (int i = 0; i < 10; i++) {
                    assertAlike("/api/v2/silences?filter=" + encoded(routing.matcher()), theirs, ours, where);
                }
                for (int flags = 0; flags < 1 << FLAGS.size(); flags++) {
                    String query = flags(flags, random);
                    for (String more : List.of("", filter(routing), filter(routing) + filter(routing))) {
                        for (String path : List.of("/api/v2/alerts", "/api/v2/alerts/groups")) {
                            int found = assertAlike(path + query + more, theirs, ours, where);
                            counts.merge(path + " seen", found, Integer::sum);
                        }
                    }
                }
                Object all = ours.get("/api/v2/alerts").json();
                for (Object alert : (List<?>) all) {
                    Object status = field(alert, "status");
                    counts.merge("silenced", items(status, "silencedBy").size(), Integer::sum);
                    counts.merge("inhibited", items(status, "inhibitedBy").size(), Integer::sum);
                }
            }
        }

        counts.forEach((what, count) -> assertTrue(count > 50, what + ": " + count));
    }

    private static String flags(int bits, Random random) {
        StringBuilder query = new StringBuilder("?");
        for (int i = 0; i < FLAGS.size(); i++) {
            boolean on = (bits >> i & 1) == 1;
            if (on && random.nextBoolean()) {
                continue; // that is the default
            }
            query.append(FLAGS.get(i)).append('=').append(on).append('&');
        }
        return query.toString();
    }

    private static String filter(RandomRouting routing) {
        return "filter=" + encoded(routing.matcher()) + "&receiver=r" + encoded("[0-9]*[02468]") + "&";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String inhibitRules(RandomRouting routing) {
        StringBuilder rules = new StringBuilder("inhibit_rules:\n");
        for (int i = 0; i < 3; i++) {
            rules.append("- source_matchers: [")
                    .append(RealAlertmanager.quoted(routing.matcher()))
                    .append("]\n");
            rules.append("  target_matchers: [")
                    .append(RealAlertmanager.quoted(routing.matcher()))
                    .append("]\n");
            rules.append("  equal: [")
                    .append(List.of("team", "region, job", "").get(i))
                    .append("]\n");
        }
        return rules.toString();
    }

    /** With times around now, in every combination; the same alerts in each round, said differently. */
    private static String alerts(RandomRouting routing, Random random) {
        List<String> alerts = new ArrayList<>();
        for (int i = 0; i < ALERTS; i++) {
            StringBuilder alert = new StringBuilder("{\"labels\":").append(RandomRouting.json(routing.alert(i)));
            int times = random.nextInt(6);
            if (times == 1 || times == 3) {
                alert.append(",\"startsAt\":\"")
                        .append(minutes(-random.nextInt(60) - 1))
                        .append('"');
            }
            if (times == 2 || times == 3) {
                alert.append(",\"endsAt\":\"")
                        .append(minutes(5 + random.nextInt(60)))
                        .append('"');
            }
            if (times == 4) {
                int end = -random.nextInt(30) - 1;
                alert.append(",\"startsAt\":\"")
                        .append(minutes(end - random.nextInt(30)))
                        .append('"');
                alert.append(",\"endsAt\":\"").append(minutes(end)).append('"');
            }
            if (random.nextBoolean()) {
                alert.append(",\"annotations\":{\"z\":\"1\",\"a\":\"\",\"m\":\"ä\\n\\u2028\"}");
            }
            if (random.nextBoolean()) {
                alert.append(",\"generatorURL\":\"http://prometheus/graph?g0.expr=up\"");
            }
            alerts.add(alert.append('}').toString());
        }
        return alerts.toString();
    }

    private static String minutes(int fromNow) {
        return Instant.ofEpochMilli(Clock.system().epochMillis())
                .plusSeconds(fromNow * 60L)
                .toString();
    }

    private static String silence(Random random, int number) {
        boolean pending = number % 5 == 4;
        boolean regex = random.nextBoolean();
        return "{\"matchers\":[{\"name\":\""
                + List.of("alertname", "team", "job").get(random.nextInt(3))
                + "\",\"value\":" + (regex ? "\"d.|w.*\"" : "\"db\"") + ",\"isRegex\":" + regex
                + ",\"isEqual\":" + (random.nextInt(4) > 0) + "},{\"name\":\"x\",\"value\":\".*\",\"isRegex\":true}]"
                + ",\"startsAt\":\"" + minutes(pending ? 10 + number : -10) + "\",\"endsAt\":\"" + minutes(30 + number)
                + "\",\"createdBy\":\"me\",\"comment\":\"silence " + number + "\"}";
    }

    private void postSilence(String json, ApiClient theirs, ApiClient ours, String where) {
        Answer their = theirs.post("/api/v2/silences", json);
        Answer our = ours.post("/api/v2/silences", json);
        assertEquals(their.status(), our.status(), () -> json + their.body() + our.body() + where);
        if (their.status() == 200) {
            String id = field(their.json(), "silenceID").toString();
            silenceIds.put(field(our.json(), "silenceID").toString(), id);
            if (json.contains("silence 3")) {
                assertEquals(
                        200,
                        theirs.send("DELETE", "/api/v2/silence/" + id, null).status());
                String ourId = field(our.json(), "silenceID").toString();
                assertEquals(
                        200,
                        ours.send("DELETE", "/api/v2/silence/" + ourId, null).status());
            }
        }
    }

    /** Alertmanager groups alerts a moment after it takes them, and so do we. */
    private static void await(ApiClient theirs, ApiClient ours) {
        int known = ((List<?>) theirs.get("/api/v2/alerts").json()).size();
        for (ApiClient one : List.of(theirs, ours)) {
            Await.until("all alerts are grouped", () -> {
                Map<Object, Object> seen = new HashMap<>();
                for (Object group : (List<?>) one.get("/api/v2/alerts/groups").json()) {
                    for (Object alert : items(group, "alerts")) {
                        seen.put(field(alert, "fingerprint"), alert);
                    }
                }
                return seen.size() == known;
            });
        }
    }

    private int assertAlike(String path, ApiClient theirs, ApiClient ours, String where) {
        Answer their = theirs.get(path);
        Answer our = ours.get(path);
        assertEquals(their.status(), our.status(), () -> path + their.body() + our.body() + where);
        if (their.status() != 200) {
            return 0;
        }
        List<?> their200 = (List<?>) their.json();
        List<?> our200 = (List<?>) our.json();
        long slack = Clock.system().epochMillis() - began + 1_000;
        assertEquals(
                their200.size(), our200.size(), () -> path + "\n" + their.body() + "\n" + our.body() + "\n" + where);
        for (int i = 0; i < their200.size(); i++) {
            compare(their200.get(i), our200.get(i), slack, path + " [" + i + "] " + where);
        }
        return their200.size();
    }

    private void compare(Object their, Object our, long slack, String where) {
        if (their instanceof Map<?, ?> theirMap) {
            Map<Object, Object> ourMap = new LinkedHashMap<>((Map<?, ?>) our);
            ourMap.remove("mutedBy"); // not yet in 0.25
            assertEquals(new ArrayList<>(theirMap.keySet()), new ArrayList<>(ourMap.keySet()), where);
            theirMap.forEach((key, value) -> {
                Object same = field(ourMap, key.toString());
                if (key.equals("silencedBy")) {
                    assertEquals(value, ids((List<?>) same), where);
                } else if (key.equals("inhibitedBy")) {
                    // Any of several alerts may be named.
                    assertEquals(((List<?>) value).size(), ((List<?>) same).size(), where);
                } else if (key.equals("id")) {
                    assertEquals(value, silenceIds.get(same), where);
                } else if (key.toString().endsWith("At")) {
                    long apart = Math.abs(millis(value) - millis(same));
                    assertTrue(apart <= slack, () -> key + ": " + value + " and " + same + "\n" + where);
                } else if (key.equals("matchers")) {
                    assertEquals(sorted(value), sorted(same), where);
                } else {
                    compare(value, same, slack, key + " of " + where);
                }
            });
        } else if (their instanceof List<?> list) {
            assertEquals(list.size(), ((List<?>) our).size(), where);
            for (int i = 0; i < list.size(); i++) {
                compare(list.get(i), ((List<?>) our).get(i), slack, where);
            }
        } else {
            assertEquals(their, our, where);
        }
    }

    private List<String> ids(List<?> ours) {
        return ours.stream().map(silenceIds::get).sorted().toList();
    }

    private static List<String> sorted(Object matchers) {
        return ((List<?>) matchers).stream().map(Object::toString).sorted().toList();
    }

    private static long millis(Object time) {
        return Instant.parse(time.toString()).toEpochMilli();
    }
}
