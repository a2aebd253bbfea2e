package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import java.nio.file.Path;

class JvmCollectorContractTest extends CollectorContract {
    @Override
    protected MetricCollector newCollector() {
        return JvmCollector.ofThisJvm(Clock.system(), Path.of("/proc"));
    }

    /** A collection of garbage between two runs adds a series. */
    @Override
    protected boolean isSteady() {
        return false;
    }
}
