package dev.monitoring.spring.actuate;

import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The endpoint {@code monitoring} and the part {@code monitoring} of the info, where Actuator is there and wants them. */
@AutoConfiguration(afterName = "dev.monitoring.spring.autoconfigure.MonitoringAutoConfiguration")
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
@ConditionalOnBean(HostedMonitoring.class)
public final class MonitoringActuatorAutoConfiguration {
    MonitoringActuatorAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(
            name = {
                "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
                "org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint"
            })
    static class Actuator {
        @Bean
        @ConditionalOnMissingBean(name = "monitoringEndpoint")
        @ConditionalOnAvailableEndpoint
        MonitoringEndpoint monitoringEndpoint(HostedMonitoring hosted) {
            return new MonitoringEndpoint(hosted);
        }

        @Bean
        @ConditionalOnMissingBean(name = "monitoringInfoContributor")
        @ConditionalOnEnabledInfoContributor("monitoring")
        InfoContributor monitoringInfoContributor(HostedMonitoring hosted) {
            return new MonitoringInfo(hosted);
        }
    }
}
