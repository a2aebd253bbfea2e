package dev.monitoring.prometheus.exposition.bench;

import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.textformat.TextFormat;
import dev.monitoring.core.textformat.TextFormatException;
import dev.monitoring.core.textformat.TextFormatParser;
import dev.monitoring.core.textformat.TextFormatParser.FamilySamples;
import dev.monitoring.core.textformat.TextFormatParser.Sample;
import dev.monitoring.prometheus.exposition.Exposition;
import dev.monitoring.prometheus.exposition.ExpositionFormat;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One scrape of 10,000 series: Micrometer's registry against ours, with the same names, labels, types and values. The page of
 * ours is read from Micrometer's, so both write the same samples.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExpositionBenchmark {
    private static final int SERIES = 10_000;

    private final PrometheusMeterRegistry micrometer = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Registry registry = new Registry();
    private final Exposition exposition = new Exposition(registry::sources);
    private final CountingStream out = new CountingStream();

    /** Takes bytes as cheaply as can be. */
    private static final class CountingStream extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] more, int offset, int length) {
            bytes += length;
        }
    }

    /** Fills both: 4,000 gauges, 3,000 counters, 1,000 timers of three series each. */
    @Setup
    public void fill() throws IOException, TextFormatException {
        Random random = new Random(7);
        for (int i = 0; i < SERIES / 10; i++) {
            String[] tags = {"uri", "/api/v1/resource/" + i, "method", "GET", "status", "200"};
            for (int k = 0; k < 4; k++) {
                double value = k % 2 == 0 ? random.nextInt(1_000_000) : random.nextDouble();
                Gauge.builder("app.gauge." + k, () -> value).tags(tags).register(micrometer);
            }
            for (int k = 0; k < 3; k++) {
                Counter.builder("app.counter." + k)
                        .tags(tags)
                        .register(micrometer)
                        .increment(random.nextInt(1_000_000));
            }
            Timer.builder("app.timer")
                    .tags(tags)
                    .register(micrometer)
                    .record(random.nextInt(1_000), TimeUnit.MILLISECONDS);
        }
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        micrometer.scrape(page);
        publish(new TextFormatParser().parse(TextFormat.PROMETHEUS, page.toByteArray()));
    }

    private void publish(List<FamilySamples> families) {
        Target target = Target.of("app", "localhost:8080");
        SeriesLayout.Builder layout = SeriesLayout.builder(target);
        for (FamilySamples family : families) {
            layout.family(family.family().family().orElseThrow());
            family.samples().forEach(sample -> layout.slot(sample.name(), sample.labels()));
        }
        Snapshot snapshot = new Snapshot();
        snapshot.reset(layout.build(), 0);
        int slot = 0;
        for (FamilySamples family : families) {
            for (Sample sample : family.samples()) {
                snapshot.set(slot++, sample.value());
            }
        }
        if (slot != SERIES) {
            throw new IllegalStateException(slot + " series instead of " + SERIES);
        }
        registry.add("micrometer", target).publish(snapshot, CollectorHealth.starting());
    }

    @Benchmark
    public long micrometer() throws IOException {
        micrometer.scrape(out);
        return out.bytes;
    }

    @Benchmark
    public long ourText() throws IOException {
        exposition.write(ExpositionFormat.TEXT, out);
        return out.bytes;
    }

    @Benchmark
    public long ourOpenMetrics() throws IOException {
        exposition.write(ExpositionFormat.OPENMETRICS, out);
        return out.bytes;
    }
}
