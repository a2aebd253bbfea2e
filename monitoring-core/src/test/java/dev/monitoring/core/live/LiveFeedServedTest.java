package dev.monitoring.core.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The feed through the whole library: collectors that run, a port, WebSockets of the JDK's client. */
class LiveFeedServedTest {
    private static final Family COUNT = Family.gauge("ticks", "How many runs there were.");
    private static final int PATIENCE_SECONDS = 30;

    private final AtomicLong runs = new AtomicLong();

    private Monitoring started(int port) {
        MetricCollector counting = new MetricCollector() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public void collect(MetricSink sink, Deadline deadline) {
                sink.add(COUNT, Labels.EMPTY, runs.incrementAndGet());
            }
        };
        return Monitoring.builder()
                .withoutDiscovery()
                .interval(Duration.ofMillis(200))
                .collector(counting, Target.of("counting", "here"))
                .web(port)
                .start();
    }

    /** A client that keeps all it hears. */
    private static final class Client implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;

        Client(HttpClient http, URI server) throws Exception {
            URI address = URI.create(server.resolve("ws/metrics").toString().replace("http:", "ws:"));
            socket = http.newWebSocketBuilder().buildAsync(address, this).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            closed.add(status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.add("1006 " + error);
        }

        void say(String message) throws Exception {
            socket.sendText(message.replace('\'', '"'), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** The next message of a type. */
        String next(String type) throws InterruptedException {
            while (true) {
                String message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertTrue(message != null, "no " + type + " within " + PATIENCE_SECONDS + " s");
                if (message.startsWith("{\"type\":\"" + type + "\"")) {
                    return message;
                }
            }
        }

        String ending() throws InterruptedException {
            String ending = closed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return ending == null ? "still open" : ending;
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    /** What a client knows of one series by the rules of LIVE.md: its value at each time. */
    private static final class Curve {
        final TreeMap<Long, Double> points = new TreeMap<>();
        private double value = Double.NaN;
        long timeMillis;

        /** Takes a state or an update of a connection that watches one series. */
        void take(String message) throws IOException {
            try (JsonParser json = new JsonFactory().createParser(message)) {
                String field = "";
                for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                    if (token == JsonToken.FIELD_NAME) {
                        field = json.currentName();
                    } else if (field.equals("time_millis") && token.isNumeric()) {
                        timeMillis = json.getLongValue();
                    } else if (field.equals("values") && token.isNumeric()) {
                        json.nextToken();
                        value = json.getDoubleValue();
                    }
                }
            }
            points.put(timeMillis, value);
        }
    }

    @Test
    void pushesEachSample() throws Exception {
        try (Monitoring monitoring = started(0);
                Client client =
                        new Client(HttpClient.newHttpClient(), monitoring.url().orElseThrow())) {
            assertTrue(client.next("hello").contains("\"protocol\":1"));
            client.say("{'type':'subscribe','id':'p','names':['ticks']}");
            assertTrue(client.next("subscribed").contains("\"name\":\"ticks\""));
            assertTrue(client.next("state").contains("\"__name__\":\"ticks\""));

            Curve curve = new Curve();
            List<Long> delays = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                curve.take(client.next("update"));
                delays.add(Clock.system().epochMillis() - curve.timeMillis);
            }

            System.out.println("live feed: from tick to client " + delays + " ms");
            assertTrue(curve.points.size() > 5, () -> "times " + curve.points);
            assertTrue(delays.stream().allMatch(delay -> delay < PATIENCE_SECONDS * 1_000), () -> "delays " + delays);
        }
    }

    @Test
    void losesNoSampleOverARestartOnceTheGapIsFilled() throws Exception {
        Curve curve = new Curve();
        int port;
        try (Monitoring first = started(0)) {
            port = first.url().orElseThrow().getPort();
            try (Client client =
                    new Client(HttpClient.newHttpClient(), first.url().orElseThrow())) {
                client.say("{'type':'subscribe','id':'p','names':['ticks']}");
                client.next("state");
                for (int i = 0; i < 5; i++) {
                    client.next("update");
                }
                client.close();

                Await.until("runs that nobody hears of", new RunsMore(runs, 10)::hold);

                try (Client again =
                        new Client(HttpClient.newHttpClient(), first.url().orElseThrow())) {
                    again.say("{'type':'subscribe','id':'p','names':['ticks']}");
                    curve.take(again.next("state"));
                    long goesOn = curve.timeMillis;
                    long last = goesOn - 2_000;
                    for (int i = 0; i < 6; i++) {
                        curve.take(again.next("update"));
                    }
                    refill(first, last, goesOn, curve);
                    assertWhole(first, curve);
                }
            }
            Client cut = new Client(HttpClient.newHttpClient(), first.url().orElseThrow());
            cut.next("hello");
            first.close();
            assertTrue(cut.ending().startsWith("1001 "), "the end is told");
        }
        try (Monitoring second = started(port);
                Client client =
                        new Client(HttpClient.newHttpClient(), second.url().orElseThrow())) {
            assertTrue(client.next("hello").contains("\"sequence\":0"), "a new run begins to count again");
        }
    }

    /** Whether there were so many further runs. */
    private record RunsMore(AtomicLong runs, long until) {
        RunsMore(AtomicLong runs, int more) {
            this(runs, runs.get() + more);
        }

        boolean hold() {
            return runs.get() >= until;
        }
    }

    private static void refill(Monitoring monitoring, long fromMillis, long toMillis, Curve curve) {
        MatrixValue answer = (MatrixValue) monitoring
                .query("ticks")
                .range(Instant.ofEpochMilli(fromMillis), Instant.ofEpochMilli(toMillis), Duration.ofMillis(200))
                .value();
        for (MatrixSeries series : answer.series()) {
            for (int i = 0; i < series.size(); i++) {
                curve.points.put(series.timestamps()[i], series.values()[i]);
            }
        }
    }

    /** What the client knows is what the history has, at each time. */
    private static void assertWhole(Monitoring monitoring, Curve curve) {
        assertTrue(curve.points.size() >= 10, () -> "points " + curve.points);
        Map<Long, Double> expected = new TreeMap<>();
        for (long timeMillis : curve.points.keySet()) {
            VectorValue there = (VectorValue) monitoring
                    .query("ticks")
                    .at(Instant.ofEpochMilli(timeMillis))
                    .value();
            for (VectorSample sample : there.samples()) {
                expected.put(timeMillis, sample.value());
            }
        }
        // The round of a tick may come before the collector that watches this series has delivered; the next one has
        // it.
        curve.points.pollLastEntry();
        expected.keySet().retainAll(curve.points.keySet());
        assertEquals(expected, curve.points);
    }

    @Test
    void survivesAThousandReconnectionsWithoutALeak() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        try (Monitoring monitoring = started(0)) {
            URI server = monitoring.url().orElseThrow();
            for (int i = 0; i < 1_000; i++) {
                Client client = new Client(http, server);
                client.say("{'type':'subscribe','id':'p','names':['ticks'],'expressions':['up','rate(ticks[5s])']}");
                if (i % 10 == 0) {
                    client.next("state");
                }
                client.close();
            }

            Await.until("no client is left", () -> value(monitoring, "monitoring_live_clients") == 0);
            Await.until("no expression is left", () -> value(monitoring, "monitoring_live_expressions") == 0);
            Await.until("no channel is left", () -> value(monitoring, "monitoring_http_live_connections") == 0);
            Await.until("no connection is left", () -> value(monitoring, "monitoring_http_connections") == 0);
        }
        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.equals("monitoring-live"))
                        .toList());
    }

    @Test
    void servesFiftyClientsWithOneEvaluationForAll() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        List<Client> clients = new ArrayList<>();
        try (Monitoring monitoring = started(0)) {
            URI server = monitoring.url().orElseThrow();
            for (int i = 0; i < 50; i++) {
                Client client = new Client(http, server);
                client.say("{'type':'subscribe','id':'p','names':['ticks','up'],'expressions':['rate(ticks[2s])']}");
                clients.add(client);
            }
            for (Client client : clients) {
                client.next("state");
            }
            for (Client client : clients) {
                client.next("update");
            }

            Await.until("three expressions", () -> value(monitoring, "monitoring_live_expressions") == 3);
            Await.until("fifty clients", () -> value(monitoring, "monitoring_live_clients") == 50);
            try (Client extra = new Client(http, server)) {
                assertEquals(
                        "1013 50 clients are connected, which is the limit; see monitoring.web.max-live-clients",
                        extra.ending());
            }
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    void closesAClientThatSendsWithoutReadingAnswers() throws Exception {
        try (Monitoring monitoring = started(0);
                Client client =
                        new Client(HttpClient.newHttpClient(), monitoring.url().orElseThrow())) {
            String nonsense = "{'type':'subscribe','id':'p','expressions':['" + "(".repeat(4_000) + "']}";
            for (int i = 0; i < 500 && client.closed.isEmpty(); i++) {
                try {
                    client.say(i % 2 == 0 ? nonsense : "{".repeat(10_000));
                } catch (ExecutionException gone) {
                    break; // closed while this was sent
                }
            }

            // Who still sends may be told by a reset, which overtakes the reason.
            String ending = client.ending();
            assertTrue(ending.startsWith("1008 ") || ending.startsWith("1006 "), ending);
            Await.until("nobody is left", () -> value(monitoring, "monitoring_live_clients") == 0);
        }
    }

    @Test
    void refusesMessagesThatAreTooLongAndBinaryOnes() throws Exception {
        try (Monitoring monitoring = started(0)) {
            URI server = monitoring.url().orElseThrow();
            try (Client client = new Client(HttpClient.newHttpClient(), server)) {
                client.say("x".repeat(65 << 10));
                assertEquals("1009", client.ending().substring(0, 4), "message too big");
            }
            try (Client client = new Client(HttpClient.newHttpClient(), server)) {
                client.socket.sendBinary(ByteBuffer.allocate(10), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertEquals("1009", client.ending().substring(0, 4), "binary messages have no room at all");
            }
        }
    }

    private static double value(Monitoring monitoring, String expression) {
        VectorValue there = (VectorValue) monitoring
                .query(expression)
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value();
        return there.samples().isEmpty() ? Double.NaN : there.samples().get(0).value();
    }
}
