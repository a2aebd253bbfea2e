package dev.monitoring.spring.actuate;

import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import dev.monitoring.spring.autoconfigure.StarterSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The component {@code monitoring} of the application's health. The health's types have moved between the generations of Spring
 * Boot, so there is a configuration for each, and only one of them finds its classes.
 */
@AutoConfiguration(afterName = "dev.monitoring.spring.autoconfigure.MonitoringAutoConfiguration")
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
@ConditionalOnBean(HostedMonitoring.class)
@Conditional(MonitoringHealthAutoConfiguration.OnHealthWanted.class)
public final class MonitoringHealthAutoConfiguration {
    MonitoringHealthAutoConfiguration() {}

    private static CollectorsHealth collectors(HostedMonitoring hosted, Environment environment) {
        return new CollectorsHealth(
                hosted, StarterSettings.valueOf(environment, StarterSettings.HEALTH_AFFECTS_STATUS));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    static class Boot3 {
        @Bean
        @ConditionalOnMissingBean(name = "monitoringHealthIndicator")
        HealthBoot3 monitoringHealthIndicator(HostedMonitoring hosted, Environment environment) {
            return new HealthBoot3(collectors(hosted, environment));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.springframework.boot.actuate.health.HealthIndicator")
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static class Boot4 {
        @Bean
        @ConditionalOnMissingBean(name = "monitoringHealthIndicator")
        HealthBoot4 monitoringHealthIndicator(HostedMonitoring hosted, Environment environment) {
            return new HealthBoot4(collectors(hosted, environment));
        }
    }

    /** Boot's own switches of a health component; its annotation for them has moved. */
    static final class OnHealthWanted extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Environment environment = context.getEnvironment();
            String key = "management.health.monitoring.enabled";
            if (!environment.containsProperty(key)) {
                key = "management.health.defaults.enabled";
            }
            boolean wanted = environment.getProperty(key, Boolean.class, true);
            return new ConditionOutcome(
                    wanted, ConditionMessage.of(key + " is " + (wanted ? "true or not set" : "false")));
        }
    }
}
