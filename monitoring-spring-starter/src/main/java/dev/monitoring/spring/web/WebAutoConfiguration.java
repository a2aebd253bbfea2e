package dev.monitoring.spring.web;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.spring.autoconfigure.ConsoleAddress;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import dev.monitoring.spring.autoconfigure.MonitoringAutoConfiguration;
import dev.monitoring.spring.autoconfigure.StarterSettings;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** What both adapters need in an application that serves HTTP. */
@AutoConfiguration(after = MonitoringAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "monitoring.enabled", matchIfMissing = true)
@ConditionalOnBean(HostedMonitoring.class)
public final class WebAutoConfiguration {
    /** The names that Spring Security gives its filter, with servlets and with WebFlux. */
    private static final List<String> SECURITY_FILTERS = List.of(
            "springSecurityFilterChain",
            "org.springframework.security.config.annotation.web.reactive.WebFluxSecurityConfiguration"
                    + ".WebFilterChainFilter");

    WebAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    WebPolicy monitoringWebPolicy(ConfigurableEnvironment environment, ApplicationContext context) {
        Settings settings = StarterSettings.of(environment);
        return new WebPolicy(
                SECURITY_FILTERS.stream().anyMatch(context::containsBean),
                ForwardedHeaders.areTrusted(environment, context),
                settings.get(StarterSettings.WEB_ACCESS) == StarterSettings.WebAccessMode.EVERYBODY,
                settings.get(StarterSettings.WEB_READ_ROLES),
                settings.get(StarterSettings.WEB_ADMIN_ROLES));
    }

    @Bean
    @ConditionalOnMissingBean
    WebGateway monitoringWebGateway(HostedMonitoring hosted, WebPolicy policy) {
        return new WebGateway(() -> hosted.running().map(Monitoring::hostedWeb), policy, HttpLimits.defaults());
    }

    @Bean
    @ConditionalOnMissingBean(name = "monitoringWebClosing")
    WebClosing monitoringWebClosing(WebGateway gateway, ApplicationContext context) {
        return new WebClosing(gateway, context);
    }

    @Bean
    @ConditionalOnMissingBean
    BasePath monitoringBasePath(ConfigurableEnvironment environment) {
        return new BasePath(StarterSettings.webPath(StarterSettings.of(environment)));
    }

    @Bean
    @ConditionalOnMissingBean
    ConsoleAddress monitoringConsoleAddress(ConfigurableEnvironment environment, BasePath base) {
        return new HostedAddress(environment, base);
    }
}
