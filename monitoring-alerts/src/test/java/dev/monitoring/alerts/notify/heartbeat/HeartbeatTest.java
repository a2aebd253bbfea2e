package dev.monitoring.alerts.notify.heartbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final long START = 1_700_000_000_000L;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private long evaluations;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static HttpEndpoint endpoint(int port) {
        return HttpEndpoint.of(URI.create("http://127.0.0.1:" + port + "/ping/canary"))
                .build();
    }

    private Heartbeat heartbeat(Heartbeat.Method method) {
        return new Heartbeat(
                endpoint(server.getAddress().getPort()),
                method,
                MINUTE,
                Heartbeat.standstill("evaluations", () -> evaluations),
                loop,
                Runnable::run,
                clock);
    }

    @Test
    void beatsWhileThereIsLife() {
        try (Heartbeat heartbeat = heartbeat(Heartbeat.Method.POST)) {
            heartbeat.start();
            for (int i = 0; i < 3; i++) {
                evaluations++;
                loop.advance(MINUTE);
            }

            assertEquals(List.of("POST /ping/canary", "POST /ping/canary", "POST /ping/canary"), requests);
            assertEquals(
                    new HeartbeatStatus(3, 0, 0, OptionalLong.of(START + 180_000), Optional.empty()),
                    heartbeat.status());
        }
    }

    @Test
    void keepsSilentWhileThereIsNone() {
        try (Heartbeat heartbeat = heartbeat(Heartbeat.Method.GET)) {
            heartbeat.start();
            loop.advance(MINUTE.multipliedBy(2));
            assertEquals(List.of(), requests);
            assertEquals(2, heartbeat.status().withheld());
            assertEquals(
                    "withheld: there were no evaluations since the last beat",
                    heartbeat.status().trouble().orElseThrow());

            evaluations++;
            loop.advance(MINUTE);
            assertEquals(List.of("GET /ping/canary"), requests);
        }
    }

    @Test
    void countsWhatDoesNotArriveAndGoesOn() {
        status = 500;
        try (Heartbeat heartbeat = heartbeat(Heartbeat.Method.GET)) {
            heartbeat.start();
            evaluations++;
            loop.advance(MINUTE);
            assertEquals(1, heartbeat.status().errors());
            String trouble = heartbeat.status().trouble().orElseThrow();
            assertTrue(trouble.contains("/*** answers with status 500"), trouble);

            status = 204;
            evaluations++;
            loop.advance(MINUTE);
            assertEquals(
                    List.of(1L, 1L),
                    List.of(heartbeat.status().beats(), heartbeat.status().errors()));
        }
    }

    @Test
    void survivesAQuestionThatThrowsAndThreadsThatAreGone() {
        try (Heartbeat broken = new Heartbeat(
                        endpoint(1),
                        Heartbeat.Method.GET,
                        MINUTE,
                        () -> {
                            throw new IllegalStateException("no idea");
                        },
                        loop,
                        Runnable::run,
                        clock);
                Heartbeat alone = new Heartbeat(
                        endpoint(1),
                        Heartbeat.Method.GET,
                        MINUTE,
                        Optional::empty,
                        loop,
                        work -> {
                            throw new RejectedExecutionException();
                        },
                        clock)) {
            broken.start();
            alone.start();
            loop.advance(MINUTE.multipliedBy(2));

            assertEquals(2, broken.status().withheld());
            assertEquals(2, alone.status().errors());
        }
    }

    @Test
    void holdsUpNeitherTheLoopNorItsEndWhereTheServerHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ExecutorService workers = Executors.newSingleThreadExecutor();
        try (RawServer hanging = RawServer.start((socket, number) -> never.await());
                EventLoop threads = EventLoop.start("monitoring-test", Clock.system());
                Heartbeat heartbeat = new Heartbeat(
                        endpoint(hanging.port()),
                        Heartbeat.Method.GET,
                        Duration.ofSeconds(20),
                        Optional::empty,
                        threads,
                        workers,
                        Clock.system());
                Heartbeat quick = new Heartbeat(
                        endpoint(hanging.port()),
                        Heartbeat.Method.GET,
                        Duration.ofMillis(20),
                        Optional::empty,
                        threads,
                        workers,
                        Clock.system())) {
            heartbeat.start();
            quick.start();
            Await.until("requests end by their deadlines", () -> quick.status().errors() >= 3);

            quick.close();
            workers.shutdown();
            assertTrue(workers.awaitTermination(30, TimeUnit.SECONDS));
        }
        never.countDown();
    }
}
