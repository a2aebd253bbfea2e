package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.StartupReport;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.micrometer.HttpRequestsCollector;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.spring.web.BasePath;
import dev.monitoring.spring.web.WebGateway;
import dev.monitoring.spring.web.WebPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

/** All auto-configurations together: the beans of each stack, what there is without which library, and which beans give way. */
class AutoConfigurationsTest {
    private static final List<String> ANYWHERE = List.of(
            "hostConnectionSettings",
            "hostedMonitoring",
            "monitoringApplicationMeters",
            "monitoringEndpoint",
            "monitoringHealthIndicator",
            "monitoringHttpRequests",
            "monitoringInfoContributor",
            "monitoringLifecycle");

    private static final List<String> WITH_A_SERVER = List.of(
            "monitoringBasePath",
            "monitoringConsoleAddress",
            "monitoringRequestFilter",
            "monitoringServerRequests",
            "monitoringWebClosing",
            "monitoringWebGateway",
            "monitoringWebPolicy");

    /** Without these there is no web application to look at. */
    private static final List<String> STACKS = List.of("jakarta.servlet", "org.springframework.web");

    private enum Stack {
        NONE,
        SERVLET,
        REACTIVE;

        Set<String> beans() {
            Set<String> names = new TreeSet<>(ANYWHERE);
            if (this != NONE) {
                names.addAll(WITH_A_SERVER);
                names.add(this == SERVLET ? "monitoringServlet" : "monitoringMapping");
            }
            return names;
        }
    }

    /** What an application has of its own. */
    private record Own<T>(String name, Class<T> type, T bean) {
        static <T> Own<T> of(String name, Class<T> type, T bean) {
            return new Own<>(name, type, bean);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bringTheBeansOfTheStack(Stack stack) {
        run(stack, "nothing", List.of(), context -> assertEquals(stack.beans(), beans(context)));
    }

    @ParameterizedTest
    @EnumSource
    void bringNothingWhereSwitchedOff(Stack stack) {
        run(
                stack,
                "nothing",
                List.of(),
                context -> assertEquals(new TreeSet<>(), beans(context)),
                "monitoring.enabled=false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.rabbitmq",
                "com.sun.jna",
                "com.zaxxer.hikari",
                "io.lettuce",
                "io.micrometer.prometheusmetrics",
                "io.minio",
                "io.netty",
                "jakarta.mail",
                "jakarta.servlet",
                "jakarta.websocket",
                "okhttp3",
                "org.eclipse.jetty",
                "org.postgresql",
                "org.springframework.amqp",
                "org.springframework.boot.actuate.endpoint",
                "org.springframework.boot.actuate.health",
                "org.springframework.data.redis",
                "org.springframework.jdbc",
                "org.springframework.security",
                "org.springframework.web",
                "oshi",
                "reactor.netty"
            })
    void runWithoutALibrary(String hidden) {
        if (!STACKS.contains(hidden)) {
            for (Stack stack : List.of(Stack.SERVLET, Stack.REACTIVE)) {
                run(
                        stack,
                        hidden,
                        List.of(),
                        context -> assertTrue(beans(context).containsAll(WITH_A_SERVER)));
            }
        }
        run(Stack.NONE, hidden, List.of(), context -> {
            MonitoringAutoConfigurationTest.ready(context);

            HostedMonitoring hosted = context.getBean(HostedMonitoring.class);
            Await.until("the library runs", () -> hosted.running().isPresent());
            assertTrue(hosted.running().orElseThrow().report().watched().stream()
                    .map(StartupReport.Watched::collector)
                    .anyMatch("jvm"::equals));
        });
    }

    @Test
    void giveWayToBeansOfTheApplicationOneByOne() {
        WebPolicy policy = new WebPolicy(false, false, true, List.of(), List.of());
        for (Own<?> own : List.of(
                Own.of("own", HostedMonitoring.class, new HostedMonitoring()),
                Own.of("own", ApplicationMeters.class, new ApplicationMeters(Clock.system())),
                Own.of("own", HttpRequestsCollector.class, new HttpRequestsCollector(new SimpleMeterRegistry())),
                Own.of("own", WebPolicy.class, policy),
                Own.of("own", WebGateway.class, new WebGateway(Optional::empty, policy, HttpLimits.defaults())),
                Own.of("own", BasePath.class, new BasePath("/ops")),
                Own.of("own", ConsoleAddress.class, Optional::empty),
                Own.of("hostConnectionSettings", Object.class, "own"),
                Own.of("monitoringHealthIndicator", Object.class, "own"),
                Own.of("monitoringEndpoint", Object.class, "own"),
                Own.of("monitoringInfoContributor", Object.class, "own"),
                Own.of("monitoringLifecycle", Object.class, "own"),
                Own.of("monitoringWebClosing", Object.class, "own"),
                Own.of("monitoringRequestFilter", Object.class, "own"),
                Own.of("monitoringServlet", Object.class, "own"))) {
            run(Stack.SERVLET, "nothing", List.of(own), context -> assertGivesWay(Stack.SERVLET, own, context));
        }
        for (String name : List.of("monitoringMapping", "monitoringRequestFilter")) {
            Own<?> own = Own.of(name, Object.class, "own");
            run(Stack.REACTIVE, "nothing", List.of(own), context -> assertGivesWay(Stack.REACTIVE, own, context));
        }
    }

    private static void assertGivesWay(Stack stack, Own<?> own, ConfigurableApplicationContext context) {
        assertSame(own.bean(), context.getBean(own.name()));
        if (own.type() != Object.class) {
            assertEquals(1, context.getBeanNamesForType(own.type()).length, own::toString);
        }
        int others = stack.beans().size() - 1;
        assertEquals(others + (own.name().equals("own") ? 0 : 1), beans(context).size(), own::toString);
    }

    private static void run(
            Stack stack,
            String hidden,
            List<Own<?>> own,
            Consumer<ConfigurableApplicationContext> check,
            String... properties) {
        switch (stack) {
            case NONE -> run(new ApplicationContextRunner(), hidden, own, check, properties);
            case SERVLET -> run(new WebApplicationContextRunner(), hidden, own, check, properties);
            case REACTIVE -> run(new ReactiveWebApplicationContextRunner(), hidden, own, check, properties);
        }
    }

    private static <
                    R extends AbstractApplicationContextRunner<R, C, A>,
                    C extends ConfigurableApplicationContext,
                    A extends ApplicationContextAssertProvider<C>>
            void run(
                    R runner,
                    String hidden,
                    List<Own<?>> own,
                    Consumer<ConfigurableApplicationContext> check,
                    String... properties) {
        R prepared = runner.withConfiguration(AutoConfigurations.of(all()))
                .withClassLoader(new FilteredClassLoader(hidden))
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=*", "monitoring.http-metrics.enabled=true")
                .withPropertyValues(properties)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new);
        for (Own<?> bean : own) {
            prepared = with(prepared, bean);
        }
        prepared.run(context -> check.accept(context.getSourceApplicationContext()));
    }

    private static <R extends AbstractApplicationContextRunner<R, ?, ?>, T> R with(R runner, Own<T> own) {
        return runner.withBean(own.name(), own.type(), own::bean);
    }

    private static Class<?>[] all() {
        try {
            List<Class<?>> all = new ArrayList<>();
            for (String name : MonitoringAutoConfigurationTest.imports()) {
                all.add(Class.forName(name));
            }
            return all.toArray(Class<?>[]::new);
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** The names of our beans, without those of the configurations that make them. */
    private static Set<String> beans(ConfigurableApplicationContext context) {
        Set<String> names = new TreeSet<>();
        Stream.of(context.getBeanDefinitionNames())
                .filter(name -> name.startsWith("monitoring") || name.startsWith("host"))
                .forEach(names::add);
        return names;
    }
}
