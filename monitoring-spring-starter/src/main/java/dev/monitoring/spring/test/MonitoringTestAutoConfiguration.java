package dev.monitoring.spring.test;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import dev.monitoring.spring.autoconfigure.MonitoringAutoConfiguration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** A clock that stands still, which the library goes by, and who moves it. In no list of auto-configurations. */
@AutoConfiguration(after = MonitoringAutoConfiguration.class)
@ConditionalOnBean(HostedMonitoring.class)
public final class MonitoringTestAutoConfiguration {
    MonitoringTestAutoConfiguration() {}

    /** Begins with the present hour: all collectors begin with a tick, and certificates of what a test talks to are valid. */
    @Bean
    @ConditionalOnMissingBean(Clock.class)
    ManualClock monitoringClock() {
        return ManualClock.at(Instant.ofEpochMilli(Clock.system().epochMillis()).truncatedTo(ChronoUnit.HOURS));
    }

    @Bean
    @ConditionalOnMissingBean
    MonitoringInTest monitoringInTest(HostedMonitoring hosted, ManualClock clock) {
        return new MonitoringInTest(hosted, clock);
    }
}
