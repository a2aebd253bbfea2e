package dev.monitoring.core.collect;

import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.Registry;
import java.time.Duration;

class SelfMetricsTest extends CollectorContract {
    @Override
    protected MetricCollector newCollector() {
        Registry registry = new Registry();
        registry.observe("test", (source, snapshot) -> {});
        CollectorScheduler scheduler = CollectorScheduler.builder(registry).build();
        SelfMetrics self = new SelfMetrics();
        self.add("scheduler", scheduler.metrics());
        scheduler.add(ScheduledCollector.every(Duration.ofSeconds(5), self, Target.of("monitoring", "host")));
        return self;
    }
}
