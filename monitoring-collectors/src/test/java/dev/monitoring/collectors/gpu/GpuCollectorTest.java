package dev.monitoring.collectors.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.RecordingSink.Sample;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class GpuCollectorTest {
    private static final int LOST = NvmlException.GPU_IS_LOST;

    @TempDir
    static Path directory;

    private static FakeNvml nvml;

    private GpuCollector collector;

    @BeforeAll
    static void compile() throws Exception {
        nvml = FakeNvml.compile(directory);
    }

    @BeforeEach
    void begin() {
        nvml.reset();
        collector = new GpuCollector(Optional.of(nvml.file()), "host-1", Compat.DCGM_EXPORTER_4);
    }

    @AfterEach
    void close() {
        collector.close();
    }

    @ParameterizedTest
    @CsvSource({
        "DCGM_FI_DEV_SM_CLOCK, 1100",
        "DCGM_FI_DEV_MEM_CLOCK, 1200",
        "DCGM_FI_DEV_GPU_TEMP, 41",
        "DCGM_FI_DEV_MEMORY_TEMP, 55",
        "DCGM_FI_DEV_POWER_USAGE, 123.456",
        "DCGM_FI_DEV_POWER_MGMT_LIMIT, 700",
        "DCGM_FI_DEV_ENFORCED_POWER_LIMIT, 650",
        "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 9876543210123",
        "DCGM_FI_DEV_PCIE_REPLAY_COUNTER, 7",
        "DCGM_FI_DEV_PCIE_LINK_GEN, 5",
        "DCGM_FI_DEV_PCIE_LINK_WIDTH, 16",
        "DCGM_FI_DEV_GPU_UTIL, 87",
        "DCGM_FI_DEV_MEM_COPY_UTIL, 31",
        "DCGM_FI_DEV_ENC_UTIL, 3",
        "DCGM_FI_DEV_DEC_UTIL, 4",
        "DCGM_FI_DEV_PSTATE, 0",
        "DCGM_FI_DEV_FB_TOTAL, 143771",
        "DCGM_FI_DEV_FB_RESERVED, 600",
        "DCGM_FI_DEV_FB_USED, 1234",
        "DCGM_FI_DEV_FB_FREE, 141937",
        "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS, 1",
        "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS, 2",
        "DCGM_FI_DEV_ROW_REMAP_PENDING, 0",
        "DCGM_FI_DEV_ROW_REMAP_FAILURE, 1",
        "DCGM_FI_DEV_ECC_CURRENT, 1",
        "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL, 0",
        "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL, 10",
        "DCGM_FI_DEV_ECC_SBE_AGG_TOTAL, 1",
        "DCGM_FI_DEV_ECC_DBE_AGG_TOTAL, 11",
        "DCGM_FI_DEV_RETIRED_SBE, 0",
        "DCGM_FI_DEV_RETIRED_DBE, 2",
        "DCGM_FI_DEV_RETIRED_PENDING, 0",
        "DCGM_FI_DEV_MIG_MODE, 0",
        "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL, 1234",
        "DCGM_FI_DEV_CLOCKS_EVENT_REASONS, 68",
        "DCGM_FI_DEV_XID_ERRORS, 0",
    })
    void readsEachFigureUnderTheNameOfDcgm(String name, double value) throws Exception {
        assertEquals(value, value(run(), name, "gpu", "1"), 1e-9);
    }

    @Test
    void labelsDevicesAsDcgmExporterDoes() throws Exception {
        List<Sample> samples = run().samples("DCGM_FI_DEV_GPU_UTIL");

        assertEquals(2, samples.size());
        assertEquals(
                Labels.of(
                        "gpu", "0",
                        "UUID", "GPU-00000000",
                        "pci_bus_id", "00000000:10:00.0",
                        "device", "nvidia0",
                        "modelName", "NVIDIA H200",
                        "hostname", "host-1",
                        "DCGM_FI_DRIVER_VERSION", "570.86.15"),
                samples.get(0).labels());
    }

    @Test
    void namesEachReasonForLowerClocks() throws Exception {
        RecordingSink sink = run();

        assertEquals(1, value(sink, "gpu_clock_event", "gpu", "0", "clock_event", "sw_power_cap"));
        assertEquals(1, value(sink, "gpu_clock_event", "gpu", "0", "clock_event", "hw_thermal"));
        assertEquals(0, value(sink, "gpu_clock_event", "gpu", "0", "clock_event", "gpu_idle"));
    }

    @Test
    void comparesTheDevicesOwnCountersOfTwoRuns() throws Exception {
        assertTrue(run().samples("DCGM_FI_PROF_PIPE_TENSOR_ACTIVE").isEmpty());

        RecordingSink second = run();

        assertEquals(0.05, value(second, "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "gpu", "0"), 1e-12);
        assertEquals(20.0 * (1 << 20), value(second, "DCGM_FI_PROF_PCIE_TX_BYTES", "gpu", "0"));
        assertTrue(second.samples("DCGM_FI_PROF_PIPE_FP64_ACTIVE").isEmpty(), "the device has no such counter");
    }

    @Test
    void showsTheLastCriticalError() throws Exception {
        run();
        nvml.set("xid", 79);

        assertEquals(79, value(run(), "DCGM_FI_DEV_XID_ERRORS", "gpu", "1"));
        assertEquals(79, value(run(), "DCGM_FI_DEV_XID_ERRORS", "gpu", "1"));
        assertEquals(0, value(run(), "DCGM_FI_DEV_XID_ERRORS", "gpu", "0"));
    }

    @Test
    void givesTheMemoryOfInstancesWhereADeviceIsPartedIntoThem() throws Exception {
        nvml.set("instances", 2);

        RecordingSink sink = run();

        assertEquals(4, sink.samples("DCGM_FI_DEV_FB_USED").size());
        assertEquals(100, value(sink, "DCGM_FI_DEV_FB_USED", "gpu", "0", "GPU_I_ID", "7", "GPU_I_PROFILE", "1g.18gb"));
        assertEquals(102, value(sink, "DCGM_FI_DEV_FB_USED", "gpu", "0", "GPU_I_ID", "9", "GPU_I_PROFILE", "1g.18gb"));
        assertEquals(1, value(sink, "DCGM_FI_DEV_MIG_MODE", "gpu", "0"));
    }

    @ParameterizedTest
    @CsvSource({"3", "13"})
    void leavesOutWhatTheDeviceDoesNotKnowAndAsksNoMore(int code) throws Exception {
        nvml.fail("nvmlDeviceGetPowerUsage", code);
        RecordingSink first = run();
        nvml.fail("nvmlDeviceGetPowerUsage", 0);

        assertTrue(first.samples("DCGM_FI_DEV_POWER_USAGE").isEmpty());
        assertTrue(first.missing().isEmpty());
        assertTrue(run().samples("DCGM_FI_DEV_POWER_USAGE").isEmpty());
    }

    @Test
    void leavesOutWhatTheLibraryHasNoFunctionFor() throws Exception {
        RecordingSink sink = run();

        assertTrue(sink.samples("DCGM_FI_DEV_FAN_SPEED").isEmpty());
        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
    }

    @Test
    void saysWhatIsMissingForNow() throws Exception {
        nvml.fail("nvmlDeviceGetPowerUsage:1", NvmlException.NO_PERMISSION);

        RecordingSink sink = run();

        assertEquals(
                "nvmlDeviceGetPowerUsage failed with code 4 (some fault); let this process's user read and write"
                        + " /dev/nvidia*",
                sink.missing().get("gpu 1").getMessage());
        assertEquals(1, sink.samples("DCGM_FI_DEV_POWER_USAGE").size());
        nvml.fail("nvmlDeviceGetPowerUsage:1", 0);
        assertEquals(2, run().samples("DCGM_FI_DEV_POWER_USAGE").size());
    }

    @Test
    void aLostDeviceLeavesTheOthersAndTheNextRunBeginsAnew() throws Exception {
        run();
        nvml.set("code:*:1", LOST);

        RecordingSink sink = run();

        assertEquals(1, sink.samples("DCGM_FI_DEV_GPU_UTIL").size());
        assertTrue(sink.missing().get("gpu 1").getMessage().contains("reset it"));
        nvml.set("code:*:1", 0);
        assertEquals(2, run().samples("DCGM_FI_DEV_GPU_UTIL").size());
        assertEquals(2, nvml.get("opened"));
        assertEquals(1, nvml.get("initialized"));
    }

    @Test
    void failsWhereAllDevicesAreLostAndRecovers() throws Exception {
        run();
        nvml.set("code:*:0", LOST);
        nvml.set("code:*:1", LOST);

        NvmlException lost = assertThrows(NvmlException.class, this::run);

        assertEquals(LOST, lost.code());
        assertEquals(0, nvml.get("initialized"));
        nvml.set("code:*:0", 0);
        nvml.set("code:*:1", 0);
        assertEquals(2, run().samples("DCGM_FI_DEV_GPU_UTIL").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9 | load the kernel module nvidia, or give the container the driver",
                "18 | the library and the kernel module are of two versions, reboot after the update",
                "999 | nvmlInit_v2 failed with code 999",
            })
    void saysWhatToDoWhereTheDriverDoesNotWork(int code, String words) throws Exception {
        nvml.fail("nvmlInit_v2", code);

        String message = assertThrows(NvmlException.class, this::run).getMessage();

        assertTrue(message.contains(words), message);
        nvml.fail("nvmlInit_v2", 0);
        assertFalse(run().samples("DCGM_FI_DEV_GPU_UTIL").isEmpty());
    }

    @Test
    void saysSoWhereThereIsNoLibrary() {
        GpuCollector without =
                new GpuCollector(Optional.of("/nonexistent/libnvml.so"), "host-1", Compat.DCGM_EXPORTER_4);

        String message = assertThrows(NvmlException.class, () -> without.collect(new RecordingSink(), deadline()))
                .getMessage();

        assertTrue(message.startsWith("NVML could not be loaded as /nonexistent/libnvml.so; install"), message);
    }

    @Test
    void saysSoWhereThereIsNoDevice() {
        nvml.set("devices", 0);

        assertTrue(assertThrows(NvmlException.class, this::run).getMessage().startsWith("NVML finds no GPU; give"));
        assertEquals(0, nvml.get("initialized"));
    }

    @Test
    void findsDevicesThatWereAddedLater() throws Exception {
        nvml.set("devices", 1);
        assertEquals(1, run().samples("DCGM_FI_DEV_GPU_UTIL").size());
        nvml.set("devices", 2);

        int runs = 0;
        while (run().samples("DCGM_FI_DEV_GPU_UTIL").size() == 1) {
            assertTrue(runs++ < 100, "not found within 100 runs");
        }
    }

    @Test
    void closeShutsDownAndFreesAll() throws Exception {
        run();
        run();

        collector.close();

        assertEquals(0, nvml.get("initialized"));
        assertEquals(0, nvml.get("samples"));
        assertEquals(0, nvml.get("event sets"));
    }

    @Test
    void closeDoesNotWaitForARunThatHangs() throws Exception {
        nvml.set("hang", 1);
        CompletableFuture<RecordingSink> hanging = CompletableFuture.supplyAsync(() -> {
            try {
                return run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        collector.close();

        nvml.set("hang", 0);
        hanging.get(60, TimeUnit.SECONDS);
        collector.close();
        assertEquals(0, nvml.get("initialized"));
    }

    @Test
    void imitatesTheExporterOfTheSettings() throws Exception {
        collector = new GpuCollector(Optional.of(nvml.file()), "host-1", Compat.DCGM_EXPORTER_3);

        RecordingSink sink = run();

        assertEquals(68, value(sink, "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS", "gpu", "0", "Hostname", "host-1"));
    }

    @Test
    void factoryHonoursItsSettings() throws Exception {
        Settings settings = TestSettings.section(
                "monitoring.collectors.gpu", "library", nvml.file(), "instance", "box-7", "labels.room", "12");

        List<ScheduledCollector> made = new GpuCollectorFactory().create(settings, TestSettings.CONTEXT);

        assertEquals(List.of(), settings.faults());
        assertEquals(
                Labels.of("job", "dcgm-exporter", "instance", "box-7", "room", "12"),
                made.get(0).target().labels());
        made.get(0).collector().close();
    }

    @Test
    void factoryNamesTheProfilesThereAre() {
        Settings settings = TestSettings.section("monitoring.collectors.gpu", "compat", "dcgm-exporter/9");

        new GpuCollectorFactory().create(settings, TestSettings.CONTEXT);

        assertEquals(1, settings.faults().size());
        String fault = settings.faults().get(0).toString();
        assertTrue(fault.endsWith(
                "\"dcgm-exporter/9\" is none of the choices; use one of dcgm-exporter/3, dcgm-exporter/4"));
    }

    private RecordingSink run() throws IOException {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, deadline());
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    /** The one sample with these labels among its own. */
    private static double value(RecordingSink sink, String name, String... namesAndValues) {
        List<Sample> found = sink.samples(name).stream()
                .filter(sample -> IntStream.range(0, namesAndValues.length / 2)
                        .allMatch(i ->
                                namesAndValues[2 * i + 1].equals(sample.labels().get(namesAndValues[2 * i]))))
                .toList();
        assertEquals(1, found.size(), name + " in " + sink.samples(name));
        return found.get(0).value();
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(20), Clock.system());
    }
}
