package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Starts the library with the application. {@code monitoring.enabled=false} leaves nothing of it.
 *
 * <p>An application that has a {@link HostedMonitoring} of its own, or in a parent context, keeps that one.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
@ImportRuntimeHints(StarterRuntimeHints.class)
public final class MonitoringAutoConfiguration {
    MonitoringAutoConfiguration() {}

    /** The application's own library, where it has one: that is neither started nor stopped here. */
    @Bean
    @ConditionalOnMissingBean
    HostedMonitoring hostedMonitoring(ObjectProvider<Monitoring> own) {
        Monitoring running = own.getIfUnique();
        return running == null ? new HostedMonitoring() : HostedMonitoring.of(running);
    }

    @Bean
    @ConditionalOnMissingBean
    ApplicationMeters monitoringApplicationMeters(ObjectProvider<Clock> clock) {
        return new ApplicationMeters(clock.getIfUnique(Clock::system));
    }

    @Bean
    @ConditionalOnMissingBean(name = "monitoringLifecycle")
    MonitoringLifecycle monitoringLifecycle(HostedMonitoring hosted, ConfigurableApplicationContext context) {
        return new MonitoringLifecycle(hosted, context);
    }
}
