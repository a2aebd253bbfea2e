package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.prometheus.api.ApiClient.Reply;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The requests that Grafana's Prometheus data source makes, in the order of its use, with the parameters it sends. */
class GrafanaDataSourceTest {
    private static final long NOW = Clock.system().epochMillis() / 15_000 * 15_000;
    private static final String START = String.valueOf(NOW / 1000 - 60);
    private static final String END = String.valueOf(NOW / 1000);
    private static final String LIMIT = "40000";

    private static ApiServer server;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        server = ApiServer.start();
        client = server.client();
        server.append(
                Labels.of("__name__", "shop_orders_total", "job", "shop", "instance", "a:1"),
                NOW - 60_000,
                15_000,
                0,
                15,
                30,
                45,
                60);
        server.append(Labels.of("__name__", "shop_stock", "job", "shop", "instance", "a:1"), NOW, 1000, 7);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply success(Reply reply) {
        assertEquals(200, reply.status(), reply::toString);
        assertEquals("application/json", reply.contentType());
        assertEquals("success", reply.at("status"));
        return reply;
    }

    @Test
    void savesAndTestsByASumFourSecondsAfterTheEpoch() throws Exception {
        for (Reply reply : List.of(
                client.post("/api/v1/query", "query", "1+1", "time", "4"),
                client.get("/api/v1/query", "query", "1+1", "time", "4"))) {
            success(reply);
            assertEquals("scalar", reply.at("data/resultType"));
            assertEquals(List.of(4.0, "2"), reply.at("data/result"));
        }
    }

    @Test
    void takesItForAPrometheusByItsBuild() throws Exception {
        Reply reply = success(client.get("/api/v1/status/buildinfo"));

        assertTrue(reply.text("data/version").matches("\\d+\\.\\d+\\.\\d+"), reply::toString);
        assertNull(reply.at("data/features"), "with features Grafana takes it for another server");
    }

    @Test
    void drawsAPanel() throws Exception {
        Reply reply = success(client.post(
                "/api/v1/query_range",
                "query",
                "sum by(job) (rate(shop_orders_total[1m0s]))",
                "start",
                START,
                "end",
                END,
                "step",
                "15"));

        assertEquals("matrix", reply.at("data/resultType"));
        assertEquals(Map.of("job", "shop"), reply.at("data/result/0/metric"));
        List<?> points = (List<?>) reply.at("data/result/0/values");

        List<?> last = (List<?>) points.get(points.size() - 1);
        assertEquals(NOW / 1000.0, last.get(0));
        assertEquals(1, Double.parseDouble(String.valueOf(last.get(1))), 1e-12);
    }

    @Test
    void drawsAStatOrTable() throws Exception {
        Reply reply = success(client.post("/api/v1/query", "query", "shop_stock", "time", END + ".123"));

        assertEquals("vector", reply.at("data/resultType"));
        assertEquals(
                Map.of("__name__", "shop_stock", "job", "shop", "instance", "a:1"), reply.at("data/result/0/metric"));
        assertEquals("7", reply.at("data/result/0/value/1"));
    }

    @Test
    void showsWhyAPanelIsEmpty() throws Exception {
        Reply reply = client.post(
                "/api/v1/query_range", "query", "rate(shop_orders_total)", "start", START, "end", END, "step", "15");

        assertEquals(400, reply.status());
        assertEquals("bad_data", reply.at("errorType"));
        assertTrue(reply.text("error").contains("expected type range vector"), reply::toString);
    }

    @Test
    void probesForExemplarsWithMillisecondsForSeconds() throws Exception {
        String start = String.valueOf(NOW - 3_600_000);
        String end = String.valueOf(NOW);

        Reply probe = success(client.get("/api/v1/query_exemplars", "query", "test", "start", start, "end", end));
        assertEquals(List.of(), probe.at("data"));
        Reply form = success(
                client.post("/api/v1/query_exemplars", "query", "shop_orders_total", "start", START, "end", END));
        assertEquals(List.of(), form.at("data"));
    }

    @Test
    void completesMetricsLabelsAndValues() throws Exception {
        String selector = "{job=\"shop\"}";

        assertEquals(
                List.of("shop_orders_total", "shop_stock"),
                success(client.get(
                                "/api/v1/label/__name__/values",
                                "match[]",
                                selector,
                                "start",
                                START,
                                "end",
                                END,
                                "limit",
                                LIMIT))
                        .at("data"));
        for (Reply labels : List.of(
                client.get("/api/v1/labels", "match[]", selector, "start", START, "end", END, "limit", LIMIT),
                client.post("/api/v1/labels", "match[]", selector, "start", START, "end", END, "limit", LIMIT))) {
            assertEquals(List.of("__name__", "instance", "job"), success(labels).at("data"));
        }
        assertEquals(
                List.of("a:1"),
                success(client.get(
                                "/api/v1/label/instance/values",
                                "match[]",
                                "{job=\"shop\",__name__=\"shop_stock\"}",
                                "start",
                                START,
                                "end",
                                END,
                                "limit",
                                LIMIT))
                        .at("data"));
        for (Reply series : List.of(
                client.get("/api/v1/series", "match[]", "shop_stock", "start", START, "end", END, "limit", LIMIT),
                client.post("/api/v1/series", "match[]", "shop_stock", "start", START, "end", END, "limit", LIMIT))) {
            assertEquals(
                    List.of(Map.of("__name__", "shop_stock", "job", "shop", "instance", "a:1")),
                    success(series).at("data"));
        }
    }

    @Test
    void explainsMetricsByTheirMetadata() throws Exception {
        Reply reply = success(client.get("/api/v1/metadata", "limit", LIMIT));

        Map<?, ?> families = (Map<?, ?>) reply.at("data");
        families.forEach((name, entries) -> {
            Map<?, ?> first = (Map<?, ?>) ((List<?>) entries).get(0);
            assertEquals(Set.of("type", "help", "unit"), first.keySet());
        });
    }

    @Test
    void looksForRulesAndAlerts() throws Exception {
        assertEquals(List.of(), success(client.get("/api/v1/rules")).at("data/groups"));
        assertEquals(
                List.of(), success(client.get("/api/v1/rules", "type", "alert")).at("data/groups"));
        assertEquals(List.of(), success(client.get("/api/v1/alerts")).at("data/alerts"));
    }

    @Test
    void fillsTemplateVariables() throws Exception {
        // label_values(shop_stock, job), query_result(shop_stock) and metrics(shop_.*) of a dashboard.
        assertEquals(
                List.of("shop"),
                success(client.get("/api/v1/label/job/values", "match[]", "shop_stock", "start", START, "end", END))
                        .at("data"));
        assertEquals(
                "7",
                success(client.get("/api/v1/query", "query", "shop_stock", "time", END))
                        .at("data/result/0/value/1"));
        assertEquals(
                List.of("shop_orders_total", "shop_stock"),
                success(client.get("/api/v1/label/__name__/values", "match[]", "{__name__=~\"shop_.*\"}"))
                        .at("data"));
    }
}
