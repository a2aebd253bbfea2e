package dev.monitoring.core.micrometer;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The meters of a made-up host: of ten, four counters, three gauges, two timers and a summary or function counter. */
public final class HostMeters {
    private HostMeters() {}

    /** Registers {@code count} meters of 50 per name. */
    public static MeterRegistry register(MeterRegistry registry, int count) {
        for (int i = 0; i < count; i++) {
            String name = "host.meter." + i % 10 + "." + i / 500;
            String[] tags = {"uri", "/api/v1/things/" + i / 10 % 50, "method", "GET", "status", "200"};
            switch (i % 10) {
                case 0, 1, 2, 3 -> registry.counter(name, tags).increment(i);
                case 4, 5, 6 ->
                    Gauge.builder(name, registry, host -> 4.5).tags(tags).register(registry);
                case 7, 8 -> Timer.builder(name).tags(tags).register(registry).record(Duration.ofMillis(i));
                default -> {
                    if (i % 20 == 9) {
                        DistributionSummary.builder(name)
                                .tags(tags)
                                .register(registry)
                                .record(i);
                    } else {
                        FunctionCounter.builder(name + ".function", registry, host -> 7)
                                .tags(tags)
                                .register(registry);
                    }
                }
            }
        }
        return registry;
    }
}
