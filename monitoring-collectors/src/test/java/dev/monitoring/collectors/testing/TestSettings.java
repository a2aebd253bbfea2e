package dev.monitoring.collectors.testing;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings written down in a test, and what a factory makes of them. */
public final class TestSettings {
    /** Runs every five seconds, with four for each. */
    public static final CollectorContext CONTEXT =
            new CollectorContext(Clock.system(), Duration.ofSeconds(5), Duration.ofSeconds(4), "localhost");

    private TestSettings() {}

    /** A section with keys and values in turn; values may be of any type that prints as one would write it. */
    public static Settings section(String prefix, Object... keysAndValues) {
        Map<String, Settings.Value> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(
                    prefix + "." + keysAndValues[i],
                    new Settings.Value(String.valueOf(keysAndValues[i + 1]), Origin.CODE));
        }
        return Settings.of(values, prefix);
    }

    /** A factory's section with one target that has these keys. */
    public static Settings target(CollectorFactory factory, Object... keysAndValues) {
        Object[] keys = keysAndValues.clone();
        for (int i = 0; i < keys.length; i += 2) {
            keys[i] = "targets[0]." + keys[i];
        }
        return section("monitoring.collectors." + factory.name(), keys);
    }

    /** The collector of one target that has these keys. */
    public static ScheduledCollector collector(CollectorFactory factory, Object... keysAndValues) {
        Settings settings = target(factory, keysAndValues);
        List<ScheduledCollector> collectors = factory.create(settings, CONTEXT);
        if (!settings.faults().isEmpty() || collectors.size() != 1) {
            throw new AssertionError(collectors + ", " + settings.faults());
        }
        return collectors.get(0);
    }

    /** What is found wrong with one target that has these keys. */
    public static List<String> faults(CollectorFactory factory, Object... keysAndValues) {
        Settings settings = target(factory, keysAndValues);
        factory.create(settings, CONTEXT);
        return settings.faults().stream().map(String::valueOf).toList();
    }
}
