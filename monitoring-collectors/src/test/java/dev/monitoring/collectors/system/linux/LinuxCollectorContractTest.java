package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class LinuxCollectorContractTest extends CollectorContract {
    @TempDir
    private Path directory;

    @Override
    protected MetricCollector newCollector() throws IOException {
        return LinuxHost.recorded(Files.createTempDirectory(directory, "host"))
                .collector(path -> new FileSystemUsage(1000, 400, 300, 50, 20), Clock.system());
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() throws IOException {
        LinuxHost host = LinuxHost.empty(directory.resolve("absent"));
        Files.delete(host.path("proc/stat"));
        return Optional.of(host.collector(path -> new FileSystemUsage(1, 1, 1, 1, 1), Clock.system()));
    }
}
