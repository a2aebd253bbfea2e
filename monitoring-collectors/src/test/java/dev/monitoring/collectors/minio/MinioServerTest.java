package dev.monitoring.collectors.minio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real MinIO, where there is one, which is only read. */
@Timeout(120)
class MinioServerTest {
    private static final MinioCollectorFactory FACTORY = new MinioCollectorFactory();
    private static final String URL = "MONITORING_TEST_MINIO_URL";
    private static final long NOW = 1_700_000_000_000L;

    @BeforeAll
    static void findServer() {
        Assumptions.assumeTrue(System.getenv(URL) != null, URL + " names no MinIO");
    }

    @Test
    void isReadAsAWhole() throws Exception {
        RecordingSink run = run("access-key", key(), "secret-key", secret());

        assertEquals(Map.of(), run.missing());
        for (String check : List.of("live", "ready", "cluster", "cluster_read", "s3")) {
            assertEquals(1, run.value("minio_health_check_status", "check", check), check);
        }
        for (String family : List.of(
                "minio_cluster_capacity_usable_total_bytes",
                "minio_cluster_capacity_usable_free_bytes",
                "minio_cluster_drive_online_total",
                "minio_cluster_nodes_offline_total",
                "minio_cluster_health_status")) {
            assertFalse(run.samples(family).isEmpty(), family);
        }
    }

    @Test
    void fillsTheBundleFromBothVersionsAlike() throws Exception {
        Map<String, Double> second = bundle(run("access-key", key(), "secret-key", secret()));
        Map<String, Double> third = bundle(run(
                "access-key", key(), "secret-key", secret(), "pages", "v3/cluster/health,v3/cluster/usage/objects"));

        assertEquals(second.get("capacity_bytes"), third.get("capacity_bytes"));
        assertTrue(second.get("capacity_bytes") > 0);
        assertEquals(second.get("drives_offline"), third.get("drives_offline"));
    }

    @Test
    void saysWhichKeyIsWrong() throws Exception {
        RecordingSink run = run("access-key", key(), "secret-key", "canary-of-the-test");

        assertEquals(0, run.value("minio_health_check_status", "check", "s3"));
        assertTrue(run.missing().toString().contains("correct secret-key"), run.missing()::toString);
        assertTrue(run.missing().toString().contains("admin:Prometheus"), run.missing()::toString);
        assertFalse(run.missing().toString().contains("canary"), run.missing()::toString);
    }

    private static Map<String, Double> bundle(RecordingSink run) {
        StoredRuns runs = new StoredRuns();
        runs.add(run, new Target("minio-job", "minio", Labels.EMPTY), NOW);
        return runs.read(FACTORY.bundles().get(0), NOW);
    }

    private static String key() {
        return Optional.ofNullable(System.getenv("MONITORING_TEST_MINIO_ACCESS_KEY"))
                .orElse("minioadmin");
    }

    private static String secret() {
        return Optional.ofNullable(System.getenv("MONITORING_TEST_MINIO_SECRET_KEY"))
                .orElse("minioadmin");
    }

    private static RecordingSink run(Object... settings) throws Exception {
        Object[] all = new Object[settings.length + 2];
        all[0] = "url";
        all[1] = System.getenv(URL);
        System.arraycopy(settings, 0, all, 2, settings.length);
        RecordingSink sink = new RecordingSink();
        try (MetricCollector collector = TestSettings.collector(FACTORY, all).collector()) {
            collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        }
        assertEquals(List.of(), sink.faults());
        return sink;
    }
}
