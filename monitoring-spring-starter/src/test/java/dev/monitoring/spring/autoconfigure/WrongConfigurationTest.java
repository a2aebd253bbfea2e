package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.ConfigurationException;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.StartupReport;
import dev.monitoring.spring.autoconfigure.Applications.Plain;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** A typo costs what it belongs to, and says so; or it ends the application, where that is wished. */
@ExtendWith(OutputCaptureExtension.class)
class WrongConfigurationTest {
    @Test
    void costsAWrongValueOnly(CapturedOutput output) {
        try (ConfigurableApplicationContext context = Applications.run(
                Plain.class, "--monitoring.interval=5 bananas", "--monitoring.history.retention=10m")) {
            StartupReport report = Applications.running(context).report();

            assertEquals(Duration.ofMinutes(10), report.retention());
            assertTrue(report.watched().stream()
                    .anyMatch(watched -> watched.interval().equals(Duration.ofSeconds(5))));
            assertTrue(output.toString().contains("monitoring.interval: \"5 bananas\""), output.toString());
            assertTrue(output.toString().contains("left out until it is mended"), output.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "monitoring.on-config-error=explode",
                "monitoring.web.path=ops/",
                "monitoring.web.server=both",
                "monitoring.web.access=friends",
                "monitoring.health.affects-status=perhaps",
                "monitoring.http-metrics.enabled=perhaps",
                "monitoring.use-beans.redis=perhaps"
            })
    void isToldOfKeysThatOnlyTheStarterReads(String property, CapturedOutput output) {
        try (ConfigurableApplicationContext context = Applications.run(Plain.class, "--" + property)) {
            Applications.running(context);

            assertTrue(output.toString().contains(property.replace("=", ": \"") + "\""), output.toString());
        }
    }

    @Test
    void endsTheApplicationForKeysThatOnlyTheStarterReadsToo() {
        ConfigurationException failure = assertThrows(
                ConfigurationException.class,
                () -> Applications.run(Plain.class, "--monitoring.on-config-error=fail", "--monitoring.web.path=ops/"));

        assertTrue(failure.getMessage().contains("begins with a slash"), failure.getMessage());
    }

    @Test
    void tellsOfRequestsThatNobodyCounts(CapturedOutput output) {
        try (ConfigurableApplicationContext context =
                Applications.run(Plain.class, "--monitoring.http-metrics.enabled=true")) {
            Applications.running(context);

            assertTrue(
                    output.toString()
                            .contains(
                                    "monitoring.http-metrics.enabled has no effect, because nothing counts the"
                                            + " application's requests; it takes a web application, and monitoring.http-requests.enabled=true"),
                    output.toString());
        }
    }

    @Test
    void costsTheCollectorsOfThatKindOnly() {
        try (ConfigurableApplicationContext context = Applications.run(
                Plain.class,
                "--monitoring.collectors.redis.targets[0].database=first",
                "--monitoring.collectors.redis.targets[0].address=127.0.0.1:1")) {
            List<String> watched = names(Applications.running(context));

            assertFalse(watched.contains("redis"), watched::toString);
            assertTrue(watched.contains("jvm"), watched::toString);
        }
    }

    @Test
    void costsAnExtensionWhoseSettingsCannotBeMendedByLeavingOutOne() {
        try (ConfigurableApplicationContext context =
                Applications.run(Plain.class, "--monitoring.alerts.routing=no-such-file.yml")) {
            assertTrue(names(Applications.running(context)).contains("jvm"));
        }
    }

    @Test
    void tellsOfUnknownKeysWithTheNearestAndGoesOn(CapturedOutput output) {
        try (ConfigurableApplicationContext context = Applications.run(
                Plain.class, "--monitoring.histori.retention=10m", "--monitoring.on-config-error=fail")) {
            Applications.running(context);

            assertTrue(
                    output.toString()
                            .contains("monitoring.histori is not a known key; did you mean monitoring.history?"),
                    output.toString());
        }
    }

    @Test
    void showsNoSecret(CapturedOutput output) {
        try (ConfigurableApplicationContext context = Applications.run(
                Plain.class, "--monitoring.web.tokken=hunter2-hunter2-hunter2", "--monitoring.web.token=short-word")) {
            Applications.running(context);

            assertFalse(output.toString().contains("hunter2"), output.toString());
            assertFalse(output.toString().contains("short-word"), output.toString());
        }
    }

    @Test
    void endsTheApplicationWhereThatIsWished(CapturedOutput output) {
        ConfigurationException failure = assertThrows(
                ConfigurationException.class,
                () -> Applications.run(
                        Plain.class, "--monitoring.on-config-error=fail", "--monitoring.interval=5 bananas"));

        assertEquals(1, failure.faults().size());
        assertTrue(
                output.toString().contains("The configuration of monitoring is wrong in 1 place"), output.toString());
        assertTrue(
                output.toString().contains("\"monitoring.interval\" from property source \"commandLineArgs\""),
                output.toString());
    }

    @Test
    void isExplainedWithPlaceAndRemedy() {
        ConfigurationException failure = assertThrows(
                ConfigurationException.class,
                () -> Monitoring.builder().set("monitoring.interval", "soon").start());

        FailureAnalysis analysis = new ConfigurationFailureAnalyzer().analyze(failure);

        assertTrue(analysis.getDescription().contains("code: monitoring.interval"), analysis.getDescription());
        assertTrue(analysis.getAction().contains("monitoring.on-config-error=degrade"), analysis.getAction());
    }

    private static List<String> names(Monitoring monitoring) {
        return monitoring.report().watched().stream()
                .map(StartupReport.Watched::collector)
                .toList();
    }
}
