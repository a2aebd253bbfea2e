package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.time.Clock;
import dev.monitoring.prometheus.api.ApiClient.Reply;
import dev.monitoring.prometheus.remotewrite.WriteRequestBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Prometheus that {@link PrometheusAnswersAlikeTest} compares with does not have, or has values of its own for. */
class PrometheusApiTest {
    private static final long NOW = Clock.system().epochMillis() / 1000 * 1000;
    private static final String TIME = String.valueOf(NOW / 1000);
    private static final String TOKEN = "0123456789abcdef-secret";

    private static ApiServer server;
    private static ApiClient client;

    @BeforeAll
    static void start() throws Exception {
        server = ApiServer.start(Map.of(
                "monitoring.web.token",
                TOKEN,
                "monitoring.interval",
                "1s",
                "monitoring.prometheus.remote-write-receiver",
                "true",
                "monitoring.query.delayed-name-removal",
                "true"));
        client = new ApiClient(server.url(), TOKEN);
        for (String job : List.of("a", "b", "c")) {
            server.append(Labels.of("__name__", "level", "job", job), NOW - 30_000, 10_000, 1, 2, 3, 4);
        }
        server.append(Labels.of("__name__", "hits_total", "job", "a"), NOW - 30_000, 10_000, 0, 10, 20, 30);
        client.write(new WriteRequestBuilder()
                .series(NOW, 1, "__name__", "sent_total", "job", "z")
                .metadata(1, "sent_total", "What was sent.", "bytes")
                .body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply ok(String path, String... parameters) throws Exception {
        Reply reply = client.get("/api/v1/" + path, parameters);
        assertEquals(200, reply.status(), reply::toString);
        assertEquals("success", reply.at("status"));
        assertEquals("application/json", reply.contentType());
        return reply;
    }

    private static void assertRefused(String message, Reply reply) {
        assertEquals(400, reply.status(), reply::toString);
        assertEquals("error", reply.at("status"));
        assertEquals("bad_data", reply.at("errorType"));
        assertEquals(message, reply.at("error"));
        assertNull(reply.at("data"));
    }

    // ---- query, query_range

    @Test
    void limitsTheSeriesOfQueriesAndSaysSo() throws Exception {
        Reply instant = ok("query", "query", "level", "time", TIME, "limit", "2");
        Reply range = client.post(
                "/api/v1/query_range", "query", "level", "start", TIME, "end", TIME, "step", "1", "limit", "1");

        assertEquals(2, ((List<?>) instant.at("data/result")).size());
        assertEquals(List.of("results truncated due to limit"), instant.at("warnings"));
        assertEquals(1, ((List<?>) range.at("data/result")).size());
        assertEquals(List.of("results truncated due to limit"), range.at("warnings"));
        for (String wide : List.of("0", "3", "1000")) {
            assertNull(
                    ok("query", "query", "level", "time", TIME, "limit", wide).at("warnings"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"query?query=1", "query_range?query=1&start=0&end=0&step=1", "series?match[]=up", "labels"})
    void refusesLimitsThatAreNone(String target) throws Exception {
        String path = "/api/v1/" + target + (target.contains("?") ? "&" : "?") + "limit=";

        assertRefused("invalid parameter \"limit\": limit must be non-negative", get(path + "-1"));
        assertRefused("invalid parameter \"limit\": cannot parse \"x\" to a whole number", get(path + "x"));
    }

    private static Reply get(String pathAndQuery) throws Exception {
        return client.get(pathAndQuery.replace("[", "%5B").replace("]", "%5D"));
    }

    @Test
    void looksBackAsFarAsAsked() throws Exception {
        String later = String.valueOf(NOW / 1000 + 20);

        assertEquals(3, ((List<?>) ok("query", "query", "level", "time", later).at("data/result")).size());
        assertEquals(
                List.of(),
                ok("query", "query", "level", "time", later, "lookback_delta", "15s")
                        .at("data/result"));
        assertEquals(
                List.of(),
                ok("query_range", "query", "level", "start", later, "end", later, "step", "1", "lookback_delta", "15")
                        .at("data/result"));
        assertRefused(
                "invalid parameter \"lookback_delta\": must be longer than zero",
                client.get("/api/v1/query", "query", "level", "lookback_delta", "0"));
        assertRefused(
                "invalid parameter \"lookback_delta\": cannot parse \"x\" to a valid duration",
                client.get("/api/v1/query", "query", "level", "lookback_delta", "x"));
    }

    @Test
    void takesNowForAMissingTime() throws Exception {
        double before = Clock.system().epochMillis() / 1000.0;

        double answered = (Double) ok("query", "query", "time()").at("data/result/0");

        assertTrue(answered >= before - 0.001 && answered <= Clock.system().epochMillis() / 1000.0, "at " + answered);
    }

    @Test
    void givesStatisticsWhereAskedTo() throws Exception {
        Reply without = ok("query", "query", "level", "time", TIME);
        assertEquals(Set.of("resultType", "result"), ((Map<?, ?>) without.at("data")).keySet());

        for (String asked : List.of("true", "all")) {
            Reply with = ok("query", "query", "sum_over_time(level[1m])", "time", TIME, "stats", asked);
            assertEquals(
                    Set.of(
                            "evalTotalTime",
                            "resultSortTime",
                            "queryPreparationTime",
                            "innerEvalTime",
                            "execQueueTime",
                            "execTotalTime"),
                    ((Map<?, ?>) with.at("data/stats/timings")).keySet());
            assertEquals(12.0, with.at("data/stats/samples/totalQueryableSamples"));
            assertTrue((Double) with.at("data/stats/samples/peakSamples") > 0);
        }
    }

    @Test
    void keepsWarningsAndInfosApart() throws Exception {
        Reply warned = ok("query", "query", "quantile(2, level)", "time", TIME);
        Reply informed = ok("query", "query", "rate(level[1m])", "time", TIME);

        assertEquals(
                List.of("PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)"),
                warned.at("warnings"));
        assertNull(warned.at("infos"));
        assertEquals(
                List.of("PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket:"
                        + " \"level\" (1:6)"),
                informed.at("infos"));
        assertNull(informed.at("warnings"));
    }

    @Test
    void removesNamesLateWhereConfigured() throws Exception {
        String query = "label_replace(rate(hits_total[1m]), \"from\", \"$1\", \"__name__\", \"(.+)\")";

        assertEquals(
                Map.of("job", "a", "from", "hits_total"),
                ok("query", "query", query, "time", TIME).at("data/result/0/metric"));
        try (ApiServer other = ApiServer.start()) {
            other.append(Labels.of("__name__", "hits_total", "job", "a"), NOW - 30_000, 10_000, 0, 10, 20, 30);
            assertEquals(
                    Map.of("job", "a"),
                    other.client()
                            .get("/api/v1/query", "query", query, "time", TIME)
                            .at("data/result/0/metric"));
        }
    }

    // ---- parse_query, query_exemplars

    @Test
    void givesTheTreeOfAQuery() throws Exception {
        String query = "sum by(job)(rate(hits_total{job=~\"a|b\"}[5m] offset 1m)) > bool -2";

        Reply reply = ok("parse_query", "query", query);

        assertEquals(
                reply.at("data"),
                client.post("/api/v1/parse_query", "query", query).at("data"));
        assertEquals("binaryExpr", reply.at("data/type"));
        assertEquals(">", reply.at("data/op"));
        assertEquals(true, reply.at("data/bool"));
        assertEquals("aggregation", reply.at("data/lhs/type"));
        assertEquals("sum", reply.at("data/lhs/op"));
        assertEquals(List.of("job"), reply.at("data/lhs/grouping"));
        assertEquals(false, reply.at("data/lhs/without"));
        assertEquals("call", reply.at("data/lhs/expr/type"));
        assertEquals("rate", reply.at("data/lhs/expr/func/name"));
        assertEquals("matrixSelector", reply.at("data/lhs/expr/args/0/type"));
        assertEquals(300_000.0, reply.at("data/lhs/expr/args/0/range"));
        assertEquals(60_000.0, reply.at("data/lhs/expr/args/0/offset"));
        assertEquals(Map.of("name", "job", "type", "=~", "value", "a|b"), reply.at("data/lhs/expr/args/0/matchers/0"));
        assertEquals("numberLiteral", reply.at("data/rhs/type"));
        assertEquals("-2", reply.at("data/rhs/val"));
        assertRefused(
                "invalid parameter \"query\": 1:1: parse error: no expression found in input",
                client.get("/api/v1/parse_query"));
    }

    @Test
    void hasNoExemplars() throws Exception {
        assertEquals(List.of(), ok("query_exemplars", "query", "hits_total").at("data"));
        assertEquals(List.of(), ok("query_exemplars", "query", "1 + 1").at("data"));
    }

    // ---- series, labels, label values, metadata

    @Test
    void limitsSeriesAndNames() throws Exception {
        List<String> cut = List.of("results truncated due to limit");

        Reply series = ok("series", "match[]", "level", "limit", "2");
        assertEquals(
                List.of(Map.of("__name__", "level", "job", "a"), Map.of("__name__", "level", "job", "b")),
                series.at("data"));
        assertEquals(cut, series.at("warnings"));
        Reply names = ok("labels", "match[]", "level", "limit", "1");
        assertEquals(List.of("__name__"), names.at("data"));
        assertEquals(cut, names.at("warnings"));
        Reply values = ok("label/job/values", "match[]", "level", "limit", "2");
        assertEquals(List.of("a", "b"), values.at("data"));
        assertEquals(cut, values.at("warnings"));
        assertNull(ok("label/job/values", "match[]", "level", "limit", "3").at("warnings"));
    }

    @Test
    void findsSeriesWithinTimes() throws Exception {
        String longAgo = String.valueOf(NOW / 1000 - 86_400);

        assertEquals(List.of(), ok("series", "match[]", "level", "end", longAgo).at("data"));
        assertEquals(List.of(), ok("labels", "match[]", "level", "end", longAgo).at("data"));
        assertEquals(
                List.of(),
                ok("label/job/values", "match[]", "level", "end", longAgo).at("data"));
        assertEquals(
                3, ((List<?>) ok("series", "match[]", "level", "start", longAgo).at("data")).size());
    }

    @Test
    void describesFamiliesOfTargetsAndOfSenders() throws Exception {

        assertEquals(
                List.of(Map.of("type", "counter", "help", "What was sent.", "unit", "bytes")),
                ok("metadata", "metric", "sent_total").at("data/sent_total"));
        assertEquals(
                1,
                ((List<?>) ok("metadata", "metric", "sent_total", "limit_per_metric", "1")
                                .at("data/sent_total"))
                        .size());
        assertEquals(2, ((Map<?, ?>) ok("metadata", "limit", "2").at("data")).size());
        Map<?, ?> all = (Map<?, ?>) ok("metadata", "limit", "-1").at("data");
        assertTrue(all.size() > 2, all::toString);
        assertRefused("limit_per_metric must be a number", client.get("/api/v1/metadata", "limit_per_metric", "x"));
    }

    // ---- targets, status, rules, alerts

    @Test
    void showsTargets() throws Exception {
        Reply reply = ok("targets");

        assertEquals(
                Set.of("activeTargets", "droppedTargets", "droppedTargetCounts"),
                ((Map<?, ?>) reply.at("data")).keySet());
        assertEquals(List.of(), reply.at("data/droppedTargets"));
        Map<?, ?> target = (Map<?, ?>) reply.at("data/activeTargets/0");
        assertEquals(
                Set.of(
                        "discoveredLabels",
                        "labels",
                        "scrapePool",
                        "scrapeUrl",
                        "globalUrl",
                        "lastError",
                        "lastScrape",
                        "lastScrapeDuration",
                        "health",
                        "scrapeInterval",
                        "scrapeTimeout"),
                target.keySet());
        assertEquals("1s", target.get("scrapeInterval"));
        assertEquals("800ms", target.get("scrapeTimeout"));
        assertEquals("test", reply.at("data/activeTargets/0/discoveredLabels/__address__"));
        assertEquals("1s", reply.at("data/activeTargets/0/discoveredLabels/__scrape_interval__"));
        assertEquals(Map.of("job", "monitoring", "instance", "test"), target.get("labels"));
        assertEquals("monitoring", target.get("scrapePool"));
        assertTrue(Set.of("up", "unknown").contains(String.valueOf(target.get("health"))), target::toString);
        Instant.parse(String.valueOf(target.get("lastScrape")));
        assertEquals(
                reply.at("data/activeTargets/0/labels"),
                ok("targets", "scrapePool", "monitoring").at("data/activeTargets/0/labels"));
        assertEquals(List.of(), ok("targets", "scrapePool", "other").at("data/activeTargets"));
        assertEquals(List.of(), ok("targets", "state", "dropped").at("data/activeTargets"));
        assertEquals(List.of(), ok("targets", "state", "nonesuch").at("data/activeTargets"));
        assertNotEquals(List.of(), ok("targets", "state", "any").at("data/activeTargets"));
        assertNull(ok("targets", "state", "active").at("data/droppedTargetCounts"));
        assertEquals(0.0, reply.at("data/droppedTargetCounts/monitoring"));
        assertEquals(List.of("monitoring"), ok("scrape_pools").at("data/scrapePools"));
    }

    @Test
    void describesTheFamiliesOfTargets() throws Exception {
        String own = "{job=\"monitoring\"}";
        Reply one = ok("targets/metadata", "match_target", own, "metric", "up");

        assertEquals(
                List.of(Map.of(
                        "target",
                        Map.of("job", "monitoring", "instance", "test"),
                        "type",
                        "gauge",
                        "help",
                        one.text("data/0/help"),
                        "unit",
                        "")),
                one.at("data"));
        assertFalse(one.text("data/0/help").isEmpty());
        Reply all = ok("targets/metadata", "match_target", "{}");
        assertTrue(((List<?>) all.at("data")).size() > 5, all::toString);
        assertFalse(all.text("data/0/metric").isEmpty());
        assertEquals(all.at("data"), ok("targets/metadata", "limit", "1").at("data"));
        assertEquals(List.of(), ok("targets/metadata", "limit", "0").at("data"));
        assertEquals(
                List.of(),
                ok("targets/metadata", "match_target", "{job=\"other\"}").at("data"));
        assertRefused("limit must be a number", client.get("/api/v1/targets/metadata", "limit", "x"));
    }

    @Test
    void saysWhatItIs() throws Exception {
        Reply build = ok("status/buildinfo");
        assertTrue(build.text("data/version").matches("3\\.\\d+\\.\\d+"), build::toString);
        assertFalse(build.text("data/revision").isEmpty());
        assertNull(build.at("data/features"));

        Reply runtime = ok("status/runtimeinfo");
        assertEquals(true, runtime.at("data/reloadConfigSuccess"));
        assertEquals("1h", runtime.at("data/storageRetention"));
        assertFalse(Instant.parse(runtime.text("data/startTime"))
                .isAfter(Instant.ofEpochMilli(Clock.system().epochMillis())));
        assertTrue((Double) runtime.at("data/timeSeriesCount") >= 5, runtime::toString);
    }

    @Test
    void countsWhatTheHistoryHolds() throws Exception {
        Reply reply = ok("status/tsdb", "limit", "3");

        assertTrue((Double) reply.at("data/headStats/numSeries") >= 5, reply::toString);
        assertTrue((Double) reply.at("data/headStats/maxTime") >= NOW, reply::toString);
        for (String list : List.of(
                "seriesCountByMetricName",
                "labelValueCountByLabelName",
                "memoryInBytesByLabelName",
                "seriesCountByLabelValuePair")) {
            List<?> entries = (List<?>) reply.at("data/" + list);
            assertTrue(entries.size() <= 3 && !entries.isEmpty(), list + ": " + entries);
            assertEquals(Set.of("name", "value"), ((Map<?, ?>) entries.get(0)).keySet());
        }
        for (String wrong : List.of("0", "-1", "x")) {
            assertRefused("limit must be a positive number", client.get("/api/v1/status/tsdb", "limit", wrong));
        }
        assertRefused("limit must not exceed 10000", client.get("/api/v1/status/tsdb", "limit", "10001"));
    }

    @Test
    void showsItsConfigurationWithoutSecrets() throws Exception {
        Reply flags = ok("status/flags");
        Reply config = ok("status/config");

        assertEquals("1s", ((Map<?, ?>) flags.at("data")).get("monitoring.interval"));
        assertTrue(config.text("data/yaml").contains("monitoring.interval: \"1s\""), config::toString);
        assertTrue(config.text("data/yaml").contains("monitoring.web.token"), config::toString);
        assertFalse((flags.body() + config.body()).contains("secret"), "the token is shown");
    }

    @Test
    void hasNeitherRulesNorAlertsYet() throws Exception {
        assertEquals(Map.of("groups", List.of()), ok("rules").at("data"));
        assertEquals(Map.of("alerts", List.of()), ok("alerts").at("data"));
    }

    // ---- methods and errors

    @ParameterizedTest
    @CsvSource({
        "POST, label/job/values, GET",
        "POST, metadata, GET",
        "POST, targets, GET",
        "POST, rules, GET",
        "POST, alerts, GET",
        "POST, status/buildinfo, GET",
        "DELETE, query, POST",
        "PUT, series, POST"
    })
    void refusesOtherMethods(String method, String path, String allowed) throws Exception {
        Reply reply = client.method(method, "/api/v1/" + path, "query", "1");

        assertEquals(405, reply.status());
        assertTrue(reply.text("error").contains(allowed), reply::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_DATA, 400, bad_data",
        "EXECUTION, 422, execution",
        "CANCELED, 499, canceled",
        "TIMEOUT, 503, timeout",
        "UNAVAILABLE, 503, unavailable",
        "INTERNAL, 500, internal"
    })
    void givesErrorsTheirStatus(QueryException.Code code, int status, String type) throws Exception {
        HttpResponse response = ApiAnswer.handler(request -> {
                    throw new QueryException(code, null, "it went wrong");
                })
                .handle(new FakeRequest("GET", "/", Map.of()));

        assertEquals(status, response.status());
        assertEquals(type, code.errorType());
    }

    @Test
    void asksForATokenWhereOneIsSet() throws Exception {
        assertEquals(401, server.client().get("/api/v1/query", "query", "1").status());
    }
}
