package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.testing.Await;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Small applications without a web server, for tests. Stateless. */
final class Applications {
    /** Nothing but the library. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(MonitoringAutoConfiguration.class)
    static class Plain {}

    private Applications() {}

    /** An application that runs, as a class besides {@link Plain} and arguments make it. */
    static ConfigurableApplicationContext run(Class<?> beans, String... arguments) {
        return builder(beans).run(arguments);
    }

    static SpringApplicationBuilder builder(Class<?> beans) {
        return new SpringApplicationBuilder(Plain.class, beans)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false);
    }

    /** The library of a context, once it runs. */
    static Monitoring running(ConfigurableApplicationContext context) {
        HostedMonitoring hosted = context.getBean(HostedMonitoring.class);
        Await.until("the library runs", () -> hosted.running().isPresent());
        return hosted.running().orElseThrow();
    }
}
