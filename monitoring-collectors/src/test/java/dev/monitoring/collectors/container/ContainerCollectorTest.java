package dev.monitoring.collectors.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.CountingSink;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerCollectorTest {
    private static final String ID = "3f4e8b9d6c1a2b7e5d0f9a8c7b6e5d4c3b2a1908f7e6d5c4b3a29180f7e6d5c4";
    private static final String SHORT_ID = "3f4e8b9d6c1a";

    @TempDir
    private Path directory;

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-11-20T12:00:00.750Z"));

    /** What version 1 and version 2 say of the same container. */
    private static final String[][] SAME = {
        {"container_cpu_cfs_periods_total", "5000"},
        {"container_cpu_cfs_throttled_periods_total", "250"},
        {"container_cpu_cfs_throttled_seconds_total", "42"},
        {"container_spec_cpu_quota", "150000"},
        {"container_spec_cpu_period", "100000"},
        {"container_memory_usage_bytes", "524288000"},
        {"container_memory_max_usage_bytes", "600000000"},
        {"container_memory_working_set_bytes", "500000000"},
        {"container_memory_rss", "400000000"},
        {"container_memory_cache", "104857600"},
        {"container_memory_mapped_file", "5242880"},
        {"container_memory_swap", "4096"},
        {"container_memory_kernel_usage", "8388608"},
        {"container_memory_failcnt", "7"},
        {"container_oom_events_total", "2"},
        {"container_spec_memory_limit_bytes", "1073741824"},
        {"container_spec_memory_reservation_limit_bytes", "0"},
        {"container_threads", "42"},
        {"container_processes", "3"},
        {"container_last_seen", "1795176000"},
    };

    @ParameterizedTest
    @ValueSource(strings = {"v1-4.19", "v2-6.8"})
    void readsEitherVersion(String recorded) throws Exception {
        RecordingSink sink = run(new ContainerCollector(resource(recorded), Optional.empty(), "registry/app:1", clock));
        String id = recorded.startsWith("v1") ? "/docker/" + ID : "/";
        String[] labels = {"id", id, "image", "registry/app:1", "name", SHORT_ID};

        for (String[] expected : SAME) {
            assertEquals(Double.parseDouble(expected[1]), sink.value(expected[0], labels), expected[0]);
        }
        assertEquals(1234.567890, sink.value("container_cpu_usage_seconds_total", and(labels, "cpu", "total")), 0.0002);
        assertEquals(902.1, sink.value("container_cpu_user_seconds_total", labels), 1e-9);
        assertEquals(
                200,
                sink.value(
                        "container_memory_failures_total",
                        and(labels, "failure_type", "pgfault", "scope", "hierarchy")));
        assertEquals(5771195392.0, sink.value("container_fs_reads_bytes_total", and(labels, "device", "254:0")));
        assertEquals(244098, sink.value("container_fs_writes_total", and(labels, "device", "254:0")));
        assertEquals(512, sink.value("container_fs_reads_bytes_total", and(labels, "device", "8:16")));
        assertEquals(108515770, sink.value("container_network_receive_bytes_total", and(labels, "interface", "eth0")));
        assertEquals(
                4, sink.value("container_network_transmit_packets_dropped_total", and(labels, "interface", "eth0")));
        assertFalse(sink.has("container_network_receive_bytes_total", and(labels, "interface", "lo")));
        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
    }

    @Test
    void theRulesOfTheCommunityFindTheirSeriesButThoseOfInodes() throws Exception {
        CommunityRules rules = CommunityRules.of("docker-containers-google-cadvisor.yml");
        StoredRuns runs = new StoredRuns();
        Target target = new Target("cadvisor", "app", Labels.of("container", "app", "pod", "app-1"));

        runs.add(
                run(new ContainerCollector(resource("v2-6.8"), Optional.empty(), "registry/app:1", clock)),
                target,
                clock.epochMillis());

        Set<String> without = new TreeSet<>();
        rules.selectorsWithoutSeries(runs, clock.epochMillis()).values().forEach(without::addAll);
        without.removeIf(selector -> selector.contains("offset")); // there was one run
        assertEquals(Set.of("container_fs_inodes_free{name!=\"\"}", "container_fs_inodes_total"), without);
    }

    @Test
    void namesDevicesAsSysfsDoes() throws Exception {
        Assumptions.assumeFalse(
                System.getProperty("os.name").startsWith("Windows"), "file names with a colon are not allowed here");
        copy("v2-6.8");
        Path uevent = directory.resolve("sys/dev/block/254:0/uevent");
        Files.createDirectories(uevent.getParent());
        Files.writeString(uevent, "MAJOR=254\nMINOR=0\nDEVNAME=vda\nDEVTYPE=disk\n");

        RecordingSink sink = run(new ContainerCollector(directory, Optional.of("app"), "", clock));

        assertEquals(
                5771195392.0,
                sink.value("container_fs_reads_bytes_total", "id", "/", "name", "app", "device", "/dev/vda"));
        assertTrue(sink.has("container_fs_reads_bytes_total", "id", "/", "name", "app", "device", "8:16"));
    }

    @Test
    void readsWhatOnlyVersion2Has() throws Exception {
        RecordingSink sink = run(new ContainerCollector(resource("v2-6.8"), Optional.of("app"), "", clock));
        String[] labels = {"id", "/", "name", "app"};

        assertEquals(2.5, sink.value("container_pressure_cpu_waiting_seconds_total", labels));
        assertEquals(6, sink.value("container_pressure_io_stalled_seconds_total", labels));
        assertEquals(4096, sink.value("container_threads_max", labels));
        assertEquals(0, sink.value("container_spec_memory_swap_limit_bytes", labels), "max is no limit");
        assertEquals(Math.floor(2 + 99 * 262142.0 / 9999), sink.value("container_spec_cpu_shares", labels));
    }

    @Test
    void readsWhatOnlyVersion1Has() throws Exception {
        RecordingSink sink = run(new ContainerCollector(resource("v1-4.19"), Optional.of("app"), "", clock));
        String[] labels = {"id", "/docker/" + ID, "name", "app"};

        assertEquals(512, sink.value("container_spec_cpu_shares", labels));
        assertEquals(2147483648.0, sink.value("container_spec_memory_swap_limit_bytes", labels));
        assertEquals(0, sink.value("container_threads_max", labels), "max is no limit");
        assertEquals(
                100,
                sink.value(
                        "container_memory_failures_total",
                        and(labels, "failure_type", "pgfault", "scope", "container")));
    }

    @Test
    void choosesTheVersionControllerByController() throws Exception {
        RecordingSink sink = run(new ContainerCollector(resource("hybrid-6.18"), Optional.empty(), "", clock));
        Path files = resource("hybrid-6.18").resolve("sys/fs/cgroup");
        String[] memory = {"id", "/jobs/6c80a98669d5"};
        String[] host = {"id", "/"};

        assertEquals(
                number(files.resolve("memory/jobs/6c80a98669d5/memory.usage_in_bytes")),
                sink.value("container_memory_usage_bytes", memory));
        assertEquals(0, sink.value("container_spec_memory_limit_bytes", memory), "no limit");
        assertEquals(
                number(files.resolve("cpuacct/cpuacct.usage")) / 1e9,
                sink.value("container_cpu_usage_seconds_total", and(host, "cpu", "total")));
        assertFalse(sink.has("container_spec_cpu_quota", host), "a quota of -1 is none");
        assertFalse(sink.has("container_cpu_cfs_periods_total", host));
        assertEquals(2, sink.value("container_processes", host));
        assertFalse(sink.has("container_threads", host), "the root group does not count them");
        assertTrue(sink.has("container_pressure_cpu_waiting_seconds_total", host));
    }

    @Test
    void usesTheTypesOfCadvisor() throws Exception {
        RecordingSink sink = run(new ContainerCollector(resource("v2-6.8"), Optional.empty(), "", clock));

        sink.families().forEach((name, family) -> {
            boolean counter = name.endsWith("_total") || name.equals("container_memory_failcnt");
            assertEquals(counter ? MetricType.COUNTER : MetricType.GAUGE, family.type(), name);
        });
    }

    @Test
    void emitsNothingWhereThereAreNoGroups() throws Exception {
        RecordingSink sink = run(new ContainerCollector(directory, Optional.empty(), "", clock));

        assertEquals(0, sink.size());
        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
    }

    @Test
    void emitsNothingWhereTheGroupsAreNotMounted() throws Exception {
        Files.createDirectories(directory.resolve("proc/self"));
        Files.writeString(directory.resolve("proc/self/cgroup"), "0::/\n");

        RecordingSink sink = run(new ContainerCollector(directory, Optional.empty(), "", clock));

        assertEquals(0, sink.size());
        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
    }

    @Test
    void saysSoWhereTheGroupsCannotBeRead() throws Exception {
        Files.createDirectories(directory.resolve("proc/self/cgroup"));

        RecordingSink sink = run(new ContainerCollector(directory, Optional.empty(), "", clock));

        assertEquals(Set.of("control groups"), sink.missing().keySet());
    }

    @Test
    void saysWhichControllerCannotBeReadAndKeepsTheRest() throws Exception {
        copy("v2-6.8");
        Files.delete(directory.resolve("sys/fs/cgroup/memory.stat"));
        Files.createDirectory(directory.resolve("sys/fs/cgroup/memory.stat"));

        RecordingSink sink = run(new ContainerCollector(directory, Optional.of("app"), "", clock));

        assertEquals(Set.of("memory"), sink.missing().keySet());
        assertEquals(42, sink.value("container_threads", "id", "/", "name", "app"));
    }

    @Test
    void followsTheProcessToAnotherGroup() throws Exception {
        copy("hybrid-6.18");
        Files.writeString(directory.resolve("proc/self/cgroup"), "4:memory:/jobs\n");
        ContainerCollector collector = new ContainerCollector(directory, Optional.empty(), "", clock);
        assertTrue(run(collector).has("container_last_seen", "id", "/jobs"));

        Files.writeString(directory.resolve("proc/self/cgroup"), "4:memory:/jobs/6c80a98669d5\n");
        clock.advance(Duration.ofMinutes(1));

        assertTrue(run(collector).has("container_memory_usage_bytes", "id", "/jobs/6c80a98669d5"));
    }

    @Test
    void neverLooksOutsideTheMountedHierarchy() throws Exception {
        copy("v2-6.8");
        Files.writeString(directory.resolve("proc/self/cgroup"), "0::/../../../../etc\n");

        RecordingSink sink = run(new ContainerCollector(directory, Optional.empty(), "", clock));

        assertEquals(42, sink.samples("container_threads").get(0).value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1-4.19", "v2-6.8", "hybrid-6.18"})
    void survivesWhateverItsFilesHold(String recorded) throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        copy(recorded);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        ContainerCollector collector = new ContainerCollector(directory, Optional.empty(), "", clock);
        for (int round = 0; round < 100; round++) {
            Path file = files.get(random.nextInt(files.size()));
            Files.write(file, damaged(Files.readAllBytes(file), random));
            clock.advance(Duration.ofMinutes(2));
            RecordingSink sink = new RecordingSink();
            try {
                collector.collect(sink, Deadline.after(Duration.ofMinutes(1), Clock.system()));
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round + ", " + file, e);
            }
        }
    }

    @Test
    void saysOfThisProcessWhatItsFilesSay() throws Exception {
        Path memberships = Path.of("/proc/self/cgroup");
        Assumptions.assumeTrue(Files.isReadable(memberships), "no /proc/self/cgroup: this is not Linux");
        ContainerCollector collector = new ContainerCollector(Path.of("/"), Optional.empty(), "", Clock.system());
        Optional<String> memory = Files.readAllLines(memberships).stream()
                .filter(line -> line.contains(":memory:") || line.startsWith("0::"))
                .map(line -> line.replaceFirst("^[0-9]+:[^:]*:", ""))
                .findFirst();
        Assumptions.assumeTrue(memory.isPresent(), "this process is in no group for memory");
        Path version1 = Path.of("/sys/fs/cgroup/memory" + memory.get(), "memory.usage_in_bytes");
        Path version2 = Path.of("/sys/fs/cgroup" + memory.get(), "memory.current");
        Path file = Files.isReadable(version1) ? version1 : version2;
        Assumptions.assumeTrue(Files.isReadable(file), "no " + version1 + " and no " + version2);

        double before = number(file);
        RecordingSink sink = run(collector);
        double after = number(file);

        double usage = sink.samples("container_memory_usage_bytes").get(0).value();
        assertTrue(
                usage >= 0.9 * Math.min(before, after) && usage <= 1.1 * Math.max(before, after),
                usage + " is far from " + before + " and " + after);
    }

    @Test
    void allocatesLittle() throws Exception {
        ContainerCollector collector = new ContainerCollector(resource("v1-4.19"), Optional.empty(), "", clock);
        CountingSink sink = new CountingSink();
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        for (int i = 0; i < 100; i++) {
            collector.collect(sink, Deadline.after(Duration.ofMinutes(1), clock));
        }
        long before = threads.getThreadAllocatedBytes(id);

        for (int i = 0; i < 100; i++) {
            collector.collect(sink, Deadline.after(Duration.ofMinutes(1), clock));
        }

        long perRun = (threads.getThreadAllocatedBytes(id) - before) / 100;
        assertTrue(perRun < 20_000, "a run allocates " + perRun + " bytes");
    }

    private RecordingSink run(ContainerCollector collector) {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofMinutes(1), Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    private static String[] and(String[] labels, String... more) {
        return Stream.concat(Arrays.stream(labels), Arrays.stream(more)).toArray(String[]::new);
    }

    private static double number(Path file) throws IOException {
        return Double.parseDouble(Files.readString(file).strip());
    }

    private static byte[] damaged(byte[] original, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(original, random.nextInt(original.length + 1));
            }
            case 1 -> {
                byte[] garbage = new byte[random.nextInt(3000)];
                random.nextBytes(garbage);
                return garbage;
            }
            case 2 -> {
                return "254:0 Read 99999999999999999999999999999999999999999999\n"
                        .repeat(1000)
                        .getBytes(StandardCharsets.US_ASCII);
            }
            default -> {
                for (int i = 0; i < 10 && original.length > 0; i++) {
                    original[random.nextInt(original.length)] = (byte) random.nextInt();
                }
                return original;
            }
        }
    }

    private void copy(String recorded) throws IOException, URISyntaxException {
        Path source = resource(recorded);
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = directory.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static Path resource(String recorded) throws URISyntaxException {
        URL file = Objects.requireNonNull(
                ContainerCollectorTest.class.getResource("/container/" + recorded + "/proc/self/cgroup"));
        return Path.of(file.toURI()).getParent().getParent().getParent();
    }
}
