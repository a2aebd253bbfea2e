package dev.monitoring.collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.container.ContainerCollectorFactory;
import dev.monitoring.collectors.jvm.JvmCollectorFactory;
import dev.monitoring.collectors.system.SystemCollectorFactory;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The targets that need no address: this host, this JVM, this container. */
class TargetOfThisProcessTest {
    private static final long START = 1_795_176_000_000L;
    private static final long STEP = 5_000;
    private static final CollectorContext CONTEXT =
            new CollectorContext(Clock.system(), Duration.ofSeconds(5), Duration.ofSeconds(4), "app1");

    static Stream<CollectorFactory> factories() {
        return Stream.of(new SystemCollectorFactory(), new JvmCollectorFactory(), new ContainerCollectorFactory());
    }

    @ParameterizedTest
    @MethodSource("factories")
    void haveTheJobTheInstanceAndTheLabelsThatWereSet(CollectorFactory factory) {
        Settings settings = settings("job", "shop \"A\"", "instance", "till:7", "labels.zone", "b");

        List<ScheduledCollector> collectors = factory.create(settings, CONTEXT);

        assertEquals(
                new Target("shop \"A\"", "till:7", Labels.of("zone", "b")),
                collectors.get(0).target());
        assertEquals(List.of(), settings.faults());
    }

    @ParameterizedTest
    @MethodSource("factories")
    void fillTheirBundleUnderAnotherJobToo(CollectorFactory factory) throws Exception {
        Settings usual = settings();
        Settings renamed = settings("job", "shop \"A\\B\"");
        StoredRuns runs = new StoredRuns();
        ScheduledCollector scheduled = factory.create(renamed, CONTEXT).get(0);

        for (int run = 0; run < 3; run++) {
            RecordingSink sink = new RecordingSink();
            scheduled.collector().collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
            runs.add(sink, scheduled.target(), START + run * STEP);
        }
        scheduled.collector().close();
        Map<String, Double> filled = runs.read(factory.bundles(renamed).get(0), START + 2 * STEP);

        assertEquals(Map.of(), runs.read(factory.bundles(usual).get(0), START + 2 * STEP));
        assertTrue(filled.size() > 5 || factory instanceof ContainerCollectorFactory, filled::toString);
    }

    private static Settings settings(String... keysAndValues) {
        Map<String, Settings.Value> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("s." + keysAndValues[i], new Settings.Value(keysAndValues[i + 1], Origin.CODE));
        }
        return Settings.of(values, "s");
    }
}
