package dev.monitoring.spring.web;

import dev.monitoring.core.micrometer.HttpRequestsCollector;
import dev.monitoring.spring.autoconfigure.MonitoringAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The application's HTTP requests under names of their own, by choice. */
@AutoConfiguration(
        after = MonitoringAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "monitoring.http-metrics.enabled")
@ConditionalOnSingleCandidate(MeterRegistry.class)
public final class HttpMetricsAutoConfiguration {
    HttpMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    HttpRequestsCollector monitoringHttpRequests(MeterRegistry registry) {
        return new HttpRequestsCollector(registry);
    }
}
