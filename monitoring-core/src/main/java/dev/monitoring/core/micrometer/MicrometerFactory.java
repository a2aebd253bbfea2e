package dev.monitoring.core.micrometer;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the collector of the host's meters. Not found by itself, since it needs the host's registry; apart from that its
 * settings are those of any other kind, under {@code monitoring.collectors.micrometer}. Thread-safe.
 */
public final class MicrometerFactory implements CollectorFactory, SelfMetrics.Contributor {
    /** The job of the host's own meters, unless set. */
    public static final String JOB = "application";

    /**
     * How many samples of a run are kept, unless set: as many as meters are read. Host meters with histograms reach the limit
     * of other collectors easily, and the history has a ceiling of its own.
     */
    static final int SAMPLE_LIMIT = MeterIndex.MAX_METERS;

    private final List<Supplier<MeterRegistry>> registries;
    private volatile Set<String> replaced = Set.of();
    private volatile SelfMetrics.@Nullable Contributor made;

    /**
     * For the meters in registries, each of which may be a composite. Names that one has are not read of those after it.
     *
     * @param registries one at least; each is asked at the begin of each run
     */
    public MicrometerFactory(List<Supplier<MeterRegistry>> registries) {
        this.registries = List.copyOf(registries);
    }

    /** Has collectors made from now on leave out the meters of these names, because other collectors have their figures. */
    public void leaveOut(Set<String> names) {
        replaced = Set.copyOf(names);
    }

    @Override
    public String name() {
        return MicrometerCollector.NAME;
    }

    @Override
    public String watches() {
        return "the meters of this application";
    }

    @Override
    public boolean enabledByDefault() {
        return true;
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        MicrometerCollector collector = new MicrometerCollector(registries, context.clock(), replaced);
        made = collector.metrics();
        Target target = TargetSettings.target(settings, JOB, context.instance());
        return List.of(context.schedule(collector, target).withSampleLimit(SAMPLE_LIMIT));
    }

    /** What the collector made last says about itself; nothing before there is one. */
    @Override
    public void contribute(MetricSink sink) {
        SelfMetrics.Contributor current = made;
        if (current != null) {
            current.contribute(sink);
        }
    }
}
