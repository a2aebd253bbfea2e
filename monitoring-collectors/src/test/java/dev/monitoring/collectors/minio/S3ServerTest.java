package dev.monitoring.collectors.minio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.RecordedLine;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The SDK against a real server of the S3 API that is no MinIO. */
@Timeout(180)
class S3ServerTest {
    private static final MinioCollectorFactory FACTORY = new MinioCollectorFactory();
    private static final long NOW = 1_700_000_000_000L;

    private static S3Server server;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start().bucket("empty", 0, 0).bucket("logs", 25, 100).bucket("photos", 3, 5000);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void givesWhatSuchAServerOffersAndSaysWhatItDoesNot() throws Exception {
        RecordingSink run = run(collector());

        assertEquals(3, run.value("minio_cluster_bucket_total"));
        assertEquals(1, run.value("minio_health_check_status", "check", "s3"));
        assertEquals(Set.of("MinIO"), run.missing().keySet());
        String missing = run.missing().get("MinIO").getMessage();
        assertTrue(missing.contains("/minio/health/live answers with status 404: this is no MinIO"), missing);
        assertTrue(missing.contains("set kind to s3"), missing);
        assertTrue(run.samples("minio_bucket_usage_object_total").isEmpty());
    }

    @Test
    void asksForNothingElseWhereToldThatItIsOne() throws Exception {
        RecordedLine line = keep(RecordedLine.to(server.port()));

        RecordingSink run = run(through(line.port(), "kind", "s3"));

        assertEquals(Map.of(), run.missing());
        assertEquals(
                Set.of("minio_cluster_bucket_total", "minio_health_check_status"),
                run.families().keySet());
        assertEquals(1, line.requests().size(), line.requests()::toString);
        assertTrue(line.requests().get(0).startsWith("GET /?max-buckets="), line.requests()::toString);
    }

    @Test
    void countsObjectsByListingThem() throws Exception {
        RecordingSink run = run(listing());

        assertEquals(Map.of(), run.missing());
        assertEquals(0, run.value("minio_bucket_usage_object_total", "bucket", "empty"));
        assertEquals(25, run.value("minio_bucket_usage_object_total", "bucket", "logs"));
        assertEquals(2_500, run.value("minio_bucket_usage_total_bytes", "bucket", "logs"));
        assertEquals(15_000, run.value("minio_bucket_usage_total_bytes", "bucket", "photos"));
        assertEquals(28, run.value("minio_cluster_usage_object_total"));
        assertEquals(17_500, run.value("minio_cluster_usage_total_bytes"));
    }

    @Test
    void neverSendsAnythingButGetOverOneConnection() throws Exception {
        RecordedLine line = keep(RecordedLine.to(server.port()));
        MetricCollector collector = through(
                line.port(), "buckets.list", "true", "buckets.max-objects-per-run", "10", "buckets.interval", "1s");

        for (int i = 0; i < 8; i++) {
            run(collector);
        }

        assertTrue(line.requests().size() >= 24, line.requests()::toString);
        for (String request : line.requests()) {
            assertTrue(request.matches("(GET|HEAD) .*"), request);
        }
        assertTrue(line.requests().stream().anyMatch(request -> request.contains("/logs?")), line.requests()::toString);
        assertEquals(1, line.connections());
    }

    @Test
    void goesOnInTheNextRunWhereTheLimitOfOneEnds() throws Exception {
        MetricCollector collector = listing("buckets.max-objects-per-run", "10");

        RecordingSink first = run(collector);
        RecordingSink second = run(collector);
        RecordingSink third = run(collector);

        assertTrue(first.has("minio_bucket_usage_object_total", "bucket", "empty"));
        assertFalse(first.has("minio_bucket_usage_object_total", "bucket", "logs"));
        assertFalse(second.has("minio_bucket_usage_object_total", "bucket", "logs"));
        assertEquals(25, third.value("minio_bucket_usage_object_total", "bucket", "logs"));
        assertEquals(2_500, third.value("minio_bucket_usage_total_bytes", "bucket", "logs"));
        assertFalse(second.has("minio_cluster_usage_object_total"));
        assertEquals(3, third.value("minio_bucket_usage_object_total", "bucket", "photos"));
        assertEquals(28, third.value("minio_cluster_usage_object_total"));
    }

    @Test
    void keepsFiguresUntilTheNextRoundAndForgetsBucketsThatAreGone() throws Exception {
        S3Server own = keep(S3Server.start().bucket("photos", 3, 5000).bucket("passing", 2, 7));
        MetricCollector seldom = through(own.port(), "kind", "s3", "buckets.list", "true");
        MetricCollector always = through(own.port(), "kind", "s3", "buckets.list", "true", "buckets.interval", "1s");
        assertEquals(2, run(seldom).value("minio_bucket_usage_object_total", "bucket", "passing"));
        assertEquals(2, run(always).value("minio_bucket_usage_object_total", "bucket", "passing"));

        own.put("passing", 2, 3, 7);

        assertEquals(2, run(seldom).value("minio_bucket_usage_object_total", "bucket", "passing"));
        Await.until("another round", () -> objects(always, "passing") == 5);
        own.remove("passing");
        RecordingSink after = run(seldom);
        assertFalse(after.has("minio_bucket_usage_object_total", "bucket", "passing"));
        assertEquals(3, after.value("minio_bucket_usage_object_total", "bucket", "photos"));
    }

    @Test
    void listsTheNamedBucketsOnly() throws Exception {
        RecordingSink run = run(listing("buckets.names", "photos,absent"));

        assertEquals(3, run.value("minio_bucket_usage_object_total", "bucket", "photos"));
        assertEquals(1, run.samples("minio_bucket_usage_object_total").size());
        assertFalse(run.has("minio_cluster_usage_object_total"));
        assertEquals(3, run.value("minio_cluster_bucket_total"));
    }

    private static double objects(MetricCollector collector, String bucket) {
        try {
            return run(collector).value("minio_bucket_usage_object_total", "bucket", bucket);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void doesNotCountWhatIsBeyondTheLimits() throws Exception {
        RecordingSink large = run(listing("buckets.max-objects", "24"));
        RecordingSink many = run(listing("buckets.max", "2"));

        assertFalse(large.has("minio_bucket_usage_object_total", "bucket", "logs"));
        assertFalse(large.has("minio_cluster_usage_object_total"));
        assertEquals(3, large.value("minio_bucket_usage_object_total", "bucket", "photos"));
        assertTrue(
                large.missing().get("bucket logs").getMessage().contains("more than 24 objects and is not counted"),
                large.missing()::toString);
        assertFalse(many.has("minio_bucket_usage_object_total", "bucket", "photos"));
        assertFalse(many.has("minio_cluster_usage_object_total"));
        assertTrue(
                many.missing().get("buckets").getMessage().contains("there are 3 buckets"), many.missing()::toString);
    }

    @Test
    void fillsTheBundle() throws Exception {
        RecordingSink run = run(listing());
        run.add(MinioFamilies.UP, Labels.EMPTY, 1); // as the scheduler does
        StoredRuns runs = new StoredRuns();
        runs.add(run, new Target("minio-job", "s3:80", Labels.EMPTY), NOW);

        Map<String, Double> storage = runs.read(FACTORY.bundles().get(0), NOW);

        assertEquals(1, storage.get("up"));
        assertEquals(3, storage.get("bucket_count"));
        assertEquals(17_500, storage.get("used_bytes"));
        assertEquals(25, storage.get("buckets[logs].objects"));
        assertEquals(1, storage.get("servers[s3:80].s3"));
        assertFalse(storage.containsKey("capacity_bytes"));
    }

    @Test
    void saysWhichKeyIsWrong() {
        assertFails("correct secret-key", collectorOf(server.port(), "monitor", "canary2", "kind", "s3"));
        assertFails("correct access-key", collectorOf(server.port(), "nobody", "canary2", "kind", "s3"));
        assertFails(
                "is no MinIO",
                keep(TestSettings.collector(FACTORY, "url", server.url()).collector()));
    }

    @Test
    void saysThatAPageIsNoneOfTheApi() throws Exception {
        RawServer page = keep(RawServer.start((socket, number) -> {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"
                            .getBytes(StandardCharsets.US_ASCII));
        }));

        assertFails("is not of the S3 API", collectorOf(page.port(), "monitor", "canary", "kind", "s3"));
    }

    @Test
    void takesNoThread() throws Exception {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        MetricCollector collector = listing();

        for (int i = 0; i < 3; i++) {
            run(collector);
        }

        Set<Thread> added = new HashSet<>(Thread.getAllStackTraces().keySet());
        added.removeAll(before);
        for (Thread thread : added) {
            assertFalse(
                    thread.getName().matches("(?i).*(okhttp|okio|minio|commonPool).*"),
                    () -> "a new thread: " + thread.getName());
        }
        collector.close();
    }

    @Test
    void closeFreesACallThatHangs() throws Exception {
        RawServer silent = keep(RawServer.start(
                (socket, number) -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream())));
        MetricCollector collector = collectorOf(silent.port(), "monitor", "canary", "kind", "s3");
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            Future<?> run = worker.submit(() -> collect(collector, Duration.ofMinutes(10)));
            Await.until("a connection", () -> silent.accepted() == 1);

            collector.close();

            assertThrows(java.util.concurrent.ExecutionException.class, () -> run.get(20, TimeUnit.SECONDS));
        } finally {
            worker.shutdownNow();
        }
    }

    @Test
    void speaksTlsWithTheTargetsAuthority(@TempDir Path directory) throws Exception {
        TestAuthority authority = TestAuthority.named("authority");
        TestAuthority.Identity identity = authority.issue("localhost", "127.0.0.1");
        RecordedLine line =
                keep(RecordedLine.to(server.port(), identity.context().getServerSocketFactory()));
        Path trusted = authority.write(directory.resolve("ca.pem"));
        Object[] keys = {
            "url",
            "https://localhost:" + line.port(),
            "access-key",
            "monitor",
            "secret-key",
            "canary-secret",
            "kind",
            "s3"
        };

        RecordingSink run = run(keep(TestSettings.collector(FACTORY, with(keys, "tls.ca-file", trusted))
                .collector()));

        assertEquals(3, run.value("minio_cluster_bucket_total"));
        assertFails(
                "nobody who is trusted vouches for",
                keep(TestSettings.collector(FACTORY, keys).collector()));
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        FaultyProxy line = keep(FaultyProxy.to(server.port()));
        MetricCollector collector =
                collectorOf(line.port(), "monitor", "canary-secret", "kind", "s3", "buckets.list", "true");

        LineFaults.survive(line, collector, "canary");

        assertTrue(line.open() <= 1, () -> line.open() + " connections are open");
    }

    @Test
    void survivesWhateverHappensToTheServer() throws Exception {
        try (OwnProcess own = OwnProcess.of("java")
                .command(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        S3Server.class.getName(),
                        "{port}")
                .start()) {
            MetricCollector collector = collectorOf(own.port(), "monitor", "canary-secret", "kind", "s3");
            awaitRun(collector);

            own.freeze();
            assertFails("no answer in time", collector, Duration.ofMillis(500));
            own.thaw();
            awaitRun(collector);

            own.kill();
            assertFails("nothing listens at", collector);
            own.start();
            awaitRun(collector);

            own.stop();
            assertFails("nothing listens at", collector);
        }
    }

    /** Until a run delivers: the server listens before its buckets are there. */
    private static void awaitRun(MetricCollector collector) {
        Await.until("a run that delivers", () -> {
            try {
                return run(collector).value("minio_cluster_bucket_total") == 1;
            } catch (Exception e) {
                return false;
            }
        });
    }

    private static void assertFails(String message, MetricCollector collector) {
        assertFails(message, collector, Duration.ofSeconds(20));
    }

    private static void assertFails(String message, MetricCollector collector, Duration timeout) {
        Exception failure = assertThrows(Exception.class, () -> collect(collector, timeout));
        assertTrue(failure instanceof IOException, failure::toString);
        assertTrue(failure.getMessage().contains(message), failure::getMessage);
        assertFalse(failure.toString().contains("canary"), failure::toString);
    }

    private MetricCollector collector(Object... settings) {
        return through(server.port(), settings);
    }

    private MetricCollector through(int port, Object... settings) {
        return collectorOf(port, S3Server.ACCESS_KEY, S3Server.SECRET_KEY, settings);
    }

    private MetricCollector listing(Object... settings) {
        return collector(with(settings, "kind", "s3", "buckets.list", "true"));
    }

    private MetricCollector collectorOf(int port, String accessKey, String secretKey, Object... settings) {
        Object[] all =
                with(settings, "url", "http://127.0.0.1:" + port, "access-key", accessKey, "secret-key", secretKey);
        return keep(TestSettings.collector(FACTORY, all).collector());
    }

    private static Object[] with(Object[] settings, Object... more) {
        List<Object> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of(more));
        return all.toArray();
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(0, closeable);
        return closeable;
    }

    private static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = collect(collector, Duration.ofSeconds(20));
        assertEquals(List.of(), sink.faults());
        assertFalse(sink.missing().toString().contains("canary"), sink.missing()::toString);
        return sink;
    }

    private static RecordingSink collect(MetricCollector collector, Duration timeout) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(timeout, Clock.system()));
        return sink;
    }
}
