package dev.monitoring.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.LiveRoute;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an extension may add, through the whole library. */
class ExtensionTest {
    private static final Family GREETINGS = Family.counter("monitoring_greetings_total", "Greetings so far.");

    @Test
    void servesLiveChannels() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (Monitoring monitoring = builder(new Greeter()).web(0).start()) {
            URI channel = URI.create(url(monitoring, "live/greetings").replace("http:", "ws:"));

            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(channel, new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                            received.add(data.toString());
                            webSocket.request(1);
                            return null;
                        }
                    })
                    .get(20, TimeUnit.SECONDS);

            assertEquals("hello", received.poll(20, TimeUnit.SECONDS));
            socket.abort();
        }
    }

    @Test
    void addsToTheSelfMetrics() {
        try (Monitoring monitoring = builder(new Greeter()).start()) {
            Await.until(
                    "the extension's metric in the history",
                    () -> monitoring
                            .query("monitoring_greetings_total == 7")
                            .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                            .value()
                            .toString()
                            .contains("job=\"monitoring\""));
        }
    }

    @Test
    void linksItsPagesAndNoInterfacesForMachinesFromTheStartPage() throws Exception {
        try (Monitoring monitoring = builder(new Greeter()).web(0).start()) {
            String page = get(url(monitoring, ""));

            assertTrue(page.contains("href=\"greetings\""), page);
            assertFalse(page.contains("api/v1/greetings"), page);
            assertFalse(page.contains("-/greeting"), page);
        }
    }

    @Test
    void isAFaultWhereItDoesNotStart() {
        MonitoringExtension broken = new MonitoringExtension() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public void start(MonitoringContext context) {
                throw new IllegalStateException("no luck");
            }
        };

        ConfigurationException refusal =
                assertThrows(ConfigurationException.class, () -> builder(broken).start());

        assertEquals(
                "monitoring.broken: extension broken does not start: java.lang.IllegalStateException: no luck; take it off"
                        + " the class path, or mend it",
                refusal.faults().get(0).toString());
    }

    @Test
    void isClosedOnceAlsoWhereAnotherDoesNotStart() {
        Greeter greeter = new Greeter();
        MonitoringExtension broken = new MonitoringExtension() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Collection<Route> routes() {
                throw new LinkageError("half a jar");
            }
        };

        assertThrows(
                ConfigurationException.class,
                () -> builder(greeter).extension(broken).start());

        assertEquals(1, greeter.closed);
    }

    private static MonitoringBuilder builder(MonitoringExtension extension) {
        return Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .extension(extension);
    }

    private static String url(Monitoring monitoring, String path) {
        return monitoring.url().orElseThrow().resolve(path).toString();
    }

    private static String get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    private static final class Greeter implements MonitoringExtension {
        private int closed;

        @Override
        public String name() {
            return "greeter";
        }

        @Override
        public Collection<Route> routes() {
            return List.of(
                    Route.get("/greetings", request -> HttpResponse.text(200, "hello\n")),
                    Route.get("/api/v1/greetings", request -> HttpResponse.text(200, "[]")),
                    Route.get("/-/greeting", request -> HttpResponse.empty(200)));
        }

        @Override
        public Collection<LiveRoute> liveRoutes() {
            return List.of(new LiveRoute("/live/greetings", Access.READ, session -> {
                session.send("hello");
                return text -> {};
            }));
        }

        @Override
        public Collection<SelfMetrics.Contributor> selfMetrics() {
            return List.of(sink -> sink.add(GREETINGS, Labels.EMPTY, 7));
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
