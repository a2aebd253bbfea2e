package dev.monitoring.samples.standalone;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.time.Deadline;
import java.util.List;

/**
 * A made-up target with its series. Immutable.
 *
 * @param collector the name of the collector that would watch it
 * @param series in the order they are given in
 */
record DemoTarget(String collector, Target target, List<DemoSeries> series) {
    /** Collects the series as they are at each tick. */
    MetricCollector collecting(Demo.Past past) {
        return new MetricCollector() {
            @Override
            public String name() {
                return collector;
            }

            @Override
            public void collect(MetricSink sink, Deadline deadline) {
                past.reach(DemoTarget.this, sink.timestampMillis());
                double seconds = sink.timestampMillis() / 1e3;
                for (DemoSeries each : series) {
                    sink.addPart(
                            each.family(),
                            each.sampleName(),
                            each.labels(),
                            each.shape().at(seconds));
                }
            }
        };
    }

    /** Puts the values from {@code startMillis} until before {@code endMillis} into a history. */
    void fill(Appender history, long startMillis, long endMillis, long stepMillis) {
        for (DemoSeries each : series) {
            Labels identity = each.labels().withAll(target.labels()).with(Labels.METRIC_NAME, each.sampleName());
            fill(history, history.resolve(identity), each.shape(), startMillis, endMillis, stepMillis);
        }
        Labels up = target.labels().with(Labels.METRIC_NAME, "up");
        fill(history, history.resolve(up), seconds -> 1, startMillis, endMillis, stepMillis);
        Labels took = target.labels().with(Labels.METRIC_NAME, "scrape_duration_seconds");
        DemoSeries.Shape quick = DemoSeries.gauge(30e-6, 15e-6, 700, collector.hashCode());
        fill(history, history.resolve(took), quick, startMillis, endMillis, stepMillis);
    }

    private static void fill(
            Appender history,
            long reference,
            DemoSeries.Shape shape,
            long startMillis,
            long endMillis,
            long stepMillis) {
        for (long timeMillis = startMillis; timeMillis < endMillis; timeMillis += stepMillis) {
            history.append(reference, timeMillis, shape.at(timeMillis / 1e3));
        }
    }
}
