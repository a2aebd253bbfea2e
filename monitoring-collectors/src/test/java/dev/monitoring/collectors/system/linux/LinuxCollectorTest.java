package dev.monitoring.collectors.system.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.CountingSink;
import dev.monitoring.collectors.Exposition;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.SharedFiles;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LinuxCollectorTest {
    private static final FileSystemUsage USAGE = new FileSystemUsage(1000, 400, 300, 50, 20);

    @TempDir
    private Path directory;

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-11-20T12:00:00Z"));
    private final CountDownLatch server = new CountDownLatch(1);

    @AfterEach
    void releaseServer() {
        server.countDown();
    }

    @Test
    void saysOfARecordedHostWhatWasReviewed() throws Exception {
        String expected = Files.readString(LinuxHost.recordedFiles().resolve("expected.prom"), StandardCharsets.UTF_8);
        try (LinuxCollector collector = LinuxHost.recorded(directory).collector(path -> USAGE, clock)) {
            String text = LinuxHost.run(collector).text();

            assertEquals(withoutThisMachine(expected), withoutThisMachine(text));
        }
    }

    @Test
    void agreesWithNodeExporterOnTypesAndLabels() throws Exception {
        Exposition theirs = Exposition.parse(Files.readString(SharedFiles.require("exporters/node-1.11.1.prom")));
        LinuxHost host = LinuxHost.recorded(directory);
        FileSystemUsage.Reader reader = path -> {
            if (path.endsWith("share")) {
                throw new IOException("Stale file handle");
            }
            return USAGE;
        };
        try (LinuxCollector collector = host.collector(reader, clock)) {
            Exposition ours = Exposition.parse(LinuxHost.run(collector).text());
            Set<String> shared = new TreeSet<>(theirs.types().keySet());
            shared.retainAll(ours.types().keySet());
            Set<String> missing = new TreeSet<>(theirs.types().keySet());
            missing.removeAll(shared);
            missing.removeIf(name -> !name.startsWith("node_"));

            assertEquals(only(theirs.types(), shared), only(ours.types(), shared));
            shared.remove("node_os_info"); // distributions say more or less
            assertEquals(only(theirs.labelNames(), shared), only(ours.labelNames(), shared));
            missing.removeIf(
                    name -> name.startsWith("node_timex_")); // needs a call, which recorded hosts cannot answer
            assertEquals(Set.of(), missing);
        }
    }

    @Test
    void theRulesOfTheCommunityFindTheirSeriesOnAHostWithAllTheHardware() throws Exception {
        CommunityRules rules = CommunityRules.of("host-and-hardware-node-exporter.yml");
        LinuxHost host = LinuxHost.recorded(directory)
                .write("sys/class/net/eth0/speed", "10000\n")
                .write("sys/class/net/bonding_masters", "bond0\n")
                .write("sys/class/net/bond0/bonding/slaves", "eth0\n")
                .write("sys/class/net/bond0/lower_eth0/bonding_slave/mii_status", "up\n")
                .write("sys/class/hwmon/hwmon0/name", "coretemp\n")
                .write("sys/class/hwmon/hwmon0/temp1_crit_alarm", "0\n")
                .write("sys/class/hwmon/hwmon0/temp1_alarm", "0\n")
                .write("sys/devices/system/edac/mc/mc0/ce_count", "0\n")
                .write("sys/devices/system/edac/mc/mc0/ue_count", "0\n")
                .write("proc/mdstat", """
                        Personalities : [raid1]
                        md0 : active raid1 sdb1[1] sda1[0]
                              976630464 blocks super 1.2 [2/2] [UU]

                        unused devices: <none>
                        """);
        LinuxSettings recorded = host.settings(Duration.ofSeconds(10));
        LinuxSettings withCalls = new LinuxSettings(
                recorded.compat(), recorded.paths(), recorded.filters(), recorded.mountTimeout(), true);
        StoredRuns runs = new StoredRuns();
        try (LinuxCollector collector = new LinuxCollector("system", withCalls, clock, path -> USAGE)) {
            runs.add(LinuxHost.run(collector), Target.of("node", "host"), clock.epochMillis());
        }

        assertEquals(Map.of(), rules.selectorsWithoutSeries(runs, clock.epochMillis()));
    }

    @Test
    void emitsTheSameSeriesInTheSameOrderEachTime() throws Exception {
        try (LinuxCollector collector = LinuxHost.recorded(directory).collector(path -> USAGE, clock)) {
            String first = LinuxHost.run(collector).text();
            clock.advance(Duration.ZERO);
            String second = LinuxHost.run(collector).text();

            assertEquals(first, second);
        }
    }

    @Test
    void usesTheLabelsOfTheOlderExporterWhereAskedTo() throws Exception {
        LinuxHost host = LinuxHost.recorded(directory);
        LinuxSettings newer = host.settings(Duration.ofSeconds(10));
        LinuxSettings older = new LinuxSettings(
                Compat.NODE_EXPORTER_1_5, newer.paths(), newer.filters(), newer.mountTimeout(), newer.nativeCalls());
        FileSystemUsage.Reader broken = path -> {
            throw new IOException("Permission denied");
        };
        try (LinuxCollector collector = new LinuxCollector("system", older, clock, broken)) {
            Exposition ours = Exposition.parse(LinuxHost.run(collector).text());

            assertEquals(
                    Set.of("device", "fstype", "mountpoint"), ours.labelNames().get("node_filesystem_device_error"));
            assertFalse(ours.labelNames().get("node_disk_info").contains("rotational"));
            assertFalse(ours.labelNames().get("node_network_info").contains("adminstate"));
            assertTrue(ours.values().containsKey("node_disk_io_now{device=\"zram0\"}"));
        }
    }

    @Test
    void saysWhichPartsCannotBeReadAndKeepsTheRest() throws Exception {
        LinuxHost host = LinuxHost.recorded(directory);
        Files.delete(host.path("proc/meminfo"));
        Files.createDirectory(host.path("proc/meminfo"));
        Files.delete(host.path("proc/diskstats"));
        Files.createDirectory(host.path("proc/diskstats"));
        try (LinuxCollector collector = host.collector(path -> USAGE, clock)) {
            RecordingSink sink = LinuxHost.run(collector);

            assertEquals(Set.of("meminfo", "diskstats"), sink.missing().keySet());
            assertEquals(0, sink.value("node_scrape_collector_success", "collector", "meminfo"));
            assertEquals(1, sink.value("node_scrape_collector_success", "collector", "cpu"));
            assertTrue(sink.has("node_load1"));
        }
    }

    @Test
    void countsTheRunningThreadsBeforeItSetsItsOwnToWork() throws Exception {
        Set<Thread> earlier = Thread.getAllStackTraces().keySet();
        Set<Thread> readers = new HashSet<>();
        AtomicBoolean counted = new AtomicBoolean();
        MetricSink sink = (MetricSink) Proxy.newProxyInstance(
                MetricSink.class.getClassLoader(), new Class<?>[] {MetricSink.class}, (proxy, method, arguments) -> {
                    if (arguments[0] instanceof Family family && family.name().equals("node_procs_running")) {
                        counted.set(true);
                        readers.addAll(Thread.getAllStackTraces().keySet());
                    }
                    return null;
                });
        try (LinuxCollector collector = LinuxHost.recorded(directory).collector(path -> USAGE, clock)) {
            collector.collect(sink, Deadline.after(Duration.ofMinutes(1), Clock.system()));

            readers.removeAll(earlier);
            readers.removeIf(thread -> !thread.getName().startsWith("monitoring-"));
            assertTrue(counted.get());
            assertEquals(Set.of(), readers);
        }
    }

    @Test
    void takesAbsentFilesForFeaturesTheKernelLacks() throws Exception {
        try (LinuxCollector collector = LinuxHost.empty(directory).collector(path -> USAGE, clock)) {
            RecordingSink sink = LinuxHost.run(collector);

            assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
            assertEquals(0, sink.value("node_scrape_collector_success", "collector", "pressure"));
        }
    }

    @Test
    void failsWithARemedyWhereThereIsNoProc() {
        LinuxSettings some = LinuxHost.empty(directory.resolve("some")).settings(Duration.ofSeconds(1));
        Path none = directory.resolve("none");
        KernelPaths paths = new KernelPaths(none, none, none, none);
        LinuxCollector collector = new LinuxCollector(
                "system", new LinuxSettings(some.compat(), paths, some.filters(), some.mountTimeout(), false), clock);

        IOException failure = assertThrows(IOException.class, () -> LinuxHost.run(collector));

        assertTrue(failure.getMessage().contains("set monitoring.collectors.system.procfs"), failure.getMessage());
    }

    @Test
    void doesNotWaitTwiceForAMountThatHangs() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        FileSystemUsage.Reader reader = path -> {
            if (path.endsWith("share")) {
                asked.incrementAndGet();
                await(server);
            }
            return USAGE;
        };
        LinuxHost host = LinuxHost.recorded(directory);
        String[] share = {"device", "files.example:/share", "fstype", "nfs4", "mountpoint", "/srv/share"};
        String[] root = {"device", "/dev/vda", "fstype", "ext4", "mountpoint", "/"};
        String[] hangingShare = Stream.concat(Stream.of(share), Stream.of("device_error", "mountpoint timeout"))
                .toArray(String[]::new);
        try (LinuxCollector collector =
                new LinuxCollector("system", host.settings(Duration.ofMillis(50)), clock, reader)) {
            for (int run = 0; run < 3; run++) {
                RecordingSink sink = LinuxHost.run(collector);

                assertEquals(1, sink.value("node_filesystem_device_error", hangingShare));
                assertFalse(sink.has("node_filesystem_size_bytes", share));
                assertEquals(1000, sink.value("node_filesystem_size_bytes", root));
                assertEquals(0, sink.value("node_filesystem_device_error", root));
            }
            assertEquals(1, asked.get(), "a mount that hangs is not asked again");

            server.countDown();
            RecordingSink sink = LinuxHost.run(collector);
            while (!sink.has("node_filesystem_size_bytes", share)) {
                sink = LinuxHost.run(collector);
            }

            assertEquals(0, sink.value("node_filesystem_device_error", share));
        }
    }

    @Test
    void survivesWhateverItsFilesHold() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        LinuxHost host = LinuxHost.recorded(directory);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        try (LinuxCollector collector = host.collector(path -> USAGE, clock)) {
            for (int round = 0; round < 60; round++) {
                for (Path file : files) {
                    if (random.nextInt(4) == 0) {
                        Files.write(file, damaged(file, random));
                    }
                }
                clock.advance(Duration.ofMinutes(2));
                RecordingSink sink = new RecordingSink();
                try {
                    collector.collect(sink, Deadline.after(Duration.ofMinutes(1), Clock.system()));
                } catch (Exception e) {
                    throw new AssertionError("seed " + seed + ", round " + round, e);
                }
            }
        }
    }

    private static byte[] damaged(Path file, Random random) throws IOException {
        byte[] original = Files.readAllBytes(file);
        switch (random.nextInt(6)) {
            case 0 -> {
                return Arrays.copyOf(original, random.nextInt(original.length + 1));
            }
            case 1 -> {
                byte[] garbage = new byte[random.nextInt(5000)];
                random.nextBytes(garbage);
                return garbage;
            }
            case 2 -> {
                return new String(original, StandardCharsets.ISO_8859_1)
                        .replaceAll("[0-9]+", "99999999999999999999999999999999999999999999")
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
            case 3 -> {
                return new String(original, StandardCharsets.ISO_8859_1)
                        .replaceAll("([0-9]+)", "-$1")
                        .getBytes(StandardCharsets.ISO_8859_1);
            }
            case 4 -> {
                return new byte[200_000]; // one line of nothing
            }
            default -> {
                for (int i = 0; i < 20 && original.length > 0; i++) {
                    original[random.nextInt(original.length)] = (byte) random.nextInt();
                }
                return original;
            }
        }
    }

    @Test
    void readsThisHostCheaply() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/stat")), "no /proc/stat: this is not Linux");
        LinuxSettings recorded = LinuxHost.empty(directory).settings(Duration.ofSeconds(1));
        KernelPaths paths = new KernelPaths(Path.of("/proc"), Path.of("/sys"), Path.of("/"), Path.of("/run/udev/data"));
        LinuxSettings settings =
                new LinuxSettings(recorded.compat(), paths, recorded.filters(), recorded.mountTimeout(), true);
        try (LinuxCollector collector = new LinuxCollector("system", settings, clock)) {
            CountingSink sink = new CountingSink();
            for (int i = 0; i < 300; i++) {
                clock.advance(Duration.ofSeconds(5));
                collect(collector, sink);
            }
            long before = allocatedBytes();

            for (int i = 0; i < 60; i++) {
                clock.advance(Duration.ofSeconds(5));
                collect(collector, sink);
            }

            long perRun = (allocatedBytes() - before) / 60;
            assertTrue(perRun < 50_000, "a run allocates " + perRun + " bytes on this thread and its helpers");
            assertTrue(sink.samples() / 360 > 200, "only " + sink.samples() / 360 + " samples per run");
        }
    }

    private static void collect(LinuxCollector collector, CountingSink sink) throws Exception {
        collector.collect(sink, Deadline.after(Duration.ofMinutes(1), Clock.system()));
    }

    /** What this thread and the collector's own allocated; others of this JVM are none of its business. */
    private static long allocatedBytes() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread == Thread.currentThread() || thread.getName().startsWith("monitoring-system-")) {
                bytes += threads.getThreadAllocatedBytes(thread.getId());
            }
        }
        return bytes;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    /** The time zone and the size of pages are those of the machine that runs the test. */
    private static String withoutThisMachine(String text) {
        return text.replaceAll(
                "(node_time_zone_offset_seconds|node_exporter_build_info|node_sockstat_[A-Z]+_mem_bytes)[{ ].*\\n", "");
    }

    private static <V> Map<String, V> only(Map<String, V> all, Set<String> names) {
        Map<String, V> some = new TreeMap<>(all);
        some.keySet().retainAll(names);
        return some;
    }
}
