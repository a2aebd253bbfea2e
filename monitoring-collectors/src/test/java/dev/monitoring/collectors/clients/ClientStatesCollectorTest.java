package dev.monitoring.collectors.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients in the keys of a real server, read by the user that the documentation says is enough. */
@Timeout(120)
class ClientStatesCollectorTest {
    private static final ClientStatesCollectorFactory FACTORY = new ClientStatesCollectorFactory();
    private static final String USER = "monitoring-clients";

    private static OwnRedis redis;

    private final List<MetricCollector> made = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        redis = OwnRedis.start();
        redis.require(
                "ACL",
                "SETUSER",
                USER,
                "on",
                ">" + OwnRedis.CANARY,
                "resetchannels",
                "-@all",
                "+client|setname",
                "+select",
                "+type",
                "+hscan",
                "+sscan",
                "+zscan",
                "+lrange",
                "%R~Clients_status",
                "%R~deactivate_clients",
                "%R~blocked_clients");
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
    }

    @AfterEach
    void close() {
        made.forEach(MetricCollector::close);
    }

    @Test
    void countsEachClientInOneState() throws Exception {
        redis.require("HSET", "Clients_status", "a", "active", "b", "ACTIVE ", "c", "paused", "d", "active", "e", "");
        redis.require("RPUSH", "deactivate_clients", "d", "x", "x", "y");
        redis.require("SADD", "blocked_clients", "x", "z");

        RecordingSink sink = run(collector());

        assertEquals(2, count(sink, "active"));
        assertEquals(1, count(sink, "paused"));
        assertEquals(2, count(sink, "blocked"));
        assertEquals(2, count(sink, "deactivated"), "d and y; x is blocked");
        assertEquals(1, count(sink, "unknown"));
        assertTrue(sink.has("fr_gateway_client_info", "client", "x", "state", "blocked"));
        assertTrue(sink.has("fr_gateway_client_info", "client", "d", "state", "deactivated"));
        assertEquals(8, sink.samples("fr_gateway_client_info").size());
        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
    }

    @Test
    void showsTheUsualStatesWithoutAnyKey() throws Exception {
        RecordingSink sink = run(collector());

        for (String state : List.of("active", "paused", "blocked", "deactivated")) {
            assertEquals(0, count(sink, state));
        }
        assertTrue(sink.samples("fr_gateway_client_info").isEmpty());
    }

    @Test
    void readsMembersOfAllTypes() throws Exception {
        redis.require("ZADD", "blocked_clients", "1", "a", "2", "b");
        redis.require("HSET", "deactivate_clients", "c", "since Monday", "d", "for good");

        RecordingSink sink = run(collector());

        assertEquals(2, count(sink, "blocked"));
        assertEquals(2, count(sink, "deactivated"));
    }

    @Test
    void followsChanges() throws Exception {
        MetricCollector collector = collector();
        redis.require("HSET", "Clients_status", "a", "active");
        assertEquals(1, count(run(collector), "active"));

        redis.require("HSET", "Clients_status", "a", "paused");
        RecordingSink later = run(collector);

        assertEquals(0, count(later, "active"));
        assertEquals(1, count(later, "paused"));
        assertEquals(1, later.samples("fr_gateway_client_info").size());
    }

    @Test
    void takesOtherNamesKeysAndStates() throws Exception {
        redis.require("SELECT", "2");
        redis.require("HSET", "tills", "t1", "open", "t2", "closed", "t3", "open");
        redis.require("LPUSH", "broken", "t3");
        redis.require("SELECT", "0");
        Settings settings = TestSettings.section(
                "monitoring.collectors.clients",
                "metric-prefix",
                "shop",
                "targets[0].address",
                redis.address(),
                "targets[0].database",
                2,
                "targets[0].hash-keys",
                "tills",
                "targets[0].member-keys",
                "defect=broken",
                "targets[0].states",
                "");

        RecordingSink sink = run(created(settings));

        assertEquals(1, sink.value("shop_client_count", "state", "open"));
        assertEquals(1, sink.value("shop_client_count", "state", "closed"));
        assertEquals(1, sink.value("shop_client_count", "state", "defect"));
        assertTrue(sink.has("shop_client_info", "client", "t3", "state", "defect"));
        assertTrue(FACTORY.bundles(settings).get(0).toString().contains("sum(shop_client_count)"));
    }

    @Test
    void staysBoundedHoweverManyClientsThereAre() throws Exception {
        Command fill = Command.of("HSET", "Clients_status");
        for (int i = 0; i < 30_000; i++) {
            fill = fill.with("client" + i).with(i % 100 == 0 ? "state" + i : "active");
            if (i % 1_000 == 999) {
                redis.require(fill);
                fill = Command.of("HSET", "Clients_status");
            }
        }

        RecordingSink sink = run(collector("client-limit", 5_000, "id-limit", 50));

        assertEquals(50, sink.samples("fr_gateway_client_info").size());
        assertTrue(sink.samples("fr_gateway_client_count").size() <= 21, "twenty states and the others");
        assertTrue(count(sink, "other") > 0);
        double all = sink.samples("fr_gateway_client_count").stream()
                .mapToDouble(RecordingSink.Sample::value)
                .sum();
        assertEquals(5_000, all);
        assertTrue(
                sink.missing().get("clients of Clients_status").getMessage().contains("raise client-limit"),
                sink.missing()::toString);
    }

    @Test
    void keepsTheIdsToItselfWhereToldTo() throws Exception {
        redis.require("HSET", "Clients_status", "a", "active");

        RecordingSink sink = run(collector("ids", false));

        assertEquals(1, count(sink, "active"));
        assertTrue(sink.samples("fr_gateway_client_info").isEmpty());
    }

    @Test
    void onlyReads() throws Exception {
        redis.require("HSET", "Clients_status", "a", "active");
        redis.require("RPUSH", "deactivate_clients", "d");
        redis.require("SADD", "blocked_clients", "x");
        String dirty = redis.info("rdb_changes_since_last_save");
        redis.require("CONFIG", "RESETSTAT");

        MetricCollector collector = collector();
        run(collector);
        run(collector);

        Set<String> used = new TreeSet<>();
        for (String line : redis.require("INFO", "commandstats").text().lines().toList()) {
            if (line.startsWith("cmdstat_")) {
                used.add(line.substring("cmdstat_".length(), line.indexOf(':')));
            }
        }
        used.removeAll(Set.of("config|resetstat", "auth"));
        assertEquals(Set.of("client|setname", "hscan", "sscan", "lrange", "type"), used);
        assertEquals(dirty, redis.info("rdb_changes_since_last_save"));
        assertEquals(List.of(), redis.require("ACL", "LOG").items());
    }

    @Test
    void saysWhatToGrantAndWhatIsOfAnotherType() throws Exception {
        redis.require("SET", "blocked_clients", "a,b");
        IOException wrongType = assertThrows(IOException.class, () -> run(collector()));
        IOException refused = assertThrows(IOException.class, () -> run(collector("hash-keys", "secrets")));
        redis.require("DEL", "blocked_clients");
        redis.require("RPUSH", "Clients_status", "a");
        IOException noHash = assertThrows(IOException.class, () -> run(collector()));

        assertTrue(wrongType.getMessage().contains("key blocked_clients is a string"), wrongType.getMessage());
        assertTrue(noHash.getMessage().contains("name the key under member-keys"), noHash.getMessage());
        assertFalse(refused.getMessage().contains(OwnRedis.CANARY));
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        redis.require("HSET", "Clients_status", "a", "active");
        try (FaultyProxy line = FaultyProxy.to(redis.process().port())) {
            LineFaults.survive(line, collector("address", line.address()), OwnRedis.CANARY);
        }
    }

    @Test
    void fillsItsBundle() throws Exception {
        redis.require("HSET", "Clients_status", "a", "active", "b", "active", "c", "paused");
        redis.require("SADD", "blocked_clients", "x");
        ScheduledCollector scheduled = scheduled();
        made.add(scheduled.collector());
        StoredRuns runs = new StoredRuns();
        runs.add(run(scheduled.collector()), scheduled.target(), 1_795_176_000_000L);

        Map<String, Double> shown = runs.read(FACTORY.bundles().get(0), 1_795_176_000_000L);

        assertEquals(4, shown.get("total"));
        assertEquals(2, shown.get("active"));
        assertEquals(1, shown.get("paused"));
        assertEquals(1, shown.get("blocked"));
        assertEquals(0, shown.get("deactivated"));
        assertEquals(1, shown.get("active_clients[a]"));
        assertEquals(1, shown.get("active_clients[b]"));
        assertEquals(1, shown.get("blocked_clients[x]"));
        assertEquals(1, shown.get("states[paused].clients"));
        assertFalse(shown.keySet().stream().anyMatch(name -> name.startsWith("deactivated_clients[")));
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertTrue(TestSettings.faults(FACTORY, "address", "a", "member-keys", "blocked_clients")
                .get(0)
                .contains("write blocked=blocked_clients"));
        assertTrue(TestSettings.faults(FACTORY, "address", "a", "member-keys", "", "hash-keys", "")
                .get(0)
                .contains("name the keys that hold the clients"));
        assertTrue(TestSettings.faults(FACTORY, "job", "x").get(0).contains("address is not set, but is needed"));
        Settings prefix = TestSettings.section("monitoring.collectors.clients", "metric-prefix", "9-x");
        FACTORY.create(prefix, TestSettings.CONTEXT);
        assertTrue(prefix.faults().get(0).toString().contains("cannot begin a metric's name"));
    }

    private static double count(RecordingSink sink, String state) {
        return sink.value("fr_gateway_client_count", "state", state);
    }

    private static ScheduledCollector scheduled(Object... more) {
        Object[] keys = {"username", USER, "password", OwnRedis.CANARY};
        boolean addressed = Arrays.asList(more).contains("address");
        Object[] all = addressed ? with(keys, more) : with(with(keys, more), "address", redis.address());
        return TestSettings.collector(FACTORY, all);
    }

    private MetricCollector collector(Object... more) {
        MetricCollector collector = scheduled(more).collector();
        made.add(collector);
        return collector;
    }

    private MetricCollector created(Settings settings) {
        List<ScheduledCollector> collectors = FACTORY.create(settings, TestSettings.CONTEXT);
        assertEquals(List.of(), settings.faults());
        made.add(collectors.get(0).collector());
        return collectors.get(0).collector();
    }

    private static Object[] with(Object[] keys, Object... more) {
        Object[] all = Arrays.copyOf(keys, keys.length + more.length, Object[].class);
        System.arraycopy(more, 0, all, keys.length, more.length);
        return all;
    }

    private static RecordingSink run(MetricCollector collector) throws IOException {
        RecordingSink sink = new RecordingSink();
        try {
            collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        assertEquals(List.of(), sink.faults());
        return sink;
    }
}
