package dev.monitoring.spring.web.reactive;

import dev.monitoring.spring.web.OnWantedRequests;
import dev.monitoring.spring.web.ServerRequests;
import dev.monitoring.spring.web.WebAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Counts the application's requests in a WebFlux server, where Spring does not count them into meters of the application. */
@AutoConfiguration(
        after = WebAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
@Conditional({OnWantedRequests.class, ReactiveRequestsAutoConfiguration.NotCounted.class})
@ConditionalOnBean(type = ServerRequests.NEEDED)
public final class ReactiveRequestsAutoConfiguration {
    ReactiveRequestsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ServerRequests monitoringServerRequests(ApplicationContext context) {
        return ServerRequests.in(context);
    }

    @Bean
    @ConditionalOnMissingBean(name = "monitoringRequestFilter")
    RequestFilter monitoringRequestFilter(ServerRequests requests) {
        return new RequestFilter(requests);
    }

    /** Whether the server does not observe requests, as it does wherever there is a registry of observations, or for no meters. */
    static final class NotCounted extends NoneNestedConditions {
        NotCounted() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(
                type = {"io.micrometer.observation.ObservationRegistry", "io.micrometer.core.instrument.MeterRegistry"})
        static final class Counted {}
    }
}
