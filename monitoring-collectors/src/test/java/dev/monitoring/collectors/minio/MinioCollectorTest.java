package dev.monitoring.collectors.minio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MinIO's own pages, as recorded in the form of its documentation; no MinIO is to be had from a package registry. */
@Timeout(120)
class MinioCollectorTest {
    private static final MinioCollectorFactory FACTORY = new MinioCollectorFactory();
    private static final String SERVER = "minio-1:9000";
    private static final long NOW = 1_700_000_000_000L;

    private final List<MetricCollector> collectors = new ArrayList<>();
    private MinioStub minio;

    @BeforeEach
    void start() throws IOException {
        minio = MinioStub.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (MetricCollector collector : collectors) {
            collector.close();
        }
        minio.close();
    }

    @Test
    void readsHealthMetricsAndBuckets() throws Exception {
        RecordingSink run = run(withKeys());

        assertEquals(Map.of(), run.missing());
        for (String check : List.of("live", "ready", "cluster", "cluster_read", "s3")) {
            assertEquals(1, run.value("minio_health_check_status", "check", check), check);
        }
        assertEquals(2, run.value("minio_health_read_quorum"));
        assertEquals(0, run.value("minio_health_healing_drives"));
        assertEquals(2e12, run.value("minio_cluster_capacity_usable_total_bytes", "server", SERVER));
        assertEquals(1200, run.value("minio_bucket_usage_object_total", "bucket", "logs", "server", SERVER));
        assertEquals(4e8, run.value("minio_bucket_usage_total_bytes", "bucket", "photos", "server", SERVER));
        assertEquals(
                MetricType.COUNTER,
                run.families().get("minio_s3_requests_total").type());
    }

    @Test
    void givesThePagesAsTheyAre() throws Exception {
        String pages = resource("cluster.prom") + resource("bucket.prom");

        ExporterComparison.of("MinIO's pages")
                .musts("minio")
                .compare(() -> pages, ExporterComparison.page(withKeys()))
                .requireMusts()
                .requireFamilies(1)
                .requireTypesAndLabels()
                .requireSeries(1)
                .requireValues(1);
    }

    @Test
    void asksForEachPageOnceAndOnlyReads() throws Exception {
        run(withKeys());

        assertEquals(
                List.of(
                        "GET /minio/health/live",
                        "GET /minio/health/ready",
                        "GET /minio/health/cluster",
                        "GET /minio/health/cluster/read",
                        "GET /minio/v2/metrics/cluster",
                        "GET /minio/v2/metrics/bucket",
                        "GET /"),
                minio.requests());
    }

    @Test
    void givesItsOwnFindingsOnlyWhereNoPageDoes() throws Exception {
        RecordingSink paged = run(withKeys());
        RecordingSink bare = run(collector("pages", "", "access-key", "monitor", "secret-key", "canary-secret"));

        for (String family :
                List.of("minio_cluster_health_status", "minio_cluster_write_quorum", "minio_cluster_bucket_total")) {
            assertEquals(1, paged.samples(family).size(), family);
            assertTrue(paged.has(family, "server", SERVER), family);
            assertTrue(bare.has(family), family);
        }
        assertEquals(1, bare.value("minio_cluster_health_status"));
        assertEquals(3, bare.value("minio_cluster_write_quorum"));
        assertEquals(2, bare.value("minio_cluster_bucket_total"));
    }

    @Test
    void makesTheTokenThatMcMakes() throws Exception {
        // Signed by another implementation of HMAC-SHA-512.
        String token = "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9"
                + ".eyJpc3MiOiJwcm9tZXRoZXVzIiwic3ViIjoibW9uaVwidG9yIiwiZXhwIjoxNzAwMDAzNjAwfQ"
                + "._a8g8LTmg9-QjdxdeRXmvxWyJRfobqGwBhsE6b51-xoTfaSUnxBfjLNUP-AhBQ8HzlyksuVBAFIFqmC7vLrF2w";
        S3Keys keys = new S3Keys("moni\"tor", "canary-secrét");

        PrometheusToken made = new PrometheusToken(keys, new StoppedClock());

        assertEquals(Optional.of("Bearer " + token), made.authorization());
        assertFalse((made.toString() + keys).contains("canary"));
    }

    @Test
    void showsTheGivenTokenInsteadOfItsOwn() throws Exception {
        RecordingSink run =
                run(collector("bearer-token", MinioStub.TOKEN, "access-key", "monitor", "secret-key", "canary-secret"));

        assertEquals(Map.of(), run.missing());
        assertEquals("Bearer " + MinioStub.TOKEN, minio.authorization());
        run(withKeys());
        assertTrue(minio.authorization().startsWith("Bearer eyJhbGciOiJIUzUxMiI"), minio::authorization);
    }

    @Test
    void needsNeitherKeysNorSdkForHealth() throws Exception {
        RecordingSink run = run(collector());

        assertEquals(1, run.value("minio_health_check_status", "check", "cluster"));
        assertEquals(1, run.value("minio_cluster_health_status"));
        assertEquals("", minio.authorization());
        assertTrue(
                run.missing().toString().contains("status 403")
                        && run.missing()
                                .toString()
                                .contains("let bearer-token be one that mc admin prometheus generate"),
                run.missing()::toString);
        assertFalse(run.has("minio_health_check_status", "check", "s3"));
    }

    @Test
    void saysWhatIsWrongWithKeysAndGivesTheRest() throws Exception {
        RecordingSink run = run(collector("access-key", "monitor", "secret-key", "canary2"));

        assertTrue(run.missing().toString().contains("admin:Prometheus"), run.missing()::toString);
        assertEquals(1, run.value("minio_health_check_status", "check", "live"));
        minio.refuse(403, "SignatureDoesNotMatch");
        run = run(withKeys());
        assertEquals(0, run.value("minio_health_check_status", "check", "s3"));
        assertEquals(3, run.value("minio_cluster_bucket_total", "server", SERVER));
        assertTrue(run.missing().get("S3 API").getMessage().contains("correct secret-key"), run.missing()::toString);
        minio.refuse(403, "AccessDenied");
        run = run(withKeys());
        assertEquals(1, run.value("minio_health_check_status", "check", "s3"));
        assertTrue(run.missing().get("S3 API").getMessage().contains("s3:ListAllMyBuckets"), run.missing()::toString);
    }

    @Test
    void tellsUnhealthyFromAbsent() throws Exception {
        minio.health("ready", 503);
        minio.health("cluster", 503, "X-Minio-Write-Quorum", "3", "X-Minio-Healing-Drives", "2");
        minio.page("/minio/v2/metrics/cluster", "minio_cluster_bucket_total 3\n");

        RecordingSink run = run(withKeys());

        assertEquals(1, run.value("minio_health_check_status", "check", "live"));
        assertEquals(0, run.value("minio_health_check_status", "check", "ready"));
        assertEquals(0, run.value("minio_health_check_status", "check", "cluster"));
        assertEquals(1, run.value("minio_health_check_status", "check", "cluster_read"));
        assertEquals(0, run.value("minio_cluster_health_status"));
        assertEquals(2, run.value("minio_health_healing_drives"));
        minio.health("live", 200, "X-Minio-Server-Status", "offline");
        minio.health("ready", 200, "X-Minio-Server-Status", "offline");
        run = run(withKeys());
        assertEquals(1, run.value("minio_health_check_status", "check", "live"));
        assertEquals(0, run.value("minio_health_check_status", "check", "ready"));
        minio.health("live", 503);
        assertEquals(0, run(withKeys()).value("minio_health_check_status", "check", "live"));
    }

    @Test
    void leavesOutAPageThatTheServerHasNot() throws Exception {
        RecordingSink run = run(collector("bearer-token", MinioStub.TOKEN, "pages", "cluster,node,v3/api/requests"));

        assertEquals(3, run.value("minio_cluster_bucket_total", "server", SERVER));
        assertEquals(2, run.missing().size());
        assertTrue(run.missing().toString().contains("leave it out of pages"), run.missing()::toString);
    }

    @Test
    void theRulesOfTheCommunityFindTheirSeries() throws Exception {
        CommunityRules rules = CommunityRules.of("minio-embedded-exporter.yml");
        StoredRuns runs = new StoredRuns();

        runs.add(run(withKeys()), new Target("minio-job", "minio:9000", Labels.EMPTY), NOW);

        assertEquals(Map.of(), rules.selectorsWithoutSeries(runs, NOW));
    }

    @Test
    void fillsTheBundle() throws Exception {
        RecordingSink first = run(withKeys());
        RecordingSink second = run(collector("bearer-token", MinioStub.TOKEN, "pages", "v3/cluster"));
        StoredRuns runs = new StoredRuns();
        for (RecordingSink run : List.of(first, second)) {
            run.add(MinioFamilies.UP, Labels.EMPTY, 1); // as the scheduler does
        }
        runs.add(first, new Target("minio-job", "a:9000", Labels.EMPTY), NOW);
        runs.add(second, new Target("minio-job", "b:9000", Labels.EMPTY), NOW);

        Map<String, Double> storage = runs.read(FACTORY.bundles().get(0), NOW);

        assertEquals("storage", FACTORY.bundles().get(0).name());
        assertEquals(1, storage.get("up"));
        assertEquals(1, storage.get("healthy"));
        assertEquals(6, storage.get("bucket_count"));
        assertEquals(2406, storage.get("object_count"));
        assertEquals(10.8e9, storage.get("used_bytes"));
        assertEquals(4e12, storage.get("capacity_bytes"));
        assertEquals(1.6e12, storage.get("free_bytes"));
        assertEquals(60, storage.get("used_percent"), 1e-9);
        assertEquals(2, storage.get("drives_offline"));
        assertEquals(2400, storage.get("buckets[logs].objects"));
        assertEquals(8e8, storage.get("buckets[photos].bytes"));
        assertEquals(2e10, storage.get("buckets[logs].quota_bytes"));
        for (String server : List.of("a:9000", "b:9000")) {
            for (String column : List.of("up", "live", "ready", "writable", "readable")) {
                assertEquals(1, storage.get("servers[" + server + "]." + column), column);
            }
            assertEquals(60, storage.get("servers[" + server + "].used_percent"), 1e-9);
            assertEquals(5.4e9, storage.get("servers[" + server + "].used_bytes"));
            assertEquals(3, storage.get("servers[" + server + "].drives_online"));
        }
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(minio.port())) {
            MetricCollector collector = keep(TestSettings.collector(
                            FACTORY,
                            "url",
                            "http://" + line.address(),
                            "access-key",
                            MinioStub.ACCESS_KEY,
                            "secret-key",
                            MinioStub.SECRET_KEY)
                    .collector());

            LineFaults.survive(line, collector, "canary");

            assertTrue(line.open() <= 1, () -> line.open() + " connections are open");
        }
    }

    @Test
    void isReadOnceAMinuteUnlessAskedForMore() {
        ScheduledCollector usual = TestSettings.collector(FACTORY, "url", "minio:9000");
        ScheduledCollector often = TestSettings.collector(
                FACTORY, "url", "https://minio/", "interval", "10s", "job", "store", "labels.zone", "a");

        assertEquals(Duration.ofSeconds(60), usual.interval());
        assertEquals("minio-job/minio:9000", usual.target().toString());
        assertEquals(Duration.ofSeconds(10), often.interval());
        assertEquals("store", often.target().job());
        assertEquals("minio:443", often.target().instance());
        assertEquals("a", often.target().labels().get("zone"));
        assertEquals(
                "minio-job/minio:443",
                TestSettings.collector(FACTORY, "url", "minio", "secure", "true")
                        .target()
                        .toString());
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertFault("url is not set, but is needed", "job", "x");
        assertFault("the address has a path or query", "url", "http://minio:9000/bucket");
        assertFault("but url begins with http:; remove secure", "url", "http://minio:9000", "secure", "true");
        assertFault("set secret-key too", "url", "minio:9000", "access-key", "a");
        assertFault("set access-key too", "url", "minio:9000", "secret-key", "canary");
        assertFault("set access-key and secret-key", "url", "minio:9000", "kind", "s3");
        assertFault("set access-key and secret-key", "url", "minio:9000", "buckets.list", "true");
        assertFault("\"clusters\" is no page", "url", "minio:9000", "pages", "clusters");
        assertFault("tls is set, but the address begins with http:", "url", "minio:9000", "tls.server-name", "x");
    }

    private static void assertFault(String text, Object... settings) {
        List<String> faults = TestSettings.faults(FACTORY, settings);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(text), faults::toString);
        assertFalse(faults.get(0).contains("canary"), faults::toString);
    }

    @Test
    void failsWhereNothingListens() {
        MetricCollector absent = keep(TestSettings.collector(
                        FACTORY, "url", "127.0.0.1:1", "access-key", "monitor", "secret-key", "canary-secret")
                .collector());

        IOException failure = assertThrows(IOException.class, () -> run(absent));

        assertTrue(failure.getMessage().contains("nothing listens at"), failure::getMessage);
    }

    private MetricCollector withKeys() {
        return collector("access-key", MinioStub.ACCESS_KEY, "secret-key", MinioStub.SECRET_KEY);
    }

    private MetricCollector collector(Object... settings) {
        Object[] all = new Object[settings.length + 2];
        all[0] = "url";
        all[1] = minio.url();
        System.arraycopy(settings, 0, all, 2, settings.length);
        return keep(TestSettings.collector(FACTORY, all).collector());
    }

    private MetricCollector keep(MetricCollector collector) {
        collectors.add(collector);
        return collector;
    }

    private static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        assertEquals(List.of(), sink.faults());
        assertFalse(sink.missing().toString().contains("canary"), sink.missing()::toString);
        return sink;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(MinioStub.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Stands at a moment. */
    private static final class StoppedClock implements Clock {
        @Override
        public long epochMillis() {
            return NOW;
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    }
}
