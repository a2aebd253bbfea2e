package dev.monitoring.spring.actuate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import dev.monitoring.spring.autoconfigure.MonitoringAutoConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.embedded.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class MonitoringEndpointTest {
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        /** What WebFlux is mostly used with. On Tomcat some runs saw a connection closed unanswered; why is not known. */
        @Bean
        NettyReactiveWebServerFactory server() {
            return new NettyReactiveWebServerFactory();
        }

        @Bean
        MetricCollector orders() {
            return new MetricCollector() {
                private final Family waiting = Family.gauge("orders_waiting", "Orders that wait.");

                @Override
                public String name() {
                    return "orders";
                }

                @Override
                public void collect(MetricSink sink, Deadline deadline) {
                    sink.add(waiting, Labels.of("shop", "tea"), 3);
                }
            };
        }

        @Bean
        MetricCollector broken() {
            return new MetricCollector() {
                @Override
                public String name() {
                    return "broken";
                }

                @Override
                public void collect(MetricSink sink, Deadline deadline) throws IOException {
                    throw new IOException("nobody is there");
                }
            };
        }
    }

    private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

    @AfterEach
    void close() {
        contexts.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void tellsWhatIsWatchedAndHowItGoes() {
        MonitoringEndpoint endpoint = started().getBean(MonitoringEndpoint.class);

        Map<String, Object> overview = endpoint.overview();

        assertEquals(true, overview.get("running"));
        assertTrue(overview.get("targets").toString().contains("collector=orders"), overview::toString);
        assertTrue(overview.get("targets").toString().contains("nobody is there"), overview::toString);
    }

    @Test
    void answersOverHttpWithAndWithoutOptionalParameters() throws Exception {
        ConfigurableApplicationContext context = started();

        assertEquals(200, get(context, "/actuator/monitoring").statusCode());
        assertEquals(200, get(context, "/actuator/monitoring/alerts").statusCode());
        HttpResponse<String> now = get(context, "/actuator/monitoring/query?query=orders_waiting");
        assertEquals(200, now.statusCode());
        assertTrue(now.body().contains("\"value\":3.0"), now::body);
        assertTrue(now.body().contains("\"shop\":\"tea\""), now::body);
        HttpResponse<String> range =
                get(context, "/actuator/monitoring/query?query=vector(1)&start=1000&end=1030&step=15s");
        assertTrue(range.body().contains("[\"1970-01-01T00:16:40Z\",1.0]"), range::body);
        HttpResponse<String> parts = get(context, "/actuator/monitoring/explain?query=orders_waiting>5");
        assertTrue(parts.body().contains("\"seriesCount\":0"), parts::body);
    }

    @Test
    void refusesWhatItDoesNotUnderstandWithTheReason() throws Exception {
        ConfigurableApplicationContext context = started();

        assertEquals(404, get(context, "/actuator/monitoring/nonesuch").statusCode());
        assertEquals(400, get(context, "/actuator/monitoring/query").statusCode());
        assertEquals(400, get(context, "/actuator/monitoring/query?query=sum(").statusCode());
        assertEquals(
                400,
                get(context, "/actuator/monitoring/query?query=up&time=soon").statusCode());
        assertEquals(
                400, get(context, "/actuator/monitoring/explain?rule=nonesuch").statusCode());
        MonitoringEndpoint endpoint = context.getBean(MonitoringEndpoint.class);
        var fault = assertThrows(
                InvalidEndpointRequestException.class,
                () -> endpoint.view("query", "up", null, "1000", null, null, null, null));
        assertTrue(fault.getReason().contains("give step, for example 15s"), fault.getReason());
    }

    @Test
    void isThereOnlyWhereActuatorExposesIt() {
        ConfigurableApplicationContext context = run("--management.endpoints.web.exposure.include=health");

        assertEquals(0, context.getBeanNamesForType(MonitoringEndpoint.class).length);
    }

    @Test
    void tellsOfCollectorsThatAreDownWithoutChangingTheHealth() {
        HealthIndicator health = started().getBean("monitoringHealthIndicator", HealthIndicator.class);

        assertEquals(Status.UP, health.health().getStatus());
        assertTrue(
                health.health().getDetails().get("down").toString().contains("nobody is there"),
                () -> health.health().toString());
    }

    @Test
    void changesTheHealthWhereAskedTo() {
        HealthIndicator health = started("--monitoring.health.affects-status=true")
                .getBean("monitoringHealthIndicator", HealthIndicator.class);

        assertEquals(Status.DOWN, health.health().getStatus());
    }

    @Test
    void isNoPartOfTheHealthWhereBootsSwitchesSaySo() {
        assertFalse(hasHealth("management.health.monitoring.enabled=false"));
        assertFalse(hasHealth("management.health.defaults.enabled=false"));
        assertTrue(hasHealth("management.health.defaults.enabled=false", "management.health.monitoring.enabled=true"));
    }

    private static boolean hasHealth(String... properties) {
        boolean[] found = new boolean[1];
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MonitoringAutoConfiguration.class, MonitoringHealthAutoConfiguration.class))
                .withPropertyValues(properties)
                .run(context -> found[0] = context.containsBean("monitoringHealthIndicator"));
        return found[0];
    }

    @Test
    void isPartOfTheInfo() throws Exception {
        HttpResponse<String> info = get(started(), "/actuator/info");

        assertTrue(info.body().contains("\"monitoring\":{\"targets\":"), info::body);
    }

    @Test
    void leavesNothingWhereSwitchedOff() {
        ConfigurableApplicationContext context = run("--monitoring.enabled=false");

        assertFalse(context.containsBean("monitoringHealthIndicator"));
        assertFalse(context.containsBean("monitoringInfoContributor"));
        assertEquals(0, context.getBeanNamesForType(MonitoringEndpoint.class).length);
    }

    /** An application whose collectors have run. */
    private ConfigurableApplicationContext started(String... arguments) {
        ConfigurableApplicationContext context = run(arguments);
        HostedMonitoring hosted = context.getBean(HostedMonitoring.class);
        Await.until(
                "both collectors have run",
                () -> hosted.running()
                                .map(monitoring -> monitoring.sources().stream()
                                        .filter(source -> source.collector().equals("orders")
                                                || source.collector().equals("broken"))
                                        .filter(source -> source.health().samples() > 0
                                                || source.health().lastError().isPresent())
                                        .count())
                                .orElse(0L)
                        == 2);
        return context;
    }

    private ConfigurableApplicationContext run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--monitoring.interval=1s",
                "--spring.autoconfigure.exclude=" + String.join(",", leftOut())));
        all.addAll(List.of(arguments));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.REACTIVE)
                .properties("management.endpoints.web.exposure.include=*")
                .run(all.toArray(String[]::new));
        contexts.add(context);
        return context;
    }

    /** Boot 4's health lies beside 3.5's on the class path of this module, and security is not the matter here. */
    private static List<String> leftOut() {
        List<String> names = new ArrayList<>();
        for (String name : ImportCandidates.load(AutoConfiguration.class, null)) {
            if (name.startsWith("org.springframework.boot.health.") || name.contains(".security.")) {
                names.add(name);
            }
        }
        names.add("org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration");
        return names;
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext context, String path) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port")
                + path.replace(">", "%3E"));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .header("Accept", "application/json")
                                .build(),
                        BodyHandlers.ofString());
    }
}
