package dev.monitoring.collectors.bench;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.monitoring.collectors.gpu.FakeNvml;
import dev.monitoring.collectors.minio.MinioStub;
import dev.monitoring.collectors.nginx.NginxServer;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.PostgresCluster;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A server of the program's own for each collector that watches one, and what to set to watch them all. Confined to one
 * thread.
 */
final class WatchedServers implements AutoCloseable {
    private static final String CELERY = """
            import os
            from celery import Celery
            app = Celery('watched', broker=os.environ['BROKER'])
            app.conf.broker_connection_retry_on_startup = True
            """;

    /** The servers that can be frozen. */
    enum Kind {
        REDIS,
        POSTGRES,
        RABBITMQ,
        NGINX
    }

    /** How a collector reaches the port of a server: straight, or over a line that counts. */
    interface Way {
        int to(int port) throws IOException;
    }

    private final OwnRedis redis;
    private final PostgresCluster postgres;
    private final RabbitServer rabbit;
    private final OwnProcess nginx;
    private final OwnProcess worker;
    private final MinioStub minio;
    private final Path nvmlDirectory;
    private final FakeNvml nvml;

    private WatchedServers(
            OwnRedis redis,
            PostgresCluster postgres,
            RabbitServer rabbit,
            OwnProcess nginx,
            OwnProcess worker,
            MinioStub minio,
            Path nvmlDirectory)
            throws Exception {
        this.redis = redis;
        this.postgres = postgres;
        this.rabbit = rabbit;
        this.nginx = nginx;
        this.worker = worker;
        this.minio = minio;
        this.nvmlDirectory = nvmlDirectory;
        this.nvml = FakeNvml.compile(nvmlDirectory);
    }

    /**
     * Starts Redis, PostgreSQL, RabbitMQ, nginx and a Celery worker; for MinIO and NVIDIA's library, of which there are none to
     * be had, there are stand-ins in this process, whose own work so counts as that of collectors.
     */
    static WatchedServers start() throws Exception {
        System.setProperty(
                "sun.net.httpserver.nodelay", "true"); // else the stand-in for MinIO waits for its own packets
        OwnRedis redis = OwnRedis.start();
        redis.require("HSET", "Clients_status", "a", "active", "b", "paused");
        RabbitServer rabbit = RabbitServer.start("");
        try (Connection application = rabbit.connect();
                Channel channel = application.createChannel()) {
            for (String exchange : List.of("face_pipeline_results", "phone_pipeline_results", "saved_actions")) {
                channel.exchangeDeclare(exchange, BuiltinExchangeType.FANOUT, true);
                channel.queueDeclare("queue of " + exchange, true, false, false, null);
            }
            channel.exchangeDeclare("monitoring.gateway_events", BuiltinExchangeType.FANOUT, true);
        }
        OwnProcess worker = OwnProcess.of("python3")
                .file("watched.py", CELERY)
                .environment("BROKER", "redis://" + redis.address() + "/0")
                .environment("HOME", "{directory}")
                .environment("PYTHONUNBUFFERED", "1")
                .command("{program}", "-m", "celery", "-A", "watched", "worker", "-E", "-l", "INFO", "-c", "1")
                .readyWhen(started -> started.output().contains(" ready."))
                .start();
        return new WatchedServers(
                redis,
                PostgresCluster.start(),
                rabbit,
                NginxServer.start(),
                worker,
                MinioStub.start(),
                Files.createTempDirectory("watched-nvml"));
    }

    /** The settings of one target of each kind, as keys and values in turn; none for kinds that watch this machine. */
    private Map<String, Object[]> keys(Way way) throws IOException {
        String host = "127.0.0.1:";
        String amqp = "amqp://" + host;
        Map<String, Object[]> keys = new TreeMap<>();
        keys.put("system", new Object[0]);
        keys.put("jvm", new Object[0]);
        keys.put("container", new Object[0]);
        keys.put("redis", new Object[] {"address", host + way.to(redis.process().port())});
        keys.put(
                "clients",
                new Object[] {"address", host + way.to(redis.process().port())});
        keys.put(
                "celery", new Object[] {"address", host + way.to(redis.process().port())});
        keys.put(
                "postgres",
                new Object[] {"address", host + way.to(postgres.port()), "username", PostgresCluster.ADMINISTRATOR});
        String management = "http://" + host + way.to(rabbit.managementPort());
        keys.put("rabbitmq", as("guest", "url", amqp + rabbit.port(), "management-url", management));
        keys.put("pipelines", as("guest", "url", amqp + way.to(rabbit.port())));
        keys.put("actions", as("guest", "url", amqp + way.to(rabbit.port())));
        keys.put("nginx", new Object[] {"url", "http://" + host + way.to(nginx.port()) + "/stub_status"});
        keys.put("probe", new Object[] {"url", "http://" + host + way.to(nginx.port()) + "/"});
        keys.put("minio", new Object[] {
            "url", host + way.to(minio.port()), "access-key", MinioStub.ACCESS_KEY, "secret-key", MinioStub.SECRET_KEY
        });
        keys.put("gpu", new Object[] {"library", nvml.file()});
        keys.put("scrape", new Object[] {"url", "http://" + host + way.to(rabbit.metricsPort()) + "/metrics"});
        return keys;
    }

    private static Object[] as(String user, Object... keysAndValues) {
        List<Object> all = new ArrayList<>(List.of("username", user, "password", user));
        all.addAll(List.of(keysAndValues));
        return all.toArray();
    }

    /** A collector of each kind. */
    Map<String, ScheduledCollector> collectors(Way way, CollectorContext context) throws IOException {
        Map<String, Object[]> keys = keys(way);
        Map<String, ScheduledCollector> collectors = new LinkedHashMap<>();
        for (CollectorFactory factory : ServiceLoader.load(CollectorFactory.class)) {
            Object[] target = keys.get(factory.name());
            if (target == null) {
                continue;
            }
            Settings settings = factory.targetSettings().isEmpty()
                    ? TestSettings.section("monitoring.collectors." + factory.name(), target)
                    : TestSettings.target(factory, target);
            List<ScheduledCollector> made = factory.create(settings, context);
            if (made.size() != 1 || !settings.faults().isEmpty()) {
                throw new IllegalStateException(factory.name() + ": " + made + ", " + settings.faults());
            }
            collectors.put(factory.name(), made.get(0));
        }
        return collectors;
    }

    /** Lets a server not run on while its sockets stay open. */
    void freeze(Kind kind) throws IOException, InterruptedException {
        switch (kind) {
            case REDIS -> redis.process().freeze();
            case POSTGRES -> postgres.freeze();
            case RABBITMQ -> rabbit.process().freeze();
            case NGINX -> nginx.freeze();
        }
    }

    /** Lets it run on. */
    void thaw(Kind kind) throws IOException, InterruptedException {
        switch (kind) {
            case REDIS -> redis.process().thaw();
            case POSTGRES -> postgres.thaw();
            case RABBITMQ -> rabbit.process().thaw();
            case NGINX -> nginx.thaw();
        }
    }

    @Override
    public void close() throws IOException {
        minio.close();
        try (Stream<Path> files = Files.list(nvmlDirectory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(nvmlDirectory);
        worker.close();
        nginx.close();
        rabbit.close();
        postgres.close();
        redis.close();
    }

    /** Lines that count what goes over them. Confined to one thread. */
    static final class CountingLines implements Way, AutoCloseable {
        private final List<FaultyProxy> lines = new ArrayList<>();

        @Override
        public int to(int port) throws IOException {
            FaultyProxy line = FaultyProxy.to(port);
            lines.add(line);
            return line.port();
        }

        /** The bytes both ways since the start, of all lines. */
        long bytes() {
            return lines.stream()
                    .mapToLong(line -> line.bytesToServer() + line.bytesToClient())
                    .sum();
        }

        @Override
        public void close() throws IOException {
            for (FaultyProxy line : lines) {
                line.close();
            }
        }

        @Override
        public String toString() {
            return Arrays.toString(lines.stream().mapToInt(FaultyProxy::port).toArray());
        }
    }
}
