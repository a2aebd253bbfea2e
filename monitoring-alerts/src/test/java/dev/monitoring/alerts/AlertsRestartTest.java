package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.journal.JournalLimits;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole library, started, ended or killed, and started again. */
class AlertsRestartTest {
    private static final String RULES = """
            groups:
            - name: spool
              interval: 100ms
              rules:
              - {alert: SpoolFull, expr: spool_files > 5}
              - {alert: SpoolFullForLong, expr: spool_files > 5, for: 1h}
            """;

    private static final String ROUTING = """
            route: {receiver: pager, group_by: [alertname], group_wait: 0s, group_interval: 1s}
            receivers:
            - name: pager
              callback_configs: [{name: pager}]
            """;

    @TempDir
    private Path directory;

    private final AtomicReference<Double> files = new AtomicReference<>(9.0);
    private final List<Notification> told = new CopyOnWriteArrayList<>();

    @Test
    void goesOnWhereItWasEnded() {
        double active;
        try (Monitoring monitoring = start("state")) {
            Await.until("the alert is told", () -> told.size() == 1);
            Await.until(
                    "the other is pending for some time",
                    () -> value(monitoring, "time() - ALERTS_FOR_STATE{alertname=\"SpoolFullForLong\"} > 3")
                            .isPresent());
            active = since(monitoring, "SpoolFull").orElseThrow();
            Await.until(
                    "the journal is a figure",
                    () -> value(monitoring, "monitoring_journal_durable").orElse(0) == 1);
        }

        try (Monitoring monitoring = start("state")) {
            double restarted = Clock.system().epochMillis() / 1e3;
            Await.until(
                    "both rules are evaluated",
                    () -> since(monitoring, "SpoolFull").isPresent()
                            && since(monitoring, "SpoolFullForLong").isPresent());
            assertEquals(active, since(monitoring, "SpoolFull").orElseThrow(), "it fires since when it did");
            assertTrue(
                    since(monitoring, "SpoolFullForLong").orElseThrow() <= restarted - 2,
                    "the pending clock was not begun anew");
            files.set(0.0);
            Await.until("the end is told", () -> told.size() > 1);
        }

        assertEquals(List.of("firing", "resolved"), statuses(), "nothing is told twice");
    }

    @Test
    void tellsOfTheEndOfWhatWasMendedWhileItWasDead() throws IOException {
        try (Monitoring monitoring = start("state")) {
            Await.until("the alert is told", () -> told.size() == 1);
            Await.until(
                    "all is on disk",
                    () -> value(monitoring, "monitoring_journal_waiting_changes < 1")
                            .isPresent());
            Await.until("what was told is on disk", () -> kill("state", "killed") && entries("killed") >= 3);
        }
        files.set(0.0);

        try (Monitoring monitoring = start("killed")) {
            Await.until("the end is told", () -> told.size() > 1);
            assertEquals(OptionalDouble.of(0), value(monitoring, "monitoring_journal_lost_bytes"), "nothing was cut");
        }

        assertEquals(List.of("firing", "resolved"), statuses());
    }

    @Test
    void startsWithAJournalThatIsNoneAndAPathThatIsNoDirectory() throws IOException {
        Files.createDirectory(directory.resolve("state"));
        Files.writeString(directory.resolve("state/alerts.journal"), "something else");
        Files.writeString(directory.resolve("file"), "a file");
        for (String state : List.of("state", "file")) {
            told.clear();
            try (Monitoring monitoring = start(state)) {
                Await.until("the alert is told", () -> told.size() == 1);
                Await.until(
                        "the journal is a figure",
                        () -> value(monitoring, "monitoring_journal_durable").isPresent());
            }
        }
        assertTrue(Files.exists(directory.resolve("state/alerts.journal.corrupt-1")));
        assertEquals("a file", Files.readString(directory.resolve("file")));
    }

    private List<String> statuses() {
        return told.stream().map(each -> each.data().status()).toList();
    }

    /** What a process that is killed now would leave. */
    private boolean kill(String from, String to) {
        try {
            Path copy = Files.createDirectories(directory.resolve(to));
            try (Stream<Path> all = Files.list(directory.resolve(from))) {
                for (Path file : all.toList()) {
                    Files.write(copy.resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
            return true;
        } catch (IOException e) { // a file has got its name while this looked
            return false;
        }
    }

    /** How many entries a copy has. */
    private int entries(String state) {
        try (Journal journal = Journal.open(directory.resolve(state), JournalLimits.DEFAULT, Clock.system())) {
            return journal.entries("alert").size() + journal.entries("sent").size();
        }
    }

    private Monitoring start(String state) {
        try {
            Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
            Path routing = Files.writeString(directory.resolve("alertmanager.yml"), ROUTING);
            return Monitoring.builder()
                    .withoutDiscovery()
                    .set("monitoring.interval", "100ms")
                    .set("monitoring.alerts.rules", rules.toString())
                    .set("monitoring.alerts.routing", routing.toString())
                    .set(
                            "monitoring.alerts.state-directory",
                            directory.resolve(state).toString())
                    .collector(new Spool(files), Target.of("spool", "here"))
                    .extension(AlertsExtension.builder()
                            .callback("pager", told::add)
                            .build())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Since when an alert is active, in seconds. */
    private static OptionalDouble since(Monitoring monitoring, String alert) {
        return value(monitoring, "ALERTS_FOR_STATE{alertname=\"" + alert + "\"}");
    }

    private static OptionalDouble value(Monitoring monitoring, String expression) {
        VectorValue vector = (VectorValue) monitoring
                .query(expression)
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value();
        return vector.samples().stream().mapToDouble(VectorSample::value).findFirst();
    }

    private record Spool(AtomicReference<Double> files) implements MetricCollector {
        private static final Family FILES = Family.gauge("spool_files", "Files.");

        @Override
        public String name() {
            return "spool";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            sink.add(FILES, Labels.EMPTY, files.get());
        }
    }
}
