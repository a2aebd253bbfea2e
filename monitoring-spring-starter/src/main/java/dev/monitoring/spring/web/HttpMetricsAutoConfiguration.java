package dev.monitoring.spring.web;

import dev.monitoring.core.micrometer.HttpRequestsCollector;
import dev.monitoring.spring.autoconfigure.MonitoringAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The application's HTTP requests under names of their own, by choice: from the timers of whoever counts them. */
@AutoConfiguration(
        after = MonitoringAutoConfiguration.class,
        afterName = {
            "dev.monitoring.spring.web.servlet.ServletRequestsAutoConfiguration",
            "dev.monitoring.spring.web.reactive.ReactiveRequestsAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "monitoring.http-metrics.enabled")
@Conditional(HttpMetricsAutoConfiguration.Counted.class)
public final class HttpMetricsAutoConfiguration {
    HttpMetricsAutoConfiguration() {}

    /** Of the library's own timers, which are there where the application has none. */
    @Bean
    @ConditionalOnMissingBean
    HttpRequestsCollector monitoringHttpRequests(
            ObjectProvider<ServerRequests> own, ObjectProvider<MeterRegistry> hosts) {
        ServerRequests requests = own.getIfAvailable();
        return new HttpRequestsCollector(requests == null ? hosts.getObject() : requests.registry());
    }

    /** Whether there is anybody who may count requests. */
    static final class Counted extends AnyNestedCondition {
        Counted() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(ServerRequests.class)
        static final class ByTheLibrary {}

        @ConditionalOnSingleCandidate(MeterRegistry.class)
        static final class ByTheApplication {}
    }
}
