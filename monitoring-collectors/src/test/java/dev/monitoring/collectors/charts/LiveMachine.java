package dev.monitoring.collectors.charts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.collectors.container.MovingContainer;
import dev.monitoring.collectors.gpu.FakeNvml;
import dev.monitoring.collectors.jobs.Job;
import dev.monitoring.collectors.jobs.Jobs;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is watched on this machine and in this process. */
final class LiveMachine {
    private LiveMachine() {}

    /** This host, with what its kernel tells. */
    static final class Host implements LiveSystem {
        private static final Pattern REAL_DISK = Pattern.compile("(?m)^ *\\d+ +\\d+ (?!loop|ram|zram|fd)\\w+ ");
        private static final Pattern REAL_FILE_SYSTEM =
                Pattern.compile("(?m)^/\\S+ \\S+ (?!tmpfs|ramfs|squashfs|overlay|iso9660)\\w+ ");

        @Override
        public void open(Path directory) {
            assumeTrue(Files.exists(Path.of("/proc/stat")), "only on Linux is there all that the charts ask for");
        }

        @Override
        public String excuse(String chart) {
            try {
                return switch (chart) {
                    case "host-pressure" ->
                        Files.isReadable(Path.of("/proc/pressure/cpu")) ? "" : "the kernel tells no pressure";
                    case "host-disk-busy", "host-disk-bytes" ->
                        found(REAL_DISK, "/proc/diskstats") ? "" : "there is no disk";
                    case "host-space" ->
                        found(REAL_FILE_SYSTEM, "/proc/self/mounts") ? "" : "there is no file system of a disk";
                    case "host-network" -> isConnected() ? "" : "there is but the loopback";
                    default -> "";
                };
            } catch (IOException e) {
                return e.toString();
            }
        }

        private static boolean found(Pattern pattern, String file) throws IOException {
            return pattern.matcher(Files.readString(Path.of(file))).find();
        }

        private static boolean isConnected() throws IOException {
            try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
                return all.anyMatch(each -> !each.getName().matches("lo|veth.*|docker.*|br-.*"));
            }
        }
    }

    /** This process, which allocates and collects its garbage. */
    static final class Jvm implements LiveSystem {
        @Override
        public void work() {
            List<byte[]> survivors =
                    Stream.generate(() -> new byte[100_000]).limit(50).toList();
            System.gc();
            assertEquals(50, survivors.size());
        }
    }

    /** What the host's meters are in; there is one such registry in a process. */
    private static final MeterRegistry HOST = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Meters of an HTTP server under the names that Micrometer's instrumentation and its binder for Tomcat give them. */
    static final class Http implements LiveSystem {
        @Override
        public void watch(MonitoringBuilder builder) {
            builder.meterRegistry(HOST);
            Gauge.builder("tomcat.threads.busy", () -> 3).baseUnit("threads").register(HOST);
            Gauge.builder("tomcat.threads.config.max", () -> 200)
                    .baseUnit("threads")
                    .register(HOST);
        }

        @Override
        public void work() {
            request("200", "SUCCESS");
            request("500", "SERVER_ERROR");
        }

        private void request(String status, String outcome) {
            Timer.builder("http.server.requests")
                    .tags("uri", "/orders", "method", "GET", "status", status, "outcome", outcome)
                    .publishPercentileHistogram()
                    .register(HOST)
                    .record(Duration.ofMillis(20));
        }
    }

    /** Jobs of a host, counted by what the library offers for that. */
    static final class Background implements LiveSystem {
        private final Jobs jobs = Jobs.of(HOST);

        @Override
        public void watch(MonitoringBuilder builder) {
            builder.meterRegistry(HOST);
            jobs.job("mail").queueSize(() -> 4);
        }

        @Override
        public void work() {
            Job mail = jobs.job("mail");
            jobs.run("mail", () -> mail.processed(5));
        }
    }

    /** A recorded container that goes on, as tests run in none with all limits set. */
    static final class Container implements LiveSystem {
        private MovingContainer container;

        @Override
        public void open(Path directory) throws Exception {
            container = MovingContainer.in(directory);
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            builder.collector(container.collector(Clock.system()), Target.of("cadvisor", "recorded"));
        }

        @Override
        public void work() throws Exception {
            container.work();
        }
    }

    /** A library that answers as NVML does. */
    static final class Gpu implements LiveSystem {
        private FakeNvml nvml;

        @Override
        public void open(Path directory) throws Exception {
            nvml = FakeNvml.compile(directory);
        }

        @Override
        public void watch(MonitoringBuilder builder) {
            builder.set("monitoring.collectors.gpu.library", nvml.file());
        }
    }
}
