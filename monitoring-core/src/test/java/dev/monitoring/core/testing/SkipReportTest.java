package dev.monitoring.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the classes at its end, which Surefire does not find by themselves, and looks at the report about them. */
class SkipReportTest {
    @TempDir
    Path directory;

    @Test
    void countsSkippedTestsByReason() throws IOException {
        String printed = report(SomeSkipped.class, AllSkipped.class);

        assertEquals(
                List.of(
                        "Skipped 5 tests:",
                        "  PostgreSQL is not reachable (3 tests)",
                        "  Redis is not reachable (SkipReportTest$SomeSkipped.usesRedis())",
                        "  System property [no.such.property] does not exist ==> never here"
                                + " (SkipReportTest$SomeSkipped.runsElsewhere())"),
                printed.lines().toList());
        assertEquals(5, Files.readAllLines(directory.resolve("skipped")).size());
    }

    @Test
    void saysNothingWhereNothingWasSkipped() throws IOException {
        assertEquals("", report(NoneSkipped.class));
        assertEquals("", Files.readString(directory.resolve("skipped")));
    }

    private String report(Class<?>... classes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SkipReport report = reportTo(bytes, new ArrayList<>());
        run(report, classes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theFileHasThoseOfAllRunsInThisJvm() throws IOException {
        List<String> skipped = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        run(reportTo(bytes, skipped), SomeSkipped.class);
        SkipReport second = reportTo(bytes, skipped);
        run(second, AllSkipped.class);
        run(second, NoneSkipped.class);

        assertEquals(5, Files.readAllLines(directory.resolve("skipped")).size());
        assertEquals(
                List.of("Skipped 3 tests:", "Skipped 2 tests:"),
                bytes.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("Skipped"))
                        .toList());
    }

    private SkipReport reportTo(ByteArrayOutputStream bytes, List<String> skipped) {
        return new SkipReport(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                skipped,
                () -> Optional.of(directory.resolve("skipped")));
    }

    private static void run(SkipReport report, Class<?>... classes) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (Class<?> type : classes) {
            request.selectors(selectClass(type));
        }
        LauncherConfig quiet = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestExecutionListeners(report)
                .build();
        try (LauncherSession session = LauncherFactory.openSession(quiet)) {
            session.getLauncher().execute(request.build());
        }
    }

    static class SomeSkipped {
        @Test
        void passes() {}

        @Test
        void usesRedis() {
            Assumptions.abort("Redis is not reachable");
        }

        @Test
        void usesPostgres() {
            Assumptions.assumeTrue(false, "PostgreSQL is not reachable");
        }

        @Test
        @EnabledIfSystemProperty(named = "no.such.property", matches = "x", disabledReason = "never here")
        void runsElsewhere() {
            fail();
        }
    }

    static class AllSkipped {
        @BeforeAll
        static void connect() {
            Assumptions.abort("PostgreSQL is not reachable");
        }

        @Test
        void one() {}

        @Test
        void two() {}
    }

    static class NoneSkipped {
        @Test
        void passes() {}
    }
}
