package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.time.Clock;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller closes its connection while its query reads; the query is the only one that may run. */
class CancelledRequestTest {
    private static final int SERIES_COUNT = 10_000;
    private static final int PATIENCE_SECONDS = 60;

    /** Between two looks at the caller an engine may read some series more. */
    private static final int MOST_READS = 200;

    private final CountDownLatch reading = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicReference<HttpRequest> asked = new AtomicReference<>();
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    private final QueryEngine engine = new QueryEngine(
            new Gated(),
            Clock.system(),
            QueryConfig.defaults()
                    .withLimits(QueryLimits.defaults()
                            .withTimeout(Duration.ofSeconds(2 * PATIENCE_SECONDS))
                            .withMaxConcurrent(1)));

    /** Many series, whose first does not give its samples before the caller is seen to be gone. */
    private final class Gated implements Queryable {
        private final List<Series> all = new ArrayList<>();

        private Gated() {
            for (int i = 0; i < SERIES_COUNT; i++) {
                all.add(new OneSample(Labels.of("__name__", "x", "i", String.valueOf(i))));
            }
        }

        @Override
        public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
            return all;
        }

        @Override
        public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
            return List.of();
        }

        @Override
        public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
            return List.of();
        }
    }

    private final class OneSample implements Series {
        private final Labels labels;

        private OneSample(Labels labels) {
            this.labels = labels;
        }

        @Override
        public Labels labels() {
            return labels;
        }

        @Override
        public void read(long minMillis, long maxMillis, SampleBuffer into) {
            if (reads.incrementAndGet() == 1) {
                reading.countDown();
                awaitCallersGoing();
            }
            into.clear();
            into.add(maxMillis, 1);
        }
    }

    /** Pauses first: within a millisecond of the last look nobody looks again. */
    private void awaitCallersGoing() {
        HttpRequest request = asked.get();
        CountDownLatch pause = new CountDownLatch(1);
        try {
            int pauses = 0;
            do {
                pause.await(10, TimeUnit.MILLISECONDS);
            } while (++pauses < PATIENCE_SECONDS * 100 && !request.isCancelled());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Route watched(Route route) {
        return new Route(route.method(), route.path(), route.access(), request -> {
            asked.set(request);
            HttpResponse response = route.handler().handle(request);
            statuses.add(response.status());
            return response;
        });
    }

    private JettyServer serve() throws Exception {
        List<Route> routes = new QueryRoutes(engine, Clock.system())
                .routes().stream().map(this::watched).toList();
        return JettyServer.builder().routes(RouteTable.of(routes)).start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query?query=sum(rate(x[5m]))",
                "query?query=x",
                "query_range?query=sum(x)&start=0&end=600&step=1",
                "explain?query=sum(x)"
            })
    void stopsTheQueryOfACallerThatIsGone(String target) throws Exception {
        try (JettyServer server = serve()) {
            try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                caller.getOutputStream()
                        .write(("GET /api/v1/" + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertTrue(reading.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the query does not read");
            }

            assertEquals(499, statuses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertTrue(reads.get() < MOST_READS, "the query went on and read " + reads + " series");
            assertOthersRun(server);
        }
    }

    @Test
    void stopsTheQueryOfAFormToo() throws Exception {
        try (JettyServer server = serve()) {
            try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                caller.getOutputStream()
                        .write(("POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 14\r\n"
                                        + "Content-Type: application/x-www-form-urlencoded\r\n\r\nquery=sum(x)&a")
                                .getBytes(StandardCharsets.US_ASCII));
                assertTrue(reading.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the query does not read");
            }

            assertEquals(499, statuses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertTrue(reads.get() < MOST_READS, "the query went on and read " + reads + " series");
            assertOthersRun(server);
        }
    }

    /** The only place is free again. */
    private static void assertOthersRun(JettyServer server) throws Exception {
        ApiClient client = new ApiClient(URI.create("http://127.0.0.1:" + server.port()));

        assertEquals("10000", client.get("/api/v1/query", "query", "count(x)").text("data/result/0/value/1"));
    }
}
