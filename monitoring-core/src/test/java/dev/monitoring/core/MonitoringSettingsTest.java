package dev.monitoring.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.settings.EnvironmentBinding;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MonitoringSettingsTest {
    /** A collector with or without a list of targets. */
    private record Factory(String name, List<Setting<?>> targetSettings) implements CollectorFactory {
        @Override
        public String watches() {
            return "nothing";
        }

        @Override
        public Map<String, List<Setting<?>>> targetLists() {
            return Map.of("rule", List.of(Setting.text("regex", ".*", "What it matches.")));
        }

        @Override
        public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
            return List.of();
        }
    }

    /** An extension with one setting. */
    private static final class Extension implements MonitoringExtension {
        @Override
        public String name() {
            return "prometheus";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(Setting.flag("remote-write-receiver", false, "Whether others may write."));
        }
    }

    private static final SettingCatalog CATALOG = MonitoringSettings.catalog(
            List.of(
                    new Factory("system", List.of()),
                    new Factory("redis", List.of(Setting.text("host", "localhost", "The host.")))),
            List.of(new Extension()));

    @Test
    void knowsTheKeysOfCoreCollectorsTargetsAndExtensions() {
        assertEquals(
                List.of(),
                check(
                        "monitoring.history.retention",
                        "90m",
                        "monitoring.prometheus.remote-write-receiver",
                        "true",
                        "monitoring.collectors.system.interval",
                        "1m",
                        "monitoring.collectors.system.labels.rack",
                        "r1",
                        "monitoring.collectors.redis.enabled",
                        "true",
                        "monitoring.collectors.redis.targets[0].host",
                        "db",
                        "monitoring.collectors.redis.targets[0].job",
                        "cache",
                        "monitoring.collectors.redis.targets[0].labels.team",
                        "shop",
                        "monitoring.collectors.redis.targets[0].rule[0].regex",
                        "a.*"));
    }

    @Test
    void namesTheKeyOfAQuerySettingThatWasMeant() {
        assertEquals(List.of(), check("monitoring.query.delayed-name-removal", "true"));
        assertEquals(
                List.of("code: monitoring.query.delay-name-removal is not a known key; did you mean"
                        + " monitoring.query.delayed-name-removal?"),
                check("monitoring.query.delay-name-removal", "true"));
    }

    @Test
    void reportsUnknownKeysInTheListsOfTargets() {
        assertEquals(
                "code: monitoring.collectors.redis.targets[0].rule[0].regexp is not a known key; did you mean"
                        + " monitoring.collectors.redis.targets[0].rule[0].regex?",
                check("monitoring.collectors.redis.targets[0].rule[0].regexp", "a.*")
                        .get(0));
    }

    @Test
    void keepsTargetKeysOutOfTheSectionOfACollectorWithAListOfThem() {
        assertEquals(
                "code: monitoring.collectors.redis.job is not a known key; monitoring.collectors.redis has enabled,"
                        + " interval, sample-limit, targets, timeout",
                check("monitoring.collectors.redis.job", "cache").get(0));
    }

    @Test
    void givesEveryKeyAnEnvironmentVariableOfItsOwn() {
        EnvironmentBinding binding = EnvironmentBinding.of(CATALOG);
        for (SettingCatalog.Section section : CATALOG.sections()) {
            for (SettingCatalog.Entry entry : section.entries()) {
                String key = entry.key().replace("[]", "[0]");

                assertEquals(Optional.of(key), binding.keyOf(EnvironmentBinding.variableOf(key)));
            }
        }
    }

    private static List<String> check(String... keysAndValues) {
        Map<String, Settings.Value> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], new Settings.Value(keysAndValues[i + 1], Origin.CODE));
        }
        Settings settings = Settings.of(values, MonitoringSettings.PREFIX);
        CATALOG.check(settings);
        return settings.faults().stream().map(Object::toString).toList();
    }
}
