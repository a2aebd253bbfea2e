package dev.monitoring.prometheus.exposition;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SourceFeed;
import java.util.ArrayList;
import java.util.List;

/** The samples of one target, put together by hand and published to a registry. Confined to one thread. */
final class SampleSet {
    static final long TICK_MILLIS = 1_700_000_000_000L;

    private record Sample(double value, long timestampMillis) {}

    private final SeriesLayout.Builder layout;
    private final List<Sample> samples = new ArrayList<>();
    private final Target target;
    private Family family = Family.untyped("none", "");

    private SampleSet(Target target) {
        this.target = target;
        this.layout = SeriesLayout.builder(target);
    }

    static SampleSet of(Target target) {
        return new SampleSet(target);
    }

    static SampleSet of(String job, String instance) {
        return new SampleSet(Target.of(job, instance));
    }

    SampleSet family(Family next) {
        family = next;
        layout.family(next);
        return this;
    }

    SampleSet sample(double value, String... labels) {
        return part("", value, labels);
    }

    SampleSet part(String suffix, double value, String... labels) {
        return at(Long.MIN_VALUE, suffix, value, labels);
    }

    SampleSet at(long timestampMillis, String suffix, double value, String... labels) {
        layout.slot(family.name() + suffix, Labels.of(labels));
        samples.add(new Sample(value, timestampMillis));
        return this;
    }

    SampleSet named(String sampleName, double value, String... labels) {
        layout.slot(sampleName, Labels.of(labels));
        samples.add(new Sample(value, Long.MIN_VALUE));
        return this;
    }

    SampleSet absent(String... labels) {
        layout.slot(family.name(), Labels.of(labels));
        samples.add(null);
        return this;
    }

    Snapshot snapshot() {
        Snapshot snapshot = new Snapshot();
        snapshot.reset(layout.build(), TICK_MILLIS);
        for (int slot = 0; slot < samples.size(); slot++) {
            Sample sample = samples.get(slot);
            if (sample != null && sample.timestampMillis == Long.MIN_VALUE) {
                snapshot.set(slot, sample.value);
            } else if (sample != null) {
                snapshot.set(slot, sample.value, sample.timestampMillis);
            }
        }
        return snapshot;
    }

    SourceFeed publish(Registry registry, String collector) {
        SourceFeed feed = registry.add(collector, target);
        feed.publish(snapshot(), CollectorHealth.starting());
        return feed;
    }
}
