package dev.monitoring.spring.web.reactive;

import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.OnManagementServer;
import dev.monitoring.spring.web.WebGateway;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The routes on the management's own port, in a WebFlux server. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(WebGateway.class)
@Conditional(OnManagementServer.class)
public final class ReactiveManagementConfiguration {
    ReactiveManagementConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = ReactiveWebAutoConfiguration.BEAN)
    MonitoringMapping monitoringMapping(WebGateway gateway, BasePath base) {
        return new MonitoringMapping(gateway, base);
    }
}
