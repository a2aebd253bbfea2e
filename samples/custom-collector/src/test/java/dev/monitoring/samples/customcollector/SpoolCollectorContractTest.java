package dev.monitoring.samples.customcollector;

import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Holds the collector to what every collector promises; a collector of your own deserves the same. */
class SpoolCollectorContractTest extends CollectorContract {
    @TempDir
    Path spool;

    @Override
    protected MetricCollector newCollector() throws IOException {
        Files.writeString(spool.resolve("letter"), "hello");
        return collectorOf(spool);
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() {
        return Optional.of(collectorOf(spool.resolve("missing")));
    }

    private static MetricCollector collectorOf(Path directory) {
        return new SpoolCollector(directory, 100, ManualClock.atEpochMillis(0));
    }
}
