package dev.monitoring.collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.testing.PageServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collectors on a class path without the libraries that are optional. */
class WithoutLibrariesTest {
    private static final List<String> LIBRARIES = List.of(
            "oshi.",
            "com.sun.jna.",
            "io.lettuce.",
            "io.netty.",
            "reactor.",
            "com.rabbitmq.",
            "org.postgresql.",
            "io.minio.",
            "okhttp3.");
    private static final CollectorContext CONTEXT =
            new CollectorContext(Clock.system(), Duration.ofSeconds(5), Duration.ofSeconds(4), "app1");

    @ParameterizedTest
    @ValueSource(
            strings = {"system.SystemCollectorFactory", "jvm.JvmCollectorFactory", "container.ContainerCollectorFactory"
            })
    void collectorsRun(String factoryName) throws Exception {
        try (WithoutLibraries loader = new WithoutLibraries()) {
            RecordingSink sink = run(factory(loader, factoryName));

            assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
        }
    }

    @Test
    void theHostLacksOnlyWhatNeedsTheCLibrary() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/stat")), "no /proc/stat: this is not Linux");
        try (WithoutLibraries loader = new WithoutLibraries()) {
            RecordingSink sink = run(factory(loader, "system.SystemCollectorFactory"));

            assertEquals(0, sink.value("node_scrape_collector_success", "collector", "timex"));
            assertTrue(sink.samples("node_filesystem_files").isEmpty());
            assertFalse(sink.samples("node_filesystem_size_bytes").isEmpty());
            assertEquals(1, sink.value("node_scrape_collector_success", "collector", "filesystem"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis.RedisCollectorFactory", "clients.ClientStatesCollectorFactory"})
    void whatReadsRedisSaysWhatToAdd(String factoryName) throws Exception {
        try (WithoutLibraries loader = new WithoutLibraries()) {
            CollectorFactory factory = factory(loader, factoryName);

            assertEquals(Optional.of("add io.lettuce:lettuce-core to the class path"), factory.unavailable());
            assertEquals(List.of(), factory.create(Settings.of(Map.of(), "s"), CONTEXT));
            assertFalse(factory.targetSettings().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipelines.PipelineCollectorFactory", "actions.ActionCollectorFactory"})
    void whatListensToRabbitSaysWhatToAdd(String factoryName) throws Exception {
        try (WithoutLibraries loader = new WithoutLibraries()) {
            CollectorFactory factory = factory(loader, factoryName);

            assertEquals(Optional.of("add com.rabbitmq:amqp-client to the class path"), factory.unavailable());
            assertEquals(List.of(), factory.create(Settings.of(Map.of(), "s"), CONTEXT));
            assertFalse(factory.targetSettings().isEmpty());
            assertFalse(factory.targetLists().isEmpty());
            assertFalse(factory.bundles().isEmpty());
        }
    }

    @Test
    void celerySaysWhatToAddForWhichBroker() throws Exception {
        try (WithoutLibraries loader = new WithoutLibraries()) {
            CollectorFactory factory = factory(loader, "celery.CeleryCollectorFactory");

            assertEquals(
                    Optional.of(
                            "add com.rabbitmq:amqp-client for RabbitMQ, or io.lettuce:lettuce-core for Redis, to the"
                                    + " class path"),
                    factory.unavailable());
            for (String key : List.of("url", "address")) {
                Settings target = TestSettings.target(factory, key, key.equals("url") ? "amqp://h" : "h");
                assertEquals(List.of(), factory.create(target, CONTEXT));
                assertTrue(target.faults().toString().contains("client library is missing; add "), key);
            }
        }
    }

    @Test
    void postgresSaysWhatToAdd() throws Exception {
        try (WithoutLibraries loader = new WithoutLibraries()) {
            CollectorFactory factory = factory(loader, "postgres.PostgresCollectorFactory");

            assertEquals(Optional.of("add org.postgresql:postgresql to the class path"), factory.unavailable());
            assertEquals(List.of(), factory.create(Settings.of(Map.of(), "s"), CONTEXT));
            assertFalse(factory.targetSettings().isEmpty());
        }
    }

    @Test
    void gpuSaysWhatToAdd() throws Exception {
        try (WithoutLibraries loader = new WithoutLibraries()) {
            CollectorFactory factory = factory(loader, "gpu.GpuCollectorFactory");

            assertEquals(Optional.of("add net.java.dev.jna:jna-jpms to the class path"), factory.unavailable());
            assertFalse(factory.settings().isEmpty());
        }
    }

    @Test
    void rabbitmqSaysWhatToAdd() throws Exception {
        try (WithoutLibraries loader = new WithoutLibraries()) {
            CollectorFactory factory = factory(loader, "rabbitmq.RabbitCollectorFactory");

            assertEquals(Optional.of("add com.rabbitmq:amqp-client to the class path"), factory.unavailable());
            assertEquals(List.of(), factory.create(Settings.of(Map.of(), "s"), CONTEXT));
            assertFalse(factory.targetSettings().isEmpty());
        }
    }

    @Test
    void minioLacksOnlyTheS3ApiAndSaysWhatToAdd() throws Exception {
        try (WithoutLibraries loader = new WithoutLibraries();
                PageServer server = PageServer.start()
                        .page("/minio/health/live", "")
                        .page("/minio/v2/metrics/cluster", "minio_cluster_bucket_total 3\n")) {
            CollectorFactory factory = factory(loader, "minio.MinioCollectorFactory");
            RecordingSink sink = new RecordingSink();

            assertEquals(Optional.empty(), factory.unavailable());
            ScheduledCollector scheduled = TestSettings.collector(
                    factory, "url", server.url(""), "pages", "cluster", "access-key", "a", "secret-key", "b");
            scheduled.collector().collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
            scheduled.collector().close();

            assertEquals(3, sink.value("minio_cluster_bucket_total"));
            assertEquals(
                    "the S3 API is asked through MinIO's SDK; add io.minio:minio and com.squareup.okhttp3:okhttp-jvm to"
                            + " the class path",
                    sink.missing().get("S3 API").getMessage());
        }
    }

    private static CollectorFactory factory(ClassLoader loader, String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("dev.monitoring.collectors." + name, true, loader);
        assertEquals(loader, type.getClassLoader());
        return (CollectorFactory) type.getConstructor().newInstance();
    }

    private static RecordingSink run(CollectorFactory factory) throws Exception {
        assertEquals(Optional.empty(), factory.unavailable());
        List<ScheduledCollector> collectors = factory.create(Settings.of(Map.of(), "s"), CONTEXT);
        RecordingSink sink = new RecordingSink();
        for (ScheduledCollector scheduled : collectors) {
            scheduled.collector().collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
            scheduled.collector().close();
        }
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    /** Loads the collectors itself, and what they know from the class path of the test, but for the libraries. */
    private static final class WithoutLibraries extends URLClassLoader {
        private WithoutLibraries() throws IOException {
            super(
                    new URL[] {
                        CollectorFactoryFiles.locationOf(
                                "dev/monitoring/collectors/system/SystemCollectorFactory.class")
                    },
                    WithoutLibrariesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (LIBRARIES.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name + " is not on this class path");
            }
            if (name.startsWith("dev.monitoring.collectors.")) {
                synchronized (getClassLoadingLock(name)) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? findClass(name) : loaded;
                }
            }
            return super.loadClass(name, resolve);
        }
    }

    /** Where the module's own classes lie. */
    private static final class CollectorFactoryFiles {
        private static URL locationOf(String classFile) throws IOException {
            String url = WithoutLibrariesTest.class
                    .getClassLoader()
                    .getResource(classFile)
                    .toString();
            return new URL(url.substring(0, url.length() - classFile.length()));
        }
    }
}
