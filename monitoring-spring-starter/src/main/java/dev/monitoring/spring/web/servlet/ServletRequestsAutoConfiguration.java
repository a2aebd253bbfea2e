package dev.monitoring.spring.web.servlet;

import dev.monitoring.spring.web.OnWantedRequests;
import dev.monitoring.spring.web.ServerRequests;
import dev.monitoring.spring.web.WebAutoConfiguration;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.Ordered;

/** Counts the application's requests in a servlet container, where Spring does not count them into meters of the application. */
@AutoConfiguration(
        after = WebAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.observation.web.servlet.WebMvcObservationAutoConfiguration",
            "org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
@Conditional({OnWantedRequests.class, ServletRequestsAutoConfiguration.NotCounted.class})
@ConditionalOnBean(type = ServerRequests.NEEDED)
public final class ServletRequestsAutoConfiguration {
    static final String BEAN = "monitoringRequestFilter";

    ServletRequestsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ServerRequests monitoringServerRequests(ApplicationContext context) {
        return ServerRequests.in(context);
    }

    /** Where Spring's own would be: behind what tells the encoding, before everything that may answer. */
    @Bean
    @ConditionalOnMissingBean(name = BEAN)
    FilterRegistrationBean<RequestFilter> monitoringRequestFilter(ServerRequests requests) {
        FilterRegistrationBean<RequestFilter> registration = new FilterRegistrationBean<>(new RequestFilter(requests));
        registration.setName(BEAN);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        return registration;
    }

    /** Whether there is nobody who observes requests, or no meters that would come of it. */
    static final class NotCounted extends NoneNestedConditions {
        NotCounted() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(
                type = {
                    "org.springframework.web.filter.ServerHttpObservationFilter",
                    "io.micrometer.core.instrument.MeterRegistry"
                },
                parameterizedContainer = FilterRegistrationBean.class)
        static final class Counted {}
    }
}
