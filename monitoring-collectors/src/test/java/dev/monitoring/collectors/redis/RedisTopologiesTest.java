package dev.monitoring.collectors.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers as they stand in real installations: behind sentinels, as a cluster, behind TLS. All are the test's own. */
@Timeout(180)
class RedisTopologiesTest {
    private static final long NOW = 1_795_176_000_000L;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void followsTheMasterThatTheSentinelsName() throws Exception {
        OwnRedis master = keep(OwnRedis.start("--repl-diskless-sync-delay", "0"));
        OwnRedis replica = keep(
                OwnRedis.start("--replicaof", "127.0.0.1 " + master.process().port()));
        replica.awaitLink();
        OwnRedis sentinel = keep(OwnRedis.startSentinel(master.address()));
        MetricCollector collector = keep(collector(
                "sentinels",
                "127.0.0.1:" + OwnProcess.freePort() + "," + sentinel.address(),
                "sentinel-master",
                "main"));
        assertEquals(port(master), port(run(collector)));
        eventually(
                "the sentinel knows the replica", () -> sentinel.info("master0").contains("slaves=1"));

        eventually(
                "the sentinel takes the replica for a good one",
                () -> sentinel.require("SENTINEL", "FAILOVER", "main").text().equals("OK"));
        eventually("the replica is the master", () -> replica.info("role").equals("master"));

        eventually("we follow", () -> port(run(collector)).equals(port(replica)));
    }

    @Test
    void watchesASentinelItself() throws Exception {
        OwnRedis master = keep(OwnRedis.start());
        OwnRedis sentinel = keep(OwnRedis.startSentinel(master.address()));
        sentinel.require(
                "ACL",
                "SETUSER",
                "monitoring",
                "+sentinel|masters",
                "+sentinel|ckquorum",
                "+sentinel|slaves",
                "+sentinel|sentinels");

        RecordingSink sink = run(keep(collector("address", sentinel.address())));

        String[] labels = {
            "master_name", "main", "master_address", master.address().toString()
        };
        assertEquals(1, sink.value("redis_sentinel_masters"));
        assertEquals(1, sink.value("redis_sentinel_master_ok_sentinels", labels));
        assertEquals(1, sink.value("redis_sentinel_master_setting_ckquorum", labels));
    }

    @Test
    void watchesAllNodesOfACluster() throws Exception {
        List<OwnRedis> nodes = cluster();
        MetricCollector collector = keep(collector("address", nodes.get(0).address(), "cluster", true));

        RecordingSink sink = run(collector);

        for (OwnRedis node : nodes) {
            String[] label = {"node", node.address().toString()};
            assertEquals(1, sink.value("redis_up", label));
            assertEquals(1, sink.value("redis_cluster_state", label));
            assertEquals(16_384, sink.value("redis_cluster_slots_ok", label));
            assertEquals(3, sink.value("redis_cluster_known_nodes", label));
        }
    }

    @Test
    void showsTheNodesThatAreLeftWhenOneIsKilledOrFrozen() throws Exception {
        List<OwnRedis> nodes = cluster();
        MetricCollector collector = keep(collector("address", nodes.get(0).address(), "cluster", true));
        run(collector);
        OwnRedis lost = nodes.get(0);

        for (boolean frozen : new boolean[] {true, false}) {
            if (frozen) {
                lost.process().freeze();
            } else {
                lost.process().kill();
            }
            RecordingSink sink = run(collector, Duration.ofSeconds(3));
            assertEquals(0, sink.value("redis_up", "node", lost.address().toString()));
            for (OwnRedis node : nodes.subList(1, 3)) {
                assertEquals(1, sink.value("redis_up", "node", node.address().toString()));
            }
            assertFalse(sink.missing().isEmpty());
            if (frozen) {
                lost.process().thaw();
            } else {
                lost.process().start();
                lost.allow("+cluster|nodes");
            }
            eventually(
                    "the node is back",
                    () -> run(collector)
                                    .value("redis_up", "node", lost.address().toString())
                            == 1);
        }
    }

    @Test
    void speaksTlsAndTrustsOnlyTheAuthorityItIsGiven() throws Exception {
        TestAuthority authority = TestAuthority.named("test authority");
        TestAuthority.Identity server = authority.issue("localhost", "127.0.0.1");
        Path ca = authority.write(folder.resolve("ca.pem"));
        Path certificate = server.writeCertificate(folder.resolve("server.pem"));
        Path key = server.writeKey(folder.resolve("server.key"));
        int tlsPort = OwnProcess.freePort();
        OwnRedis redis = keep(OwnRedis.start(
                "--tls-port",
                String.valueOf(tlsPort),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                ca.toString(),
                "--tls-auth-clients",
                "yes"));
        TestAuthority.Identity client = authority.issue("monitoring");
        Path ours = client.writeCertificate(folder.resolve("client.pem"));
        Path ourKey = client.writeKey(folder.resolve("client.key"));
        Path otherCa = TestAuthority.named("another").write(folder.resolve("other.pem"));
        String address = "127.0.0.1:" + tlsPort;

        RecordingSink sink = run(
                keep(collector("address", address, "tls.ca-file", ca, "tls.cert-file", ours, "tls.key-file", ourKey)));
        IOException untrusted = assertThrows(
                IOException.class,
                () -> run(keep(collector(
                        "address", address, "tls.ca-file", otherCa, "tls.cert-file", ours, "tls.key-file", ourKey))));
        // Each side waits for the other to begin.
        IOException noTls =
                assertThrows(IOException.class, () -> run(keep(collector("address", address)), Duration.ofSeconds(1)));
        IOException tlsToPlain = assertThrows(
                IOException.class,
                () -> run(keep(collector("address", redis.address(), "tls.ca-file", ca)), Duration.ofSeconds(1)));

        assertEquals(
                redis.info("run_id"),
                sink.samples("redis_instance_info").get(0).labels().get("run_id"));
        assertTrue(untrusted.getMessage().contains("TLS failed"), untrusted.getMessage());
        for (IOException failure : List.of(untrusted, noTls, tlsToPlain)) {
            assertFalse(failure.toString().contains(OwnRedis.CANARY), failure::toString);
        }
    }

    @Test
    void theRulesOfTheCommunityFindTheirSeries() throws Exception {
        CommunityRules rules = CommunityRules.of("redis-oliver006-redis-exporter.yml");
        OwnRedis master = keep(OwnRedis.start("--repl-diskless-sync-delay", "0"));
        OwnRedis replica = keep(OwnRedis.start("--replicaof", "127.0.0.1 " + port(master)));
        replica.awaitLink();
        StoredRuns runs = new StoredRuns();
        for (OwnRedis redis : List.of(master, replica, cluster().get(0))) {
            RecordingSink sink = run(keep(collector("address", redis.address())));
            sink.add(RedisCollector.UP, Labels.EMPTY, 1); // as the scheduler does
            runs.add(sink, new Target("redis", redis.address().toString(), Labels.EMPTY), NOW);
        }

        assertEquals(Map.of(), rules.selectorsWithoutSeries(runs, NOW));
    }

    private List<OwnRedis> cluster() throws Exception {
        List<OwnRedis> nodes = new ArrayList<>();
        int[] firstSlots = {0, 5_461, 10_923, 16_384};
        for (int i = 0; i < 3; i++) {
            OwnRedis node = keep(OwnRedis.start(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-port",
                    String.valueOf(OwnProcess.freePort()),
                    "--cluster-node-timeout",
                    "60000",
                    "--cluster-require-full-coverage",
                    "no"));
            node.allow("+cluster|nodes");
            node.require(
                    "CLUSTER", "ADDSLOTSRANGE", String.valueOf(firstSlots[i]), String.valueOf(firstSlots[i + 1] - 1));
            node.require("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
            nodes.add(node);
        }
        OwnRedis first = nodes.get(0);
        String bus = first.require("CONFIG", "GET", "cluster-port").item(1).text();
        for (OwnRedis node : nodes.subList(1, 3)) {
            node.require(
                    "CLUSTER",
                    "MEET",
                    "127.0.0.1",
                    String.valueOf(first.process().port()),
                    bus);
        }
        for (OwnRedis node : nodes) {
            eventually(
                    "the cluster is whole",
                    () -> node.require("CLUSTER", "INFO").text().contains("cluster_slots_ok:16384")
                            && node.require("CLUSTER", "INFO").text().contains("cluster_known_nodes:3")
                            && node.require("CLUSTER", "INFO").text().contains("cluster_state:ok")
                            && !node.require("CLUSTER", "NODES").text().contains("handshake"));
        }
        return nodes;
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    private static String port(OwnRedis redis) {
        return String.valueOf(redis.process().port());
    }

    private static String port(RecordingSink sink) {
        return sink.samples("redis_instance_info").get(0).labels().get("tcp_port");
    }

    /** Waits; what cannot be reached meanwhile does not hold yet. */
    private static void eventually(String what, Callable<Boolean> holds) {
        Await.until(what, () -> {
            try {
                return holds.call();
            } catch (IOException e) {
                return false;
            } catch (Exception e) {
                throw new AssertionError(what, e);
            }
        });
    }

    private static MetricCollector collector(Object... keys) {
        List<Object> all = new ArrayList<>(List.of(keys));
        all.addAll(List.of("username", "monitoring", "password", OwnRedis.CANARY));
        if (all.contains("sentinels")) {
            all.addAll(List.of("sentinel-username", "monitoring", "sentinel-password", OwnRedis.CANARY));
        }
        return TestSettings.collector(new RedisCollectorFactory(), all.toArray())
                .collector();
    }

    private static RecordingSink run(MetricCollector collector) throws IOException {
        return run(collector, Duration.ofSeconds(20));
    }

    private static RecordingSink run(MetricCollector collector, Duration timeout) throws IOException {
        RecordingSink sink = new RecordingSink();
        try {
            collector.collect(sink, Deadline.after(timeout, Clock.system()));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        assertEquals(List.of(), sink.faults());
        return sink;
    }
}
