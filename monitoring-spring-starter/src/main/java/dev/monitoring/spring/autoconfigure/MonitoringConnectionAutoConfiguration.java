package dev.monitoring.spring.autoconfigure;

import dev.monitoring.spring.connection.HostConnections;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Has the servers watched that the application's connection factories and data sources name. The beans are read once the
 * application is ready, so that no order of auto-configurations matters here.
 */
@AutoConfiguration(after = MonitoringAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
public final class MonitoringConnectionAutoConfiguration {
    MonitoringConnectionAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "hostConnectionSettings")
    SettingContributor hostConnectionSettings(ConfigurableApplicationContext context) {
        return own -> HostConnections.of(context.getBeanFactory(), context.getEnvironment())
                .targets(own);
    }
}
