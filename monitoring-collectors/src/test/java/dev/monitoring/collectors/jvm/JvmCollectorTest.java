package dev.monitoring.collectors.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.CountingSink;
import dev.monitoring.collectors.Exposition;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.SharedFiles;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmCompilationMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadDeadlockMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmCollectorTest {
    private static final Path PROC = Path.of("/proc");

    /** Values that no one changes between two reads a moment apart. */
    private static final List<String> STABLE = List.of(
            "jvm_info",
            "jvm_memory_max_bytes",
            "jvm_gc_max_data_size_bytes",
            "jvm_threads_deadlocked_threads",
            "jvm_threads_deadlocked_monitor_threads",
            "jvm_gc_pause_seconds",
            "process_files_max_files",
            "process_start_time_seconds",
            "system_cpu_count");

    /** Values that move, but by little. */
    private static final List<String> NEARLY_STABLE = List.of(
            "jvm_memory_committed_bytes",
            "jvm_classes_loaded_classes",
            "jvm_threads_live_threads",
            "jvm_threads_daemon_threads",
            "jvm_threads_peak_threads",
            "process_cpu_time_ns_total",
            "process_files_open_files",
            "process_uptime_seconds");

    @Test
    void saysWhatMicrometersBindersSay() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (JvmGcMetrics gc = new JvmGcMetrics();
                JvmHeapPressureMetrics pressure = new JvmHeapPressureMetrics();
                JvmCollector collector = collector(PROC)) {
            List<MeterBinder> binders = List.of(
                    gc,
                    pressure,
                    new ClassLoaderMetrics(),
                    new JvmCompilationMetrics(),
                    new JvmInfoMetrics(),
                    new JvmMemoryMetrics(),
                    new JvmThreadMetrics(),
                    new JvmThreadDeadlockMetrics(),
                    new FileDescriptorMetrics(),
                    new ProcessorMetrics(),
                    new UptimeMetrics());
            binders.forEach(binder -> binder.bindTo(registry));
            run(collector);
            collectGarbage();

            Exposition theirs = Exposition.parse(registry.scrape());
            Exposition ours = Exposition.parse(run(collector).text());

            assertEquals(theirs.types(), only(ours.types(), theirs.types().keySet()));
            assertEquals(
                    theirs.labelNames(), only(ours.labelNames(), theirs.types().keySet()));
            assertSameSeries(theirs, ours);
            Set<String> replaced = new JvmCollectorFactory().replacedMeters();
            assertEquals(
                    List.of(),
                    registry.getMeters().stream()
                            .map(meter -> meter.getId().getName())
                            .filter(name -> !replaced.contains(name))
                            .distinct()
                            .toList());
        }
    }

    @Test
    void namesEveryFamilyOfTheRecordedExposition() throws Exception {
        Path recorded = SharedFiles.require("exporters/jvm-micrometer-1.16.2.prom");
        Exposition theirs = Exposition.parse(Files.readString(recorded));
        Set<String> expected = new TreeSet<>(theirs.types().keySet());
        expected.removeIf(name -> name.startsWith("disk_")); // file systems are the system collector's
        try (JvmCollector collector = collector(PROC)) {
            run(collector);
            collectGarbage();

            Exposition ours = Exposition.parse(run(collector).text());

            assertEquals(only(theirs.types(), expected), only(ours.types(), expected));
            assertEquals(only(theirs.labelNames(), expected), only(ours.labelNames(), expected));
        }
    }

    @Test
    void namesWhatClientJavaCallsOtherwiseUnderThatNameToo() throws Exception {
        Path recorded = SharedFiles.require("exporters/jvm-client_java-1.4.3.prom");
        Exposition theirs = Exposition.parse(Files.readString(recorded));
        Set<String> expected = new TreeSet<>(theirs.types().keySet());
        expected.removeIf(
                name -> name.startsWith("jvm_memory_") && !name.endsWith("_finalization")); // ours are by pool
        try (JvmCollector collector = collector(PROC)) {
            Exposition ours = Exposition.parse(run(collector).text());

            assertEquals(only(theirs.types(), expected), only(ours.types(), expected));
            assertEquals(only(theirs.labelNames(), expected), only(ours.labelNames(), expected));
        }
    }

    @Test
    void theRulesOfTheCommunityFindTheirSeries() throws Exception {
        CommunityRules rules = CommunityRules.of("jvm-jvm-exporter.yml");
        StoredRuns runs = new StoredRuns();
        long now = Clock.system().epochMillis();
        try (JvmCollector collector = collector(PROC)) {
            runs.add(run(collector), Target.of("jvm", "app"), now);
        }

        assertEquals(Map.of(), rules.selectorsWithoutSeries(runs, now));
    }

    @Test
    void readsTheProcessStatusOfLinux(@TempDir Path directory) throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("self")).resolve("status"), """
                Name:\tjava
                VmSize:\t 9613372 kB
                VmRSS:\t  167936 kB
                VmSwap:\t       0 kB
                Threads:\t42
                """);

        RecordingSink sink = run(collector(directory));

        assertEquals(167936.0 * 1024, sink.value("process_resident_memory_bytes"));
        assertEquals(167936.0 * 1024, sink.value("process_memory_rss_bytes"));
        assertEquals(9613372.0 * 1024, sink.value("process_virtual_memory_bytes"));
        assertEquals(0, sink.value("process_memory_swap_bytes"));
        assertEquals(42, sink.value("process_threads"));
    }

    @Test
    void leavesOutWhatIsNotANumber(@TempDir Path directory) throws Exception {
        Files.write(
                Files.createDirectory(directory.resolve("self")).resolve("status"),
                "VmRSS:\nVmSize: 99999999999999999999999999999999999999999999999999 kB\nThreads:\t-1\n\0\0\377VmSwap: 5 kB"
                        .getBytes(StandardCharsets.ISO_8859_1));

        RecordingSink sink = run(collector(directory));

        assertFalse(sink.has("process_resident_memory_bytes"));
        assertFalse(sink.has("process_virtual_memory_bytes"));
        assertFalse(sink.has("process_threads"));
        assertEquals(List.of(), sink.faults());
    }

    @Test
    void worksOutTheHostsShareFromTicks(@TempDir Path directory) throws Exception {
        Path stat = directory.resolve("stat");
        HostCpu host = new HostCpu(stat);
        Files.writeString(stat, "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3\n");
        assertEquals(Double.NaN, host.read());

        Files.writeString(stat, "cpu  120 0 60 850 70 0 0 0 0 0\ncpu0 1 2 3\n");
        assertEquals(0.3, host.read(), 1e-12);

        assertEquals(0.3, host.read(), 1e-12, "no tick has passed, so the last share still holds");
    }

    @Test
    void refusesProcessorTimesThatAreNone(@TempDir Path directory) throws Exception {
        Path stat = Files.write(directory.resolve("stat"), new byte[] {0, -1, 'c', 'p', '\n'});

        IOException refused = assertThrows(IOException.class, () -> new HostCpu(stat).read());

        assertEquals("the file of processor times does not begin with a line \"cpu\"", refused.getMessage());
    }

    @Test
    void saysWhichPartIsMissingAndKeepsTheRest(@TempDir Path directory) throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("self")).resolve("status"), "Threads:\t1\n");
        JvmCollector collector = collector(directory);
        run(collector);
        Files.delete(directory.resolve("self/status"));

        RecordingSink sink = run(collector);

        assertEquals(Set.of("process status"), sink.missing().keySet());
        assertTrue(sink.has("jvm_threads_live_threads"));
    }

    @Test
    void worksWhereThereIsNoProcessStatus(@TempDir Path directory) throws Exception {
        RecordingSink sink = run(collector(directory.resolve("none")));

        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
        assertFalse(sink.has("process_threads"));
    }

    @Test
    void isForgottenByTheJvmAfterClose() {
        List<JvmPart> parts = new ArrayList<>(List.of(new GarbagePart(Clock.system())));
        WeakReference<JvmPart> registered = new WeakReference<>(parts.get(0));
        JvmCollector collector = new JvmCollector(() -> List.copyOf(parts));
        assertTrue(run(collector).has("jvm_gc_overhead"));
        parts.clear();

        collector.close();

        assertTrue(isForgotten(registered), "the JVM still holds the listener of a closed collector");
        assertEquals(0, run(collector).size(), "a closed collector registers nothing again");
    }

    @Test
    void allocatesLittle() throws Exception {
        JvmCollector collector = collector(PROC);
        CountingSink sink = new CountingSink();
        for (int i = 0; i < 200; i++) {
            collector.collect(sink, deadline());
        }
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);

        for (int i = 0; i < 100; i++) {
            collector.collect(sink, deadline());
        }

        long perRun = (threads.getThreadAllocatedBytes(id) - before) / 100;
        assertTrue(perRun < 10_000, "a run allocates " + perRun + " bytes");
        collector.close();
    }

    private static JvmCollector collector(Path procfs) {
        return JvmCollector.ofThisJvm(Clock.system(), procfs);
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(5), Clock.system());
    }

    private static RecordingSink run(JvmCollector collector) {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, deadline());
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    private static void assertSameSeries(Exposition theirs, Exposition ours) {
        theirs.values().forEach((series, value) -> {
            String family = theirs.familyOf().get(series);
            Double own = ours.values().get(series);
            assertNotNull(own, () -> series + " is missing");
            if (STABLE.contains(family)) {
                assertEquals(value, own, series);
            } else if (NEARLY_STABLE.contains(family)) {
                assertEquals(value, own, 0.1 * Math.max(100, Math.abs(value)), series);
            }
        });
    }

    private static boolean isForgotten(WeakReference<?> reference) {
        for (int i = 0; i < 10 && reference.get() != null; i++) {
            System.gc();
        }
        return reference.get() == null;
    }

    private static <V> Map<String, V> only(Map<String, V> all, Set<String> names) {
        Map<String, V> some = new TreeMap<>(all);
        some.keySet().retainAll(names);
        return some;
    }

    /** Collects, and waits until the JVM has told every listener so. */
    private static void collectGarbage() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        NotificationListener last = (notification, handback) -> told.countDown();
        List<NotificationEmitter> emitters = emitters();
        for (NotificationEmitter emitter : emitters) {
            emitter.addNotificationListener(last, null, null);
        }
        System.gc();
        assertTrue(told.await(20, TimeUnit.SECONDS), "no notification of a garbage collection");
        for (NotificationEmitter emitter : emitters) {
            emitter.removeNotificationListener(last);
        }
    }

    private static List<NotificationEmitter> emitters() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(NotificationEmitter.class::isInstance)
                .map(NotificationEmitter.class::cast)
                .toList();
    }
}
