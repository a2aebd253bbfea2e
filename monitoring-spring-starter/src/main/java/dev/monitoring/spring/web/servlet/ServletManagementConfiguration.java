package dev.monitoring.spring.web.servlet;

import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.OnManagementServer;
import dev.monitoring.spring.web.WebGateway;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The routes on the management's own port, in a servlet container. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(WebGateway.class)
@Conditional(OnManagementServer.class)
public final class ServletManagementConfiguration {
    ServletManagementConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = ServletWebAutoConfiguration.BEAN)
    ServletRegistrationBean<MonitoringServlet> monitoringServlet(WebGateway gateway, BasePath base) {
        return ServletWebAutoConfiguration.registration(gateway, base);
    }
}
