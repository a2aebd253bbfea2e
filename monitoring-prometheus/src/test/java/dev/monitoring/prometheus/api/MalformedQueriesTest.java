package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.prometheus.api.ApiClient.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What people mistype, and what they read then: line and column, what was found, what could stand there, and what they may
 * have meant. Up to the semicolon the words are Prometheus'.
 */
class MalformedQueriesTest {
    private static final String TABLE = "/malformed_queries.txt";

    private static ApiServer server;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        server = ApiServer.start();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Stream<Arguments> table() throws IOException {
        try (InputStream in = MalformedQueriesTest.class.getResourceAsStream(TABLE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Arguments> rows = text.lines()
                    .skip(1)
                    .map(row -> {
                        int tab = row.indexOf('\t');
                        return Arguments.of(row.substring(0, tab).translateEscapes(), row.substring(tab + 1));
                    })
                    .toList();
            assertTrue(rows.size() >= 100, "only " + rows.size() + " rows in " + TABLE);
            return rows.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void sayWhereAndWhatIsWrong(String query, String message) throws Exception {
        for (Reply reply : List.of(
                client.get("/api/v1/query", "query", query),
                client.post("/api/v1/query_range", "query", query, "start", "0", "end", "1", "step", "1"))) {
            assertEquals(400, reply.status(), reply::toString);
            assertEquals("bad_data", reply.at("errorType"));
            assertEquals("invalid parameter \"query\": " + message, reply.at("error"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "sum(", "rate(", "1^", "{a=\"b\"} + ("})
    void mayNotBeNestedTooDeep(String level) throws Exception {
        Reply reply = client.post("/api/v1/query", "query", level.repeat(5_000));

        assertEquals(400, reply.status());
        String fault = "parse error: expression is nested deeper than 100 levels; take it apart, or record parts of it";
        assertTrue(reply.text("error").contains(fault), reply::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"up %s", "%s(up)", "up[%s", "1%sx", "up{%s}"})
    void areQuotedInPartWhereTheirWordsAreLong(String form) throws Exception {
        Reply reply = client.post(
                "/api/v1/query", "query", form.replace("%s", "1a".repeat(20_000).substring(1)));

        assertEquals(400, reply.status());
        assertTrue(reply.body().length() < 800, () -> reply.body().length() + " bytes");
    }

    @Test
    void mayNotBeLongerThanTheLimit() throws Exception {
        Reply reply = client.post("/api/v1/query", "query", "1" + "+1".repeat(100_000));

        assertEquals(400, reply.status());
        assertTrue(reply.text("error").contains("at most 131072 are read: split it"), reply::toString);
    }
}
