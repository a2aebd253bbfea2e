package dev.monitoring.collectors.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real server after known actions, watched by a user that may do the least. */
@Timeout(60)
class RedisCollectorTest {
    private static final String[] KEY_RULES = {
        "+scan",
        "+type",
        "+memory|usage",
        "+strlen",
        "+getrange",
        "+llen",
        "+scard",
        "+zcard",
        "+hlen",
        "+xlen",
        "+xinfo",
        "%R~*"
    };

    private static OwnRedis redis;

    private RedisNode node;

    @BeforeAll
    static void start() throws Exception {
        redis = OwnRedis.start(
                "--enable-debug-command",
                "local",
                "--slowlog-log-slower-than",
                "10000",
                "--latency-monitor-threshold",
                "1");
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @BeforeEach
    void clean() throws IOException {
        redis.require("FLUSHALL");
        redis.require("ACL", "LOG", "RESET");
        redis.require("CONFIG", "RESETSTAT");
        redis.allow();
    }

    @AfterEach
    void close() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void countsKeysByDatabase() throws Exception {
        for (int i = 0; i < 7; i++) {
            redis.require("SET", "key" + i, "value");
        }
        redis.require("EXPIRE", "key0", "1000");
        redis.require("SELECT", "3");
        redis.require("SET", "other", "value");
        redis.require("SELECT", "0");

        RecordingSink sink = watch(RedisOptions.DEFAULT);

        assertEquals(7, sink.value("redis_db_keys", "db", "db0"));
        assertEquals(1, sink.value("redis_db_keys_expiring", "db", "db0"));
        assertEquals(1, sink.value("redis_db_keys", "db", "db3"));
        assertEquals(0, sink.value("redis_db_keys", "db", "db15"));
        assertEquals(16, sink.samples("redis_db_keys").size());
        assertEquals(8, sink.value("redis_commands_total", "cmd", "set"));
    }

    @Test
    void isOneClientWithItsName() throws Exception {
        watch(RedisOptions.DEFAULT);
        RecordingSink sink = new RecordingSink();
        for (int i = 0; i < 3; i++) {
            sink = collect();
        }

        List<String> ours = redis.require("CLIENT", "LIST")
                .text()
                .lines()
                .filter(line -> line.contains(" name=monitoring ") && line.contains(" user=monitoring "))
                .toList();
        assertEquals(1, ours.size(), ours::toString);
        assertTrue(sink.value("redis_connected_clients") >= 2);
    }

    @Test
    void onlyReadsAndNeverDoesWhatItMayNot() throws Exception {
        redis.allow(KEY_RULES);
        redis.allow(with(KEY_RULES, "+client|list"));
        redis.require("SET", "number", "42");
        redis.require("XADD", "stream", "*", "field", "value");
        redis.require("XGROUP", "CREATE", "stream", "group", "0");
        String dirty = redis.info("rdb_changes_since_last_save");
        redis.require("CONFIG", "RESETSTAT");

        watch(options(List.of("number", "k*"), List.of("stream"), 10));
        collect();

        Set<String> used = new TreeSet<>();
        for (String line : redis.require("INFO", "commandstats").text().lines().toList()) {
            if (line.startsWith("cmdstat_")) {
                used.add(line.substring("cmdstat_".length(), line.indexOf(':')));
            }
        }
        used.removeAll(Set.of("config|resetstat", "auth"));
        assertEquals(
                Set.of(
                        "client|list",
                        "client|setname",
                        "config|get",
                        "getrange",
                        "info",
                        "latency|histogram",
                        "latency|latest",
                        "memory|usage",
                        "scan",
                        "slowlog|get",
                        "slowlog|len",
                        "strlen",
                        "type",
                        "xinfo|consumers",
                        "xinfo|groups",
                        "xinfo|stream"),
                used);
        assertEquals(dirty, redis.info("rdb_changes_since_last_save"));
        assertEquals(
                List.of(),
                redis.require("ACL", "LOG").items().stream()
                        .map(denied -> denied.named("object").text() + " by "
                                + denied.named("username").text() + " of "
                                + denied.named("client-info").text())
                        .toList());
        assertEquals("0", redis.info("total_error_replies"));
    }

    @Test
    void looksAtKeysByNameAndPattern() throws Exception {
        redis.allow(KEY_RULES);
        redis.require("SET", "counter", "12.5");
        redis.require("SET", "text", "hello");
        for (int i = 0; i < 5; i++) {
            redis.require("RPUSH", "queue:a", "job" + i);
            redis.require("SADD", "queue:b", "job" + i);
            redis.require("HSET", "queue:c", "job" + i, "x");
            redis.require("ZADD", "queue:d", "1", "job" + i);
        }
        redis.setBytes(new byte[] {'q', 'u', 'e', 'u', 'e', ':', (byte) 0xff}, "1");
        redis.require("SELECT", "5");
        redis.require("RPUSH", "jobs", "one");
        redis.require("SELECT", "0");

        RecordingSink sink =
                watch(options(List.of("counter", "text", "absent", "queue:*", "db5=jobs", "big\\*"), List.of(), 100));

        assertEquals(5, sink.value("redis_key_size", "db", "db0", "key", "queue:a"));
        assertEquals(5, sink.value("redis_key_size", "db", "db0", "key", "queue:b"));
        assertEquals(5, sink.value("redis_key_size", "db", "db0", "key", "queue:c"));
        assertEquals(5, sink.value("redis_key_size", "db", "db0", "key", "queue:d"));
        assertEquals(1, sink.value("redis_key_size", "db", "db0", "key", "queue:\ufffd"));
        assertEquals(1, sink.value("redis_key_size", "db", "db5", "key", "jobs"));
        assertEquals(0, sink.value("redis_key_size", "db", "db0", "key", "absent"));
        assertEquals(0, sink.value("redis_key_size", "db", "db0", "key", "big*"));
        assertEquals(12.5, sink.value("redis_key_value", "db", "db0", "key", "counter"));
        assertFalse(sink.has("redis_key_value", "db", "db0", "key", "text"));
        assertTrue(sink.value("redis_key_memory_usage_bytes", "db", "db0", "key", "text") > 10);
        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
    }

    @Test
    void neverFetchesALargeValue() throws Exception {
        redis.allow(KEY_RULES);
        redis.require("SETRANGE", "large", String.valueOf(8 << 20), "x");
        redis.require("CONFIG", "RESETSTAT");

        RecordingSink sink = watch(options(List.of("large"), List.of(), 10));

        assertEquals((8 << 20) + 1, sink.value("redis_key_size", "db", "db0", "key", "large"));
        assertTrue(Long.parseLong(redis.info("total_net_output_bytes")) < 1 << 20);
    }

    @Test
    void looksAtNoMoreKeysThanTheLimitAndSaysSo() throws Exception {
        redis.allow(KEY_RULES);
        Command fill = Command.of("MSET");
        for (int i = 0; i < 100_000; i++) {
            fill = i % 1_000 == 0 && i > 0 ? flush(fill) : fill;
            fill = fill.with("k" + i).with("1");
        }
        flush(fill);

        redis.require("CONFIG", "RESETSTAT");

        RecordingSink sink = watch(options(List.of("k*"), List.of(), 50));

        assertEquals(50, sink.samples("redis_key_size").size());
        assertTrue(Long.parseLong(redis.info("total_net_output_bytes")) < 1 << 20, "the rest is not looked at");
        assertEquals(
                "the keys to check are more than 50; name fewer, or raise check-limit",
                sink.missing().get("keys beyond the limit").getMessage());
    }

    private static Command flush(Command fill) throws IOException {
        redis.require(fill);
        return Command.of("MSET");
    }

    @Test
    void searchesALargeDatabaseOverSeveralRuns() throws Exception {
        redis.allow(KEY_RULES);
        for (int thousand = 0; thousand < 80; thousand++) {
            Command fill = Command.of("MSET");
            for (int i = 0; i < 1_000; i++) {
                fill = fill.with("filler:" + thousand + ":" + i).with("1");
            }
            redis.require(fill);
        }
        redis.require("SET", "needle", "7");

        RecordingSink first = watch(options(List.of("needl?"), List.of(), 10));
        int runs = 1;
        RecordingSink sink = first;
        while (!sink.has("redis_key_value", "db", "db0", "key", "needle")) {
            sink = collect();
            runs++;
            assertTrue(runs < 20);
        }

        assertTrue(runs > 1, "80,000 keys are more than a run looks at");
        assertEquals(7, sink.value("redis_key_value", "db", "db0", "key", "needle"));
    }

    @Test
    void looksAtStreamsTheirGroupsAndConsumers() throws Exception {
        redis.allow(KEY_RULES);
        for (int i = 1; i <= 4; i++) {
            redis.require("XADD", "events", i + "000-0", "n", String.valueOf(i));
        }
        redis.require("XGROUP", "CREATE", "events", "workers", "0");
        redis.require("XREADGROUP", "GROUP", "workers", "ann", "COUNT", "3", "STREAMS", "events", ">");
        redis.require("XACK", "events", "workers", "1000-0");
        redis.require("SET", "event-less", "1");

        RecordingSink sink = watch(options(List.of(), List.of("event*"), 10));

        assertEquals(4, sink.value("redis_stream_length", "db", "db0", "stream", "events"));
        assertEquals(1, sink.value("redis_stream_groups", "db", "db0", "stream", "events"));
        assertEquals(1000, sink.value("redis_stream_first_entry_id", "db", "db0", "stream", "events"));
        assertEquals(4000, sink.value("redis_stream_last_entry_id", "db", "db0", "stream", "events"));
        String[] group = {"db", "db0", "stream", "events", "group", "workers"};
        assertEquals(1, sink.value("redis_stream_group_consumers", group));
        assertEquals(2, sink.value("redis_stream_group_messages_pending", group));
        assertEquals(3000, sink.value("redis_stream_group_last_delivered_id", group));
        assertEquals(2, sink.value("redis_stream_group_consumer_messages_pending", with(group, "consumer", "ann")));
        assertTrue(sink.has("redis_stream_group_consumer_idle_seconds", with(group, "consumer", "ann")));
        assertEquals(1, sink.samples("redis_stream_length").size());
    }

    @Test
    void saysWhatToGrantForKeys() throws Exception {
        redis.require("SET", "counter", "1");

        IOException failure = org.junit.jupiter.api.Assertions.assertThrows(
                IOException.class, () -> watch(options(List.of("counter"), List.of(), 10)));

        assertTrue(failure.getMessage().contains("NOPERM"), failure.getMessage());
        assertTrue(failure.getMessage().contains("grant +type"), failure.getMessage());
    }

    @Test
    void showsClientsWhereAskedTo() throws Exception {
        redis.allow("+client|list");

        RecordingSink sink = watch(new RedisOptions(
                Compat.REDIS_EXPORTER_1_86,
                true,
                List.of(RedisOptions.Part.values()),
                List.of(),
                List.of(),
                Duration.ofSeconds(60),
                100,
                100));

        List<RecordingSink.Sample> clients = sink.samples("redis_connected_client_info");
        assertTrue(
                clients.stream()
                        .anyMatch(client -> "monitoring".equals(client.labels().get("user"))),
                clients::toString);
        assertEquals(
                clients.size(),
                sink.samples("redis_connected_client_query_buffer_length_bytes").size());
    }

    @Test
    void tellsOfSlowCommandsAndSpikes() throws Exception {
        redis.require("SLOWLOG", "RESET");
        redis.require("LATENCY", "RESET");
        redis.require("DEBUG", "SLEEP", "0.03");

        RecordingSink sink = watch(RedisOptions.DEFAULT);

        assertEquals(1, sink.value("redis_slowlog_length"));
        assertTrue(sink.value("redis_last_slow_execution_duration_seconds") >= 0.03);
        assertTrue(sink.value("redis_latency_spike_duration_seconds", "event_name", "command") >= 0.03);
    }

    private RecordingSink watch(RedisOptions options) throws IOException {
        node = new RedisNode(redis.server(), options, Clock.system());
        return collect();
    }

    private RecordingSink collect() throws IOException {
        RecordingSink sink = new RecordingSink();
        node.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    private static RedisOptions options(List<String> keys, List<String> streams, int limit) {
        return new RedisOptions(
                Compat.REDIS_EXPORTER_1_86,
                true,
                List.of(RedisOptions.Part.values()),
                keys.stream().map(key -> KeyPattern.parse(key, 0)).toList(),
                streams.stream().map(key -> KeyPattern.parse(key, 0)).toList(),
                Duration.ofSeconds(60),
                limit,
                keys.isEmpty() || streams.isEmpty() ? 0 : 10);
    }

    private static String[] with(String[] words, String... more) {
        String[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return all;
    }
}
