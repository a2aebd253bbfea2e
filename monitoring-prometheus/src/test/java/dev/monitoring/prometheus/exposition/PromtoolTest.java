package dev.monitoring.prometheus.exposition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.prometheus.testing.PrometheusProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The linter of Prometheus reads the pages. */
class PromtoolTest {
    @TempDir
    Path folder;

    private final Registry registry = new Registry();

    @Test
    void findsNothingToComplainAbout() throws Exception {
        SampleSet.of("app", "a")
                .family(Family.counter("jobs_total", "Jobs\nand \\ more."))
                .sample(3, "path", "C:\\x \"y\"\n\u001b[31m")
                .family(Family.gauge("temperature_celsius", ""))
                .sample(-1.5)
                .family(Family.histogram("latency_seconds", "Latency."))
                .part("_bucket", 1, "le", "0.5")
                .part("_bucket", 2, "le", "+Inf")
                .part("_sum", 3)
                .part("_count", 2)
                .part("_created", 1.5e9)
                .family(Family.summary("size_bytes", "Size."))
                .sample(1, "quantile", "0.5")
                .part("_sum", 3)
                .part("_count", 2)
                .publish(registry, "c");
        SampleSet.of("app", "b")
                .family(Family.counter("jobs_total", "Jobs."))
                .at(1_700_000_000_000L, "", 3, "path", "/")
                .publish(registry, "c");

        assertEquals("", complaints());
    }

    @Test
    void complainsOnlyAboutNamesThatExportersHave() throws Exception {
        SampleSet.of("pg", "a")
                .family(Family.counter("pg_commits", "Commits."))
                .sample(3)
                .publish(registry, "c");

        assertEquals("pg_commits counter metrics should have \"_total\" suffix\n", complaints());
    }

    private String complaints() throws Exception {
        Path page = folder.resolve("page");
        try (var out = Files.newOutputStream(page)) {
            new Exposition(registry::sources).write(ExpositionFormat.TEXT, out);
        }
        Path complaints = folder.resolve("complaints");
        Process promtool = new ProcessBuilder(
                        PrometheusProcess.program("promtool").toString(), "check", "metrics")
                .redirectInput(page.toFile())
                .redirectErrorStream(true)
                .redirectOutput(complaints.toFile())
                .start();
        promtool.waitFor(30, TimeUnit.SECONDS);
        return Files.readString(complaints);
    }
}
