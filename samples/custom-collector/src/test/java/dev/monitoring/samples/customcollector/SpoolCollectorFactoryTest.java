package dev.monitoring.samples.customcollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SpoolCollectorFactoryTest {
    private static final CollectorContext CONTEXT = new CollectorContext(
            ManualClock.atEpochMillis(0), Duration.ofSeconds(5), Duration.ofSeconds(4), "shop:8080");

    @Test
    void isFoundByServiceLoader() {
        assertTrue(ServiceLoader.load(CollectorFactory.class).stream()
                .anyMatch(provider -> provider.type() == SpoolCollectorFactory.class));
    }

    @Test
    void makesACollectorPerDirectory() {
        List<ScheduledCollector> collectors = new SpoolCollectorFactory()
                .create(
                        settings(Map.of(
                                "targets[0].directory", "/var/spool/mail",
                                "targets[1].directory", "/var/spool/cups",
                                "targets[1].instance", "printer",
                                "targets[1].labels.team", "office")),
                        CONTEXT);

        assertEquals(
                List.of(
                        new Target("spool", "shop:8080", Labels.of("directory", "/var/spool/mail")),
                        new Target("spool", "printer", Labels.of("directory", "/var/spool/cups", "team", "office"))),
                collectors.stream().map(ScheduledCollector::target).toList());
    }

    @Test
    void recordsEverythingThatIsWrong() {
        Settings settings = settings(Map.of(
                "max-files",
                "0",
                "targets[0].instance",
                "a",
                "targets[1].directory",
                "nul\0",
                "targets[2].labels.a-b",
                "c"));

        List<ScheduledCollector> collectors = new SpoolCollectorFactory().create(settings, CONTEXT);

        assertEquals(List.of(), collectors);
        assertEquals(5, settings.faults().size(), () -> settings.faults().toString());
    }

    private static Settings settings(Map<String, String> texts) {
        Map<String, Settings.Value> values = new HashMap<>();
        texts.forEach(
                (key, text) -> values.put("monitoring.collectors.spool." + key, new Settings.Value(text, Origin.CODE)));
        return Settings.of(values, "monitoring.collectors.spool");
    }
}
