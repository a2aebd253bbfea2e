package dev.monitoring.collectors.system.oshi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.nativefree.SystemInfo;
import oshi.software.os.OperatingSystem;
import oshi.spi.SystemInfoProvider;

/** Through OSHI's interfaces, fed by its implementation for Linux that needs no native code. */
class OshiCollectorTest {
    @BeforeEach
    void requireLinux() {
        Assumptions.assumeTrue(
                System.getProperty("os.name").startsWith("Linux"), "OSHI without native code reads only Linux");
    }

    @Test
    void saysInNodeExportersWordsWhatOshiKnows() {
        RecordingSink sink = run(new OshiCollector("system", Vocabulary.NODE, Clock.system(), SystemInfo::new));

        assertEquals(Set.of(), sink.missing().keySet());
        assertTrue(sink.families().keySet().stream().allMatch(name -> name.startsWith("node_")));
        assertTrue(sink.value("node_cpu_seconds_total", "cpu", "0", "mode", "idle") > 0);
        assertTrue(sink.value("node_memory_total_bytes") > sink.value("node_memory_available_bytes"));
        assertTrue(sink.value("node_load1") >= 0);
        assertTrue(sink.value("node_boot_time_seconds") < sink.value("node_time_seconds"));
        assertTrue(sink.samples("node_network_receive_bytes_total").size() > 0
                || sink.samples("node_network_up").isEmpty());
        assertTrue(sink.samples("node_filesystem_size_bytes").stream().allMatch(sample -> sample.value() > 0));
        assertEquals(1, sink.samples("node_uname_info").size());
    }

    @Test
    void saysInWindowsExportersWordsWhatOshiKnows() {
        RecordingSink sink = run(new OshiCollector("system", Vocabulary.WINDOWS, Clock.system(), SystemInfo::new));

        assertEquals(Set.of(), sink.missing().keySet());
        assertTrue(sink.families().keySet().stream().allMatch(name -> name.startsWith("windows_")));
        assertTrue(sink.value("windows_cpu_time_total", "core", "0,0", "mode", "idle") > 0);
        assertTrue(sink.value("windows_cpu_time_total", "core", "0,0", "mode", "privileged")
                >= sink.value("windows_cpu_time_total", "core", "0,0", "mode", "dpc"));
        assertEquals(sink.value("windows_cs_physical_memory_bytes"), sink.value("windows_os_visible_memory_bytes"));
        assertTrue(sink.value("windows_os_processes") > 0);
        assertTrue(sink.value("windows_system_system_up_time") < sink.value("windows_os_time"));
    }

    @Test
    void givesEveryFamilyATypeThatFitsItsName() {
        for (Vocabulary vocabulary : Vocabulary.values()) {
            RecordingSink sink = run(new OshiCollector("system", vocabulary, Clock.system(), SystemInfo::new));

            for (Family family : sink.families().values()) {
                boolean counter = family.name().endsWith("_total");
                assertEquals(counter ? MetricType.COUNTER : MetricType.GAUGE, family.type(), family.name());
                assertFalse(family.help().isEmpty(), family.name());
            }
        }
    }

    @Test
    void startsOshiOnce() {
        AtomicInteger starts = new AtomicInteger();
        OshiCollector collector = new OshiCollector("system", Vocabulary.NODE, Clock.system(), () -> {
            starts.incrementAndGet();
            return new SystemInfo();
        });
        assertEquals(0, starts.get());

        run(collector);
        run(collector);

        assertEquals(1, starts.get());
    }

    @Test
    void keepsTheRestWhenAPartFails() {
        OshiCollector collector =
                new OshiCollector("system", Vocabulary.NODE, Clock.system(), () -> new WithoutDisks(new SystemInfo()));

        RecordingSink sink = run(collector);

        assertEquals(Set.of("diskstats"), sink.missing().keySet());
        assertTrue(sink.has("node_load1"));
    }

    @Test
    void readsOptionsVolumesAndDriveNames() {
        assertTrue(NodeParts.isReadOnly("ro,nosuid"));
        assertTrue(NodeParts.isReadOnly("local,read-only"));
        assertFalse(NodeParts.isReadOnly("rw,errors=remount-ro"));
        assertEquals("C:", WindowsParts.volume("C:\\"));
        assertEquals("/", WindowsParts.volume("/"));
        assertEquals("0", WindowsParts.disk("\\\\.\\PHYSICALDRIVE0"));
        assertEquals("/dev/sda", WindowsParts.disk("/dev/sda"));
    }

    private static RecordingSink run(OshiCollector collector) {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofMinutes(1), Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    /** A host that cannot list its disks; the lists of the others are not reached. */
    private record WithoutDisks(SystemInfo whole) implements SystemInfoProvider {
        @Override
        public OperatingSystem getOperatingSystem() {
            return whole.getOperatingSystem();
        }

        @Override
        public HardwareAbstractionLayer getHardware() {
            StackTraceElement[] stack = Thread.currentThread().getStackTrace();
            for (StackTraceElement frame : stack) {
                if (frame.getMethodName().equals("disks")
                        && frame.getClassName().endsWith("OshiHost")) {
                    throw new UnsatisfiedLinkError("no disks");
                }
            }
            return whole.getHardware();
        }

        @Override
        public int getPriority() {
            return 0;
        }

        @Override
        public boolean isAvailable() {
            return true;
        }
    }
}
