package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.prometheus.api.ApiClient.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExplainRouteTest {
    private static final long NOW = Clock.system().epochMillis() / 1000 * 1000;
    private static final String TIME = String.valueOf(NOW / 1000);

    private static ApiServer server;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        server = ApiServer.start();
        client = server.client();
        add("errors", 3, "job", "api", "code", "500");
        add("errors", 1, "job", "web", "code", "500");
        add("requests", 10, "job", "api");
        add("requests", 10, "job", "db");
        server.append(Labels.of("__name__", "level"), NOW - 1000, 1000, 1, 2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void add(String name, double value, String... labels) {
        server.append(Labels.of("__name__", name).withAll(Labels.of(labels)), NOW, 1000, value);
    }

    private static Reply explain(String query) throws Exception {
        Reply reply = client.get("/api/v1/explain", "query", query, "time", TIME);
        assertEquals(200, reply.status(), reply::body);
        return reply;
    }

    @Test
    void showsTheTreeWithValuesCountsAndKeysThatDoNotMeet() throws Exception {
        Reply reply = explain("errors / on(job) requests > 0.5");

        String query = "\"query\":\"errors / on (job) requests\"";
        assertTrue(reply.body().contains(query), reply::body);
        assertEquals("errors / on(job) requests > 0.5", reply.at("data/query"));
        assertEquals((double) NOW / 1000, reply.at("data/time"));
        assertEquals(true, reply.at("data/complete"));
        assertEquals("vector", reply.at("data/root/type"));
        assertEquals(0.0, reply.at("data/root/seriesCount"));
        assertEquals(List.of(), reply.at("data/root/value/result"));
        assertEquals("vector", reply.at("data/root/value/resultType"));
        assertNull(reply.at("data/root/matching"));
        String division = "data/root/parts/0/";
        assertEquals(Map.of("start", 0.0, "end", 25.0, "line", 1.0, "column", 1.0), reply.at(division + "position"));
        assertEquals(Map.of("job", "api"), reply.at(division + "value/result/0/metric"));
        assertEquals("0.3", reply.at(division + "value/result/0/value/1"));
        assertEquals(
                Map.of(
                        "matchedCount", 1.0,
                        "leftOnlyCount", 1.0,
                        "rightOnlyCount", 1.0,
                        "leftOnly", List.of(Map.of("job", "web")),
                        "rightOnly", List.of(Map.of("job", "db"))),
                reply.at(division + "matching"));
        assertEquals("requests", reply.at(division + "parts/1/query"));
        assertEquals("scalar", reply.at("data/root/parts/1/type"));
    }

    @Test
    void takesAForm() throws Exception {
        Reply reply = client.post("/api/v1/explain", "query", "errors", "time", TIME);

        assertEquals(2.0, reply.at("data/root/seriesCount"));
    }

    @Test
    void takesNowForAMissingTime() throws Exception {
        assertEquals(2.0, client.get("/api/v1/explain", "query", "errors").at("data/root/seriesCount"));
    }

    @Test
    void givesHintsAndFaultsOfParts() throws Exception {
        assertEquals(
                List.of("no series is named error; did you mean errors?"),
                explain("error").at("data/root/hints"));
        Reply failing = explain("sum(requests * on(instance) errors)");
        assertNull(failing.at("data/root/value"));
        assertTrue(failing.text("data/root/parts/0/error").startsWith("found duplicate series for the match group"));
        assertTrue(explain("rate(errors[5m])")
                .text("data/root/hints/0")
                .contains("has one sample in the window, and rate needs two"));
    }

    @Test
    void passesWarningsOn() throws Exception {
        assertTrue(explain("rate(level[5m])").text("infos/0").contains("metric might not be a counter"));
    }

    @Test
    void refusesWhatIsNoQuery() throws Exception {
        Reply reply = client.get("/api/v1/explain", "query", "sum(errors");

        assertEquals(400, reply.status());
        assertEquals("bad_data", reply.at("errorType"));
        assertTrue(reply.text("error").startsWith("invalid parameter \"query\": 1:11: parse error: "), reply::body);
    }
}
