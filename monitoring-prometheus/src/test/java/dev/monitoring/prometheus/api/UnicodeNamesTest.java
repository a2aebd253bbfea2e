package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.prometheus.api.ApiClient.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are any text, as Prometheus 3 takes them: quoted in queries and selectors, escaped in paths. */
class UnicodeNamesTest {
    private static final long NOW = Clock.system().epochMillis() / 1000 * 1000;
    private static final Map<String, String> SERIES =
            Map.of("__name__", "http.server/requests", "service.name", "shop", "größe", "L", "a_b", "1");

    private static ApiServer server;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        server = ApiServer.start();
        client = server.client();
        Labels.Builder series = Labels.builder();
        SERIES.forEach(series::set);
        server.append(series.build(), NOW, 1000, 5);
        server.append(Labels.of("__name__", "plain", "service.name", "till"), NOW, 1000, 1);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"http.server/requests\"}",
                "{\"http.server/requests\", \"service.name\"=\"shop\"}",
                "{'größe'=\"L\"}",
                "{__name__=\"http.server/requests\", a_b=\"1\"}",
                "{\"service.name\"=~\"s.+\", \"a_b\"!=\"\"}"
            })
    void areQuotedInQueriesAndSelectors(String selector) throws Exception {
        Reply query = client.get("/api/v1/query", "query", selector, "time", String.valueOf(NOW / 1000));

        assertEquals(List.of(SERIES), metrics(query));
        assertEquals(
                List.of(SERIES),
                client.post("/api/v1/series", "match[]", selector).at("data"));
    }

    private static List<?> metrics(Reply reply) {
        assertEquals(200, reply.status(), reply::toString);
        return ((List<?>) reply.at("data/result"))
                .stream().map(sample -> ((Map<?, ?>) sample).get("metric")).toList();
    }

    @Test
    void areQuotedInGroupings() throws Exception {
        Reply reply = client.get("/api/v1/query", "query", "sum by (\"service.name\") ({\"service.name\"!=\"\"})");

        assertEquals(2, metrics(reply).size());
        assertTrue(metrics(reply).contains(Map.of("service.name", "till")), reply::toString);
    }

    @Test
    void areListedAsTheyAre() throws Exception {
        assertEquals(
                List.of("__name__", "a_b", "größe", "service.name"),
                client.get("/api/v1/labels", "match[]", "{\"service.name\"=\"shop\"}")
                        .at("data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"U__service_2e_name", "U__service_2E_name", "service.name"})
    void areEscapedInPaths(String name) throws Exception {
        Reply reply = client.get("/api/v1/label/" + name + "/values");

        assertEquals(List.of("shop", "till"), reply.at("data"), reply::toString);
    }

    @Test
    void areEscapedInPathsWhateverTheirLetters() throws Exception {
        String encoded = URLEncoder.encode("größe", StandardCharsets.UTF_8);

        assertEquals(
                List.of("L"), client.get("/api/v1/label/U__gr_f6__df_e/values").at("data"));
        assertEquals(
                List.of("L"), client.get("/api/v1/label/" + encoded + "/values").at("data"));
        assertEquals(List.of("1"), client.get("/api/v1/label/U__a__b/values").at("data"));
    }

    @Test
    void areTakenAsTheyAreWhereTheEscapingIsBroken() throws Exception {
        assertEquals(List.of(), client.get("/api/v1/label/U__service_2e/values").at("data"));

        Reply empty = client.get("/api/v1/label/U__/values");
        assertEquals(400, empty.status());
        assertEquals("invalid label name: \"\"", empty.at("error"));
    }

    @Test
    void areQuotedByTheFormatter() throws Exception {
        Reply reply = client.get("/api/v1/format_query", "query", "{'http.server/requests','größe'='L'}");

        assertEquals("{\"größe\"=\"L\",__name__=\"http.server/requests\"}", reply.at("data"));
    }
}
