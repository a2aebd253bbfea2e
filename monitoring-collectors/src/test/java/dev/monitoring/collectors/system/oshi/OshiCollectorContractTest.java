package dev.monitoring.collectors.system.oshi;

import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import oshi.nativefree.SystemInfo;

class OshiCollectorContractTest extends CollectorContract {
    @BeforeEach
    void requireLinux() {
        Assumptions.assumeTrue(
                System.getProperty("os.name").startsWith("Linux"), "OSHI without native code reads only Linux");
    }

    @Override
    protected MetricCollector newCollector() {
        return new OshiCollector("system", Vocabulary.NODE, Clock.system(), SystemInfo::new);
    }
}
