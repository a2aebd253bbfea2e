package dev.monitoring.collectors.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.redis.connection.Address;
import dev.monitoring.collectors.redis.connection.RedisServer;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.collectors.testing.CollectedPage;
import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers of several versions answered, beside what redis_exporter 1.86 said of them in the same second. */
class RecordedServersTest {
    @ParameterizedTest
    @ValueSource(strings = {"6.0.16", "7.0.15", "8.0.6", "8.0.6-replica", "7.0.15-cluster", "7.0.15-sentinel"})
    void saysWhatTheExporterSaid(String recording) throws Exception {
        String expected = new String(RecordedServer.read(recording, "expected.prom"), StandardCharsets.UTF_8);
        CollectorRuns runs = CollectorRuns.of(collector(RecordedServer.of(recording)));

        runs.run();
        String ours = CollectedPage.text(runs.run());

        assertEquals(null, runs.partial());
        ExporterComparison.of("redis_exporter 1.86, Redis " + recording + ", recorded")
                .lacking(
                        "redis_db_keys_cached",
                        "it takes the fourth field for the cached keys of KeyDB, whatever it is; ours has"
                                + " redis_db_keys_with_expiring_items")
                .lacking("redis_db_keys(_expiring)?", "a sentinel has no databases")
                .moving("redis_exporter_.*", "of the exporter itself")
                .moving("redis_connected_clients|redis_memory_used_.*|redis_allocator_.*", "the exporter is a client")
                .moving("redis_total_error_replies|redis_reply_buffer_.*", "moved by the asking")
                .moving("redis_sentinel_master_last_ok.*|redis_connected_slave_lag.*", "counts seconds")
                .moving("redis_start_time_seconds", "counted from the server's time")
                .moving(
                        "redis_commands_.*|redis_latency_.*|redis_total_.*_processed|redis_net_.*",
                        "moved by the asking")
                .moving("redis_eventloop_.*|redis_instantaneous_.*|redis_mem_.*|redis_client_.*", "moved by the asking")
                .compare(expected, ours)
                .requireTypesAndLabels()
                .requireFamilies(0.97)
                .requireSeries(0.99)
                .requireValues(0.99);
    }

    @Test
    void asksOldServersOnlyWhatTheyKnow() throws Exception {
        RecordedServer server = RecordedServer.of("6.0.16");

        run(server);

        assertTrue(server.asked().contains("CONFIG GET maxmemory"));
        assertFalse(server.asked().contains("LATENCY HISTOGRAM"));
        assertFalse(server.asked().toString().contains("CLUSTER"));
    }

    @Test
    void asksASentinelNothingThatItRefuses() throws Exception {
        RecordedServer server = RecordedServer.of("7.0.15-sentinel");

        run(server);

        assertEquals(
                List.of(
                        "INFO ALL",
                        "SENTINEL MASTERS",
                        "SENTINEL CKQUORUM mymaster",
                        "SENTINEL SLAVES mymaster",
                        "SENTINEL SENTINELS mymaster"),
                server.asked());
    }

    @Test
    void neverAsksForParametersThatHoldPasswords() throws Exception {
        RecordedServer server = RecordedServer.of("8.0.6");

        run(server);

        List<String> config = server.asked().stream()
                .filter(asked -> asked.startsWith("CONFIG"))
                .toList();
        assertEquals(1, config.size());
        assertFalse(config.get(0).contains("*")
                || config.get(0).contains("pass")
                || config.get(0).contains("auth"));
    }

    @Test
    void doesWithoutConfigWhereItIsRefused() throws Exception {
        RecordedServer server = RecordedServer.of("7.0.15");
        server.answer(
                "CONFIG GET " + String.join(" ", MonitorFamilies.PARAMETERS),
                Reply.refusal("NOPERM this user has no permissions to run the 'config|get' command"));

        RecordingSink sink = run(server);

        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
        assertTrue(sink.samples("redis_config_maxmemory").isEmpty());
        assertEquals(16, sink.samples("redis_db_keys").size());
    }

    @Test
    void asksOnceWhatIsRefusedAndSaysWhatToGrant() throws Exception {
        RecordedServer server = RecordedServer.of("7.0.15");
        server.answer(
                "LATENCY LATEST",
                Reply.refusal("NOPERM this user has no permissions to run the 'latency|latest' command"));
        RedisNode node = node(server);

        for (int i = 0; i < 3; i++) {
            RecordingSink sink = new RecordingSink();
            node.collect(sink, deadline());
            assertEquals(
                    "NOPERM this user has no permissions to run the 'latency|latest' command; grant it, or leave its"
                            + " word out of parts",
                    sink.missing().get("commands").getMessage());
        }

        assertEquals(
                1,
                server.asked().stream()
                        .filter(asked -> asked.equals("LATENCY LATEST"))
                        .count());
    }

    @Test
    void needsOneRoundTripOnceItKnowsTheServer() throws Exception {
        RecordedServer server = RecordedServer.of("7.0.15");
        RedisNode node = node(server);
        node.collect(new RecordingSink(), deadline());
        int first = server.asked().size();

        node.collect(new RecordingSink(), deadline());

        assertEquals(6, first);
        assertEquals(12, server.asked().size());
    }

    @Test
    void saysWhyItIsNoRedisServer() throws Exception {
        RecordedServer server = RecordedServer.of("7.0.15");
        server.answer("INFO ALL", Reply.text("hello"));

        IOException failure = org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> run(server));

        assertEquals("redis:6379 answers INFO with something else; is it a Redis server?", failure.getMessage());
    }

    private static RedisNode node(RecordedServer server) {
        return new RedisNode(
                RedisServer.at(Address.parse("redis", 6379)), server, RedisOptions.DEFAULT, Clock.system());
    }

    private static RedisCollector collector(RecordedServer server) {
        return new RedisCollector(node(server), Clock.system());
    }

    private static RecordingSink run(RecordedServer server) throws IOException {
        RecordingSink sink = new RecordingSink();
        node(server).collect(sink, deadline());
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10), Clock.system());
    }
}
