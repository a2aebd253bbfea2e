package dev.monitoring.spring.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.micrometer.HttpRequestsCollector;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Requests of an application without Actuator are counted as those of one with it are. */
public abstract class RequestsContract {
    /** An application on any server. */
    @RestController
    public static class Shop {
        @GetMapping("/articles/{article}")
        String article(@PathVariable("article") String article) {
            return article;
        }

        @GetMapping
        String root() {
            return "shop";
        }

        @PostMapping("/orders")
        ResponseEntity<Void> order() {
            return ResponseEntity.status(HttpStatus.CREATED).build();
        }

        @GetMapping("/moved")
        ResponseEntity<Void> moved() {
            return ResponseEntity.status(HttpStatus.FOUND)
                    .location(URI.create("/orders"))
                    .build();
        }

        @GetMapping("/sold/{article}")
        String sold() {
            throw new ResponseStatusException(HttpStatus.GONE, "sold");
        }

        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException("broken");
        }

        @GetMapping("/refused")
        String refused() {
            throw new UnsupportedOperationException("refused");
        }

        @ExceptionHandler
        ResponseEntity<String> handle(UnsupportedOperationException refused) {
            return ResponseEntity.status(HttpStatus.CONFLICT).body("refused");
        }

        @GetMapping("/later/{article}")
        Mono<String> later() {
            return Mono.delay(Duration.ofMillis(20)).map(tick -> "later");
        }

        @GetMapping("/never")
        Mono<String> never() {
            return Mono.delay(Duration.ofMillis(20)).map(tick -> {
                throw new IllegalArgumentException("never");
            });
        }

        @GetMapping("/many")
        Flux<String> many() {
            return Flux.just("one", "two", "three").delayElements(Duration.ofMillis(5));
        }
    }

    /** A registry of the application's own, which nobody observes requests for. */
    @Configuration(proxyBeanMethods = false)
    public static class Meters {
        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    private ConfigurableApplicationContext context;

    protected abstract WebApplicationType type();

    /** Controllers that only this server has. */
    protected List<Class<?>> more() {
        return List.of();
    }

    /** Requests to them, and to those that this server counts as Spring does. */
    protected List<String> moreRequests() {
        return List.of();
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    private void start(SpringApplicationBuilder application, String... properties) {
        close();
        context = application
                .sources(Shop.class)
                .sources(more().toArray(Class<?>[]::new))
                .run(Arrays.stream(properties).map(property -> "--" + property).toArray(String[]::new));
        HostedMonitoring hosted = context.getBean(HostedMonitoring.class);
        Await.until("the library runs", () -> hosted.running().isPresent());
    }

    private void ask(String request) {
        int space = request.indexOf(' ');
        URI server = URI.create("http://127.0.0.1:" + HostedAdapter.port(context) + "/");
        try {
            RawHttp.exchange(
                    server,
                    RawHttp.request(request.substring(0, space), request.substring(space + 1), "Content-Length: 0"));
        } catch (Exception e) {
            throw new AssertionError(request, e);
        }
    }

    private MeterRegistry own() {
        return context.getBean(ServerRequests.class).registry();
    }

    /** How many requests there were, by all of their tags. */
    private static Map<String, Long> counts(MeterRegistry registry) {
        Map<String, Long> counts = new TreeMap<>();
        for (Timer timer : registry.find(ServerRequests.TIMER).timers()) {
            String tags = timer.getId().getTags().stream()
                    .map(tag -> tag.getKey() + "=" + tag.getValue())
                    .collect(Collectors.joining(" "));
            counts.merge(tags, timer.count(), Long::sum);
        }
        return counts;
    }

    private Map<String, Long> counted(List<String> requests, MeterRegistry registry) {
        requests.forEach(this::ask);
        Await.until(
                "all are counted",
                () -> counts(registry).values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        >= requests.size());
        return counts(registry);
    }

    /** What an application without Actuator counts of requests. */
    protected final Map<String, Long> countedOf(List<String> requests) {
        start(HostedAdapter.withoutActuator(type()));
        return counted(requests, own());
    }

    @Test
    void areCountedAsSpringCountsThemWithActuator() {
        List<String> requests = new ArrayList<>(List.of(
                "GET /",
                "GET /articles/1",
                "GET /articles/2",
                "HEAD /articles/2",
                "POST /articles/2",
                "POST /orders",
                "GET /moved",
                "GET /sold/1",
                "GET /broken",
                "GET /refused",
                "GET /later/1",
                "GET /many",
                "GET /nowhere/at/all",
                "OPTIONS /orders"));
        requests.addAll(moreRequests());
        start(HostedAdapter.application(type()));
        assertEquals(0, context.getBeanNamesForType(ServerRequests.class).length);
        Map<String, Long> springs = counted(requests, context.getBean(MeterRegistry.class));

        Map<String, Long> ours = countedOf(requests);

        assertEquals(
                springs.toString().replace(", error", "\nerror"),
                ours.toString().replace(", error", "\nerror"));
        assertEquals(0, context.getBeanNamesForType(MeterRegistry.class).length);
    }

    @Test
    void areInTheHistoryByTheNamesOfActuator() {
        start(
                HostedAdapter.withoutActuator(type()),
                "monitoring.interval=100ms",
                "monitoring.http-metrics.enabled=true");
        ask("GET /articles/1");

        awaitSeries(
                "http_server_requests_seconds_count{job=\"application\",uri=\"/articles/{article}\",status=\"200\"}");
        awaitSeries("http_server_requests_seconds_sum{outcome=\"SUCCESS\",exception=\"none\",error=\"none\"} > 0");
        awaitSeries("http_server_requests_seconds_max{method=\"GET\"}");
        awaitSeries("http_requests_total{endpoint=\"/articles/{article}\",status=\"200\"}");
    }

    private void awaitSeries(String query) {
        Monitoring monitoring =
                context.getBean(HostedMonitoring.class).running().orElseThrow();
        Await.until(
                query,
                () -> !monitoring
                        .query(query)
                        .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                        .value()
                        .toString()
                        .contains("samples=[]"));
    }

    @Test
    void doNotIncludeThoseToTheLibrary() {
        start(HostedAdapter.withoutActuator(type()));
        ask("GET /monitoring");
        ask("GET /monitoring/");
        ask("GET /monitoring/api/v1/status/buildinfo");

        assertEquals(1, counted(List.of("GET /articles/1"), own()).size());
    }

    @Test
    void areCountedBesideARegistryThatNobodyObservesThemFor() {
        start(HostedAdapter.withoutActuator(type()).sources(Meters.class));

        assertEquals(1, counted(List.of("GET /articles/1"), own()).size());
        assertEquals(List.of(), context.getBean("registry", MeterRegistry.class).getMeters());
    }

    @Test
    void areNotCountedWhereThatIsSwitchedOff() {
        for (String property : List.of(
                "monitoring.http-requests.enabled=false",
                "monitoring.enabled=false",
                "management.observations.enable.http.server.requests=false",
                "management.observations.enable.http=false",
                "management.metrics.enable.all=false")) {
            close();
            context = HostedAdapter.withoutActuator(type()).run("--" + property);

            assertFalse(context.containsBean("monitoringRequestFilter"), property);
            assertFalse(context.containsBean("monitoringServerRequests"), property);
        }
    }

    @Test
    void areCountedAgainWhereALongerNameIsSwitchedOn() {
        context = HostedAdapter.withoutActuator(type())
                .run(
                        "--management.observations.enable.http=false",
                        "--management.observations.enable.http.server.requests=true");

        assertTrue(context.containsBean("monitoringRequestFilter"));
    }

    @Test
    void areNotCountedTwiceUnderOtherNames() {
        start(HostedAdapter.application(type()), "monitoring.http-metrics.enabled=true");

        assertEquals(1, context.getBeanNamesForType(HttpRequestsCollector.class).length);
        assertFalse(context.containsBean("monitoringRequestFilter"));
    }
}
