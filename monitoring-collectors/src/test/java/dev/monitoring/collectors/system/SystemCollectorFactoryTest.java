package dev.monitoring.collectors.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SystemCollectorFactoryTest {
    private static final CollectorContext CONTEXT =
            new CollectorContext(Clock.system(), Duration.ofSeconds(5), Duration.ofSeconds(4), "app1:8080");

    @Test
    void isFoundByTheServiceLoader() {
        assertTrue(ServiceLoader.load(CollectorFactory.class).stream()
                .anyMatch(provider -> provider.type() == SystemCollectorFactory.class));
    }

    @Test
    void watchesTheNodeThisProcessRunsOn() {
        List<ScheduledCollector> collectors =
                new SystemCollectorFactory().create(Settings.empty("monitoring.collectors.system"), CONTEXT);

        assertEquals(1, collectors.size());
        assertEquals(Target.of("node", "app1:8080"), collectors.get(0).target());
        assertEquals("system", collectors.get(0).collector().name());
    }

    @Test
    void reportsEveryFaultAtOnce() {
        Map<String, Settings.Value> values = new TreeMap<>();
        values.put("s.compat", new Settings.Value("node_exporter/9", Origin.CODE));
        values.put("s.procfs", new Settings.Value("proc", Origin.CODE));
        values.put("s.disks-exclude", new Settings.Value("(", Origin.CODE));
        values.put("s.mount-timeout", new Settings.Value("soon", Origin.CODE));
        Settings settings = Settings.of(values, "s");

        new SystemCollectorFactory().create(settings, CONTEXT);

        List<String> faults = settings.faults().stream().map(Fault::toString).toList();
        assertEquals(4, faults.size(), faults::toString);
        assertEquals(
                "code: s.compat: \"node_exporter/9\" is none of the choices; use one of node_exporter/1.5, node_exporter/1.11",
                faults.get(0));
        assertEquals("code: s.procfs: \"proc\" is not an absolute path; let it begin with /", faults.get(1));
        assertTrue(faults.get(2).startsWith("code: s.disks-exclude: \"(\" is not a regular expression"), faults.get(2));
        assertTrue(faults.get(3).startsWith("code: s.mount-timeout: "), faults.get(3));
    }

    @Test
    void documentsEverySetting() {
        assertTrue(new SystemCollectorFactory()
                .settings().stream().allMatch(setting -> setting.help().endsWith(".")));
    }
}
