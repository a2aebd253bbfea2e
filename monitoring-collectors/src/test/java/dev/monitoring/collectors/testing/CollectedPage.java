package dev.monitoring.collectors.testing;

import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import java.time.Duration;

/** What a collector delivers in a run of the scheduler's sink, as text of the format 0.0.4. */
public final class CollectedPage {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private CollectedPage() {}

    /** A page that runs the collector each time it is read; fails where the run is partial. */
    public static ExporterComparison.Page of(MetricCollector collector) {
        CollectorRuns runs = CollectorRuns.of(collector);
        return () -> {
            String page = text(runs.run(TIMEOUT));
            if (runs.partial() != null) {
                throw new AssertionError("the run is partial: " + runs.partial());
            }
            return page;
        };
    }

    /** The samples of a snapshot without the target's labels. */
    public static String text(Snapshot snapshot) {
        SeriesLayout layout = snapshot.layout();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < layout.families().size(); i++) {
            Family family = layout.families().get(i);
            text.append("# TYPE ").append(family.name()).append(' ');
            text.append(family.type().word()).append('\n');
            for (int slot = layout.firstSlot(i); slot < layout.endSlot(i); slot++) {
                if (!snapshot.isAbsent(slot)) {
                    text.append(layout.sampleName(slot));
                    text.append(layout.labels(slot).toString().replace("{}", ""));
                    text.append(' ').append(snapshot.value(slot)).append('\n');
                }
            }
        }
        return text.toString();
    }
}
