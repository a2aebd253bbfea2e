package dev.monitoring.spring.web;

import dev.monitoring.core.HostedWeb;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

/** Applications on real servers for tests of the routes in them. */
public final class HostedAdapter {
    private static final AtomicInteger PATHS = new AtomicInteger();

    private static final String BOOT = "org.springframework.boot.";

    /** What the tests' class path has besides that no host of theirs is to have: clients, and the health of Boot 4. */
    private static final List<String> NEVER = List.of(
            "autoconfigure.jdbc.",
            "autoconfigure.data.",
            "autoconfigure.amqp.",
            "autoconfigure.sql.",
            "health.",
            "actuate.autoconfigure.amqp.",
            "actuate.autoconfigure.jdbc.",
            "actuate.autoconfigure.data.");

    /** What an application needs that does nothing but serve. */
    private static final List<String> TO_SERVE = List.of(
            ".ServletWebServerFactory",
            ".DispatcherServlet",
            ".WebMvcAuto",
            ".WebSocketServlet",
            ".ReactiveWebServerFactory",
            ".HttpHandlerAuto",
            ".WebFluxAuto");

    private static final List<String> SECURITY = List.of("autoconfigure.security.", "actuate.autoconfigure.security.");

    private HostedAdapter() {}

    /** An application with nothing of its own. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    public static class Empty {}

    /** An application on a free port: servlets on Tomcat, WebFlux on Netty though Tomcat is there too. */
    public static SpringApplicationBuilder application(WebApplicationType type) {
        return new SpringApplicationBuilder(Empty.class)
                .web(type)
                .initializers(context -> {
                    if (type == WebApplicationType.REACTIVE) {
                        ((GenericApplicationContext) context).registerBean(NettyReactiveWebServerFactory.class);
                    }
                })
                .properties(
                        "test.filtered=true",
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.main.banner-mode=off",
                        "logging.level.root=warn",
                        "spring.main.log-startup-info=false",
                        "server.shutdown=immediate");
    }

    /** An application on a free port that has what an adapter needs and nothing of this library. */
    public static SpringApplicationBuilder bare(WebApplicationType type) {
        return application(type).properties("test.bare=true");
    }

    /** An application on a free port that has the library and no Actuator. */
    public static SpringApplicationBuilder withoutActuator(WebApplicationType type) {
        return application(type).properties("test.without-actuator=true");
    }

    /** A base path that no other adapter has. */
    public static BasePath nextPath() {
        return new BasePath("/monitoring-" + PATHS.incrementAndGet());
    }

    /** A gateway to these routes. */
    public static WebGateway gateway(RouteTable routes, WebAccess access, HttpLimits limits) {
        Optional<HostedWeb> web = Optional.of(new HostedWeb(routes, access, List.of()));
        WebPolicy policy = new WebPolicy(false, false, false, List.of("MONITOR"), List.of("MONITOR_ADMIN"));
        return new WebGateway(() -> web, policy, limits);
    }

    /** Leaves out what the class path has and a test's host has not; idle in other applications. */
    public static final class Filter implements AutoConfigurationImportFilter, EnvironmentAware {
        private boolean filtered;
        private boolean secured;
        private boolean bare;
        private boolean withoutActuator;

        @Override
        public void setEnvironment(Environment environment) {
            filtered = environment.getProperty("test.filtered", Boolean.class, false);
            bare = environment.getProperty("test.bare", Boolean.class, false);
            withoutActuator = environment.getProperty("test.without-actuator", Boolean.class, false);
            secured = environment.getProperty("test.secured", Boolean.class, false);
        }

        @Override
        public boolean[] match(String[] names, AutoConfigurationMetadata metadata) {
            boolean[] kept = new boolean[names.length];
            for (int i = 0; i < names.length; i++) {
                kept[i] = !filtered || isKept(String.valueOf(names[i]));
            }
            return kept;
        }

        private boolean isKept(String name) {
            return !(withoutActuator && name.startsWith(BOOT + "actuate."))
                    && NEVER.stream().noneMatch(prefix -> name.startsWith(BOOT + prefix))
                    && (!bare || TO_SERVE.stream().anyMatch(name::contains))
                    && (secured || SECURITY.stream().noneMatch(prefix -> name.startsWith(BOOT + prefix)));
        }
    }

    /** The port an application listens on. */
    public static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
