package dev.monitoring.core;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Deadline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One life of the library, run by {@link LifecycleTest} in a class loader of its own: start with a port, a collector and
 * both bridges to Micrometer, wait for a collection and for both bridges, ask for a page, close.
 */
public final class OpenCloseCycle implements Runnable {
    private static final Family TICKS = Family.counter("ticks_total", "Runs so far.");

    private static boolean shows(Monitoring monitoring, String metric) {
        Snapshot snapshot = new Snapshot();
        for (Source source : monitoring.sources()) {
            if (source.copyTo(snapshot)) {
                for (int slot = 0; slot < snapshot.layout().size(); slot++) {
                    if (snapshot.layout().sampleName(slot).equals(metric)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Override
    public void run() {
        CountDownLatch collected = new CountDownLatch(1);
        MetricCollector collector = new MetricCollector() {
            private int ticks;

            @Override
            public String name() {
                return "ticks";
            }

            @Override
            public void collect(MetricSink sink, Deadline deadline) {
                sink.add(TICKS, Labels.EMPTY, ++ticks);
                collected.countDown();
            }
        };
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        meters.counter("orders").increment();
        try (Monitoring monitoring = Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .collector(collector, Target.of("test", "here"))
                .meterRegistry(meters)
                .offerTo(meters)
                .web(0)
                .start()) {
            if (!collected.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the collector did not run within 10 s");
            }
            Await.until(
                    "what is collected as a meter", () -> meters.find("ticks").functionCounter() != null);
            Await.until("the host's meters in a snapshot", () -> shows(monitoring, "orders_total"));
            HttpURLConnection connection = (HttpURLConnection)
                    monitoring.url().orElseThrow().resolve("/healthz").toURL().openConnection();
            connection.setRequestProperty("Connection", "close");
            try (InputStream body = connection.getInputStream()) {
                body.readAllBytes();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the cycle broke off", e);
        }
    }
}
