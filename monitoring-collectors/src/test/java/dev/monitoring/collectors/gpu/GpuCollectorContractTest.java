package dev.monitoring.collectors.gpu;

import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class GpuCollectorContractTest extends CollectorContract {
    @TempDir
    static Path directory;

    private static FakeNvml nvml;

    @BeforeAll
    static void compile() throws Exception {
        nvml = FakeNvml.compile(directory);
    }

    @BeforeEach
    void reset() {
        nvml.reset();
    }

    @Override
    protected MetricCollector newCollector() {
        return new GpuCollector(Optional.of(nvml.file()), "host-1", Compat.DCGM_EXPORTER_4);
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() {
        return Optional.of(new GpuCollector(
                Optional.of(directory.resolve("libnone.so").toString()), "host-1", Compat.DCGM_EXPORTER_4));
    }
}
