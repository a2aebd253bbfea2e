package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.query.ScriptReport.Verdict;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Runs scripts in the language of Prometheus' promqltest: the project's own, and Prometheus' where a folder
 * {@code shared/conformance/promql} lies beside the repository or the system property {@code monitoring.promql.scripts} names
 * one. Prints a line per script.
 */
class PromqlScriptsTest {
    @Test
    void runsTheProjectsOwnScripts() throws IOException, URISyntaxException {
        Path folder = Path.of(PromqlScriptsTest.class.getResource("/promql").toURI());

        assertEquals(List.of(), complaintsOf(folder));
    }

    @Test
    void runsTheScriptsOfPrometheus() throws IOException {
        Optional<Path> folder = foreignScripts();
        assumeTrue(folder.isPresent(), "no scripts: a folder shared/conformance/promql beside the repository");

        assertEquals(List.of(), complaintsOf(folder.get()));
    }

    private static Optional<Path> foreignScripts() {
        String named = System.getProperty(ScriptFolder.PROPERTY);
        if (named != null) {
            return Optional.of(ScriptFolder.named(named, Path.of("").toAbsolutePath()));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/conformance/promql");
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    private static List<String> complaintsOf(Path folder) throws IOException {
        List<Path> scripts = ScriptFolder.scripts(folder);
        List<String> complaints = new ArrayList<>();
        ScriptTotal total = new ScriptTotal();
        for (Path script : scripts) {
            ScriptReport report = new ScriptRunner(new EngineEvaluator())
                    .run(script.getFileName().toString(), Files.readString(script));
            System.out.println(report.summary());
            report.complaints().forEach(System.out::println);
            complaints.addAll(report.complaints());
            total.add(report);
        }
        System.out.println(total);
        return complaints;
    }

    /** Counts over all scripts. */
    private static final class ScriptTotal {
        private final int[] counts = new int[Verdict.values().length];

        void add(ScriptReport report) {
            int next = 0;
            for (Verdict verdict : Verdict.values()) {
                counts[next++] += report.count(verdict);
            }
        }

        @Override
        public String toString() {
            return String.format(
                    "%-32s passed %4d  failed %4d  refused %4d  native histograms %4d",
                    "all", counts[0], counts[1], counts[2], counts[3]);
        }
    }
}
