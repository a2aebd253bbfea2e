package dev.monitoring.collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The JSON bundles over what the collectors deliver, asked of the real query engine. */
class BundlesTest {
    private static final long START = 1_795_176_000_000L;
    private static final long STEP = 5_000;

    private final StoredRuns runs = new StoredRuns();

    @Test
    void showNothingAndFailNowhereBeforeTheFirstRun() {
        for (CollectorFactory factory : ServiceLoader.load(CollectorFactory.class)) {
            for (Bundle bundle : factory.bundles()) {
                assertEquals(Map.of(), runs.read(bundle, START), bundle.name());
            }
        }
    }

    @Test
    void areNamedAlikeInSnakeCaseAndOnce() {
        for (CollectorFactory factory : ServiceLoader.load(CollectorFactory.class)) {
            for (Bundle bundle : factory.bundles()) {
                Set<String> names = new TreeSet<>();
                for (Bundle.Entry entry : bundle.entries()) {
                    assertTrue(entry.name().matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"), entry.name());
                    assertTrue(names.add(entry.name()), entry.name());
                }
            }
        }
    }

    @Test
    void showThisMachine() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/stat")), "no /proc/stat: this is not Linux");
        CollectorContext context =
                new CollectorContext(Clock.system(), Duration.ofSeconds(5), Duration.ofSeconds(4), "app1");
        for (CollectorFactory factory : ServiceLoader.load(CollectorFactory.class)) {
            if (!factory.enabledByDefault()) {
                continue;
            }
            for (ScheduledCollector scheduled : factory.create(Settings.of(Map.of(), "s"), context)) {
                for (int run = 0; run < 3; run++) {
                    useProcessor();
                    RecordingSink sink = new RecordingSink();
                    scheduled.collector().collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
                    runs.add(sink, scheduled.target(), START + run * STEP);
                }
                scheduled.collector().close();
            }
        }

        Map<String, Double> system = read("system");
        Map<String, Double> jvm = read("jvm");
        Map<String, Double> container = read("container");

        for (String name : List.of("cpu_percent", "mem_percent", "disk_percent", "swap_percent")) {
            assertPercent(system, name);
        }
        for (String name : List.of(
                "uptime_seconds",
                "cpus",
                "load1",
                "load5",
                "load15",
                "mem_used_bytes",
                "mem_total_bytes",
                "cpu_user_percent",
                "open_files",
                "network[lo].received_bytes_per_second",
                "network[lo].up")) {
            assertNotNull(system.get(name), () -> name + " in " + system);
        }
        assertPercent(jvm, "heap_percent");
        for (String name : List.of(
                "heap_used_bytes",
                "threads",
                "classes",
                "open_files",
                "uptime_seconds",
                "gc_pause_seconds_per_second")) {
            assertNotNull(jvm.get(name), () -> name + " in " + jvm);
        }
        assertTrue(jvm.keySet().stream().anyMatch(name -> name.matches("pools\\[.*]\\.used_bytes")));
        assertTrue(container.isEmpty() || container.containsKey("memory_bytes"), container::toString);
    }

    @Test
    void showWhatTheNumbersMeanOfAHost() {
        for (int run = 0; run < 4; run++) {
            RecordingSink sink = new RecordingSink();
            gauge(sink, "node_memory_MemTotal_bytes", 1000);
            gauge(sink, "node_memory_MemAvailable_bytes", 400);
            gauge(sink, "node_memory_SwapTotal_bytes", 0);
            gauge(sink, "node_memory_SwapFree_bytes", 0);
            gauge(sink, "node_time_seconds", 5000);
            gauge(sink, "node_boot_time_seconds", 3000);
            counter(sink, "node_cpu_seconds_total", 4.0 * run, "cpu", "0", "mode", "idle");
            counter(sink, "node_cpu_seconds_total", 1.0 * run, "cpu", "0", "mode", "user");
            gauge(sink, "node_filesystem_size_bytes", 100, "mountpoint", "/");
            gauge(sink, "node_filesystem_free_bytes", 40, "mountpoint", "/");
            gauge(sink, "node_filesystem_avail_bytes", 20, "mountpoint", "/");
            counter(sink, "node_disk_read_bytes_total", 500.0 * run, "device", "sda");
            runs.add(sink, Target.of("node", "app1"), START + run * STEP);
        }

        Map<String, Double> system = read("system");

        assertEquals(60, system.get("mem_percent"), 1e-9);
        assertEquals(0, system.get("swap_percent"), 1e-9);
        assertEquals(2000, system.get("uptime_seconds"), 1e-9);
        assertEquals(20, system.get("cpu_percent"), 1e-9);
        assertEquals(20, system.get("cpu_user_percent"), 1e-9);
        assertEquals(75, system.get("disk_percent"), 1e-9);
        assertEquals(75, system.get("filesystems[/].used_percent"), 1e-9);
        assertEquals(100, system.get("disks[sda].read_bytes_per_second"), 1e-9);
    }

    @Test
    void showWhatTheNumbersMeanOfWindows() {
        for (int run = 0; run < 4; run++) {
            RecordingSink sink = new RecordingSink();
            gauge(sink, "windows_os_visible_memory_bytes", 1000);
            gauge(sink, "windows_memory_available_bytes", 400);
            counter(sink, "windows_cpu_time_total", 4.0 * run, "core", "0,0", "mode", "idle");
            counter(sink, "windows_cpu_time_total", 0.75 * run, "core", "0,0", "mode", "user");
            counter(sink, "windows_cpu_time_total", 0.25 * run, "core", "0,0", "mode", "privileged");
            counter(sink, "windows_cpu_time_total", 0.25 * run, "core", "0,0", "mode", "dpc");
            gauge(sink, "windows_logical_disk_size_bytes", 100, "volume", "C:");
            gauge(sink, "windows_logical_disk_free_bytes", 40, "volume", "C:");
            counter(sink, "windows_net_bytes_received_total", 500.0 * run, "nic", "Ethernet");
            runs.add(sink, Target.of("windows", "app1"), START + run * STEP);
        }

        Map<String, Double> system = read("system");

        assertEquals(60, system.get("mem_percent"), 1e-9);
        assertEquals(20, system.get("cpu_percent"), 1e-9);
        assertEquals(60, system.get("disk_percent"), 1e-9);
        assertEquals(60, system.get("filesystems[C:].used_percent"), 1e-9);
        assertEquals(100, system.get("network[Ethernet].received_bytes_per_second"), 1e-9);
    }

    @Test
    void showWhatTheNumbersMeanOfAContainer() {
        for (int run = 0; run < 4; run++) {
            RecordingSink sink = new RecordingSink();
            gauge(sink, "container_memory_working_set_bytes", 250, "id", "/a");
            gauge(sink, "container_spec_memory_limit_bytes", 1000, "id", "/a");
            counter(sink, "container_cpu_usage_seconds_total", 2.5 * run, "id", "/a", "cpu", "total");
            gauge(sink, "container_spec_cpu_quota", 200_000, "id", "/a");
            gauge(sink, "container_spec_cpu_period", 100_000, "id", "/a");
            counter(sink, "container_cpu_cfs_periods_total", 50.0 * run, "id", "/a");
            counter(sink, "container_cpu_cfs_throttled_periods_total", 5.0 * run, "id", "/a");
            gauge(sink, "container_threads", 42, "id", "/a");
            runs.add(sink, Target.of("cadvisor", "app1"), START + run * STEP);
        }

        Map<String, Double> container = read("container");

        assertEquals(25, container.get("memory_percent"), 1e-9);
        assertEquals(0.5, container.get("cpu_cores"), 1e-9);
        assertEquals(2, container.get("cpu_limit_cores"), 1e-9);
        assertEquals(25, container.get("cpu_percent"), 1e-9);
        assertEquals(10, container.get("throttled_percent"), 1e-9);
        assertEquals(42, container.get("pids"), 1e-9);
    }

    private static void gauge(MetricSink sink, String name, double value, String... labels) {
        sink.add(Family.gauge(name, "For a test."), Labels.of(labels), value);
    }

    private static void counter(MetricSink sink, String name, double value, String... labels) {
        sink.add(Family.counter(name, "For a test."), Labels.of(labels), value);
    }

    private Map<String, Double> read(String name) {
        for (CollectorFactory factory : ServiceLoader.load(CollectorFactory.class)) {
            for (Bundle bundle : factory.bundles()) {
                if (bundle.name().equals(name)) {
                    return runs.read(bundle, START + 3 * STEP);
                }
            }
        }
        throw new AssertionError("no bundle " + name);
    }

    /** Until the kernel, which counts processor time in hundredths of a second, has counted some. */
    private static void useProcessor() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long endNanos = threads.getCurrentThreadCpuTime() + 50_000_000;
        while (threads.getCurrentThreadCpuTime() < endNanos) {
            Thread.onSpinWait();
        }
    }

    private static void assertPercent(Map<String, Double> numbers, String name) {
        Double number = numbers.get(name);
        assertNotNull(number, () -> name + " in " + numbers);
        assertTrue(number >= 0 && number <= 100, name + " is " + number);
    }
}
