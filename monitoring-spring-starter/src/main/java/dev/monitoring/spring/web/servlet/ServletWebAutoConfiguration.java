package dev.monitoring.spring.web.servlet;

import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.OnMainServer;
import dev.monitoring.spring.web.WebAutoConfiguration;
import dev.monitoring.spring.web.WebGateway;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The routes on the application's own port, in a servlet container. */
@AutoConfiguration(after = WebAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(WebGateway.class)
@Conditional(OnMainServer.class)
public final class ServletWebAutoConfiguration {
    static final String BEAN = "monitoringServlet";

    ServletWebAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = BEAN)
    ServletRegistrationBean<MonitoringServlet> monitoringServlet(WebGateway gateway, BasePath base) {
        return registration(gateway, base);
    }

    static ServletRegistrationBean<MonitoringServlet> registration(WebGateway gateway, BasePath base) {
        ServletRegistrationBean<MonitoringServlet> registration =
                new ServletRegistrationBean<>(new MonitoringServlet(gateway, base), base.path() + "/*");
        registration.setName("monitoring");
        registration.setAsyncSupported(true);
        return registration;
    }
}
