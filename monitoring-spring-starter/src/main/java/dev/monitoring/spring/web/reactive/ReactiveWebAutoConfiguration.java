package dev.monitoring.spring.web.reactive;

import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.OnMainServer;
import dev.monitoring.spring.web.WebAutoConfiguration;
import dev.monitoring.spring.web.WebGateway;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The routes on the application's own port, in a WebFlux server. */
@AutoConfiguration(after = WebAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(WebGateway.class)
@Conditional(OnMainServer.class)
public final class ReactiveWebAutoConfiguration {
    static final String BEAN = "monitoringMapping";

    ReactiveWebAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = BEAN)
    MonitoringMapping monitoringMapping(WebGateway gateway, BasePath base) {
        return new MonitoringMapping(gateway, base);
    }
}
