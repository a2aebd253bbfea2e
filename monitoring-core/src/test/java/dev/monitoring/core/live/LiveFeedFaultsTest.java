package dev.monitoring.core.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.LiveRoute;
import dev.monitoring.core.http.LiveSession;
import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SourceFeed;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.TcpLine;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of the feed that do not read, and clients that vanish, at a real server beside one that is well. */
@Timeout(120)
class LiveFeedFaultsTest {
    private static final Duration PING = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(20);
    private static final int PATIENCE_SECONDS = 30;
    private static final Pattern SEQUENCE = Pattern.compile("\"type\":\"update\",\"sequence\":(\\d+)");

    /** With as many series as a client may have: a hundred kilobytes of figures at each tick, all of them new ones. */
    private static final String MUCH = "{\"type\":\"subscribe\",\"id\":\"p\",\"expressions\":["
            + IntStream.range(0, 10).mapToObj(number -> "\"big" + number + "\"").collect(Collectors.joining(","))
            + "]}";

    private static final String LITTLE = "{\"type\":\"subscribe\",\"id\":\"p\",\"expressions\":[\"big0\"]}";

    private static final List<Labels> SERIES = IntStream.range(0, 500)
            .mapToObj(number -> Labels.of("series", "number " + number))
            .toList();

    private final Clock clock = Clock.system();
    private final Registry registry = new Registry();
    private final SourceFeed source = registry.add("test", Target.of("test", "here"));
    private final AtomicLong evaluations = new AtomicLong();
    private final ExecutorService ticking = Executors.newSingleThreadExecutor();
    private final List<LiveSession> sessions = new CopyOnWriteArrayList<>();
    private LiveFeed feed;
    private JettyServer server;
    private Future<?> ticks;

    @BeforeEach
    void start() {
        feed = new LiveFeed(
                new LiveFeed.Parts(
                        new QueryEngine(new Nothing(), clock, QueryConfig.defaults()),
                        List.of(),
                        clock,
                        "shop-1",
                        TICK,
                        Instant.ofEpochMilli(clock.epochMillis())),
                this::evaluate,
                FeedLimits.forClients(10),
                () -> EventLoop.start("monitoring-live", clock));
        registry.observe("live", feed.observer());
        ticks = ticking.submit(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                Snapshot snapshot = new Snapshot();
                snapshot.reset(SeriesLayout.builder(Target.of("test", "here")).build(), clock.epochMillis());
                source.publish(snapshot, CollectorHealth.starting());
                TimeUnit.NANOSECONDS.sleep(TICK.toNanos());
            }
            return null;
        });
    }

    private void serve(HttpLimits.Builder limits) throws IOException {
        LiveRoute route = feed.route();
        LiveRoute watched = new LiveRoute(route.path(), route.access(), session -> {
            sessions.add(session);
            return route.handler().open(session);
        });
        server = JettyServer.builder()
                .routes(RouteTable.of(List.of(), List.of(watched)))
                .access(WebAccess.loopbackOnly())
                .limits(limits.build())
                .start();
    }

    @AfterEach
    void stop() {
        ticks.cancel(true);
        ticking.shutdown();
        server.close();
        feed.close();
    }

    private VectorValue evaluate(String expression, long timeMillis) {
        double value = evaluations.incrementAndGet() + 0.123456789;
        return new VectorValue(SERIES.stream()
                .map(labels -> new VectorSample(labels, timeMillis, value))
                .toList());
    }

    private static URI socketOf(URI server) {
        return URI.create(server.resolve("/ws/metrics").toString().replace("http:", "ws:"));
    }

    /** A client that reads all it is sent, and remembers the numbers of the updates. */
    private static final class Reader implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<Long> sequences = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;

        Reader(URI server, String subscription) throws Exception {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(socketOf(server), this)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            socket.sendText(subscription, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                Matcher matcher = SEQUENCE.matcher(partial);
                if (matcher.find()) {
                    sequences.add(Long.parseLong(matcher.group(1)));
                }
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        /** The number of the next update, which follows on the one before. */
        long next() throws InterruptedException {
            Long next = sequences.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertTrue(next != null, "no update within " + PATIENCE_SECONDS + " s");
            return next;
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    private int clients() {
        AtomicInteger found = new AtomicInteger(-1);
        InvocationHandler finding = (sink, method, arguments) -> {
            if (((Family) arguments[0]).name().equals("monitoring_live_clients")) {
                found.set(((Number) arguments[2]).intValue());
            }
            return null;
        };
        feed.metrics().contribute((MetricSink)
                Proxy.newProxyInstance(MetricSink.class.getClassLoader(), new Class<?>[] {MetricSink.class}, finding));
        return found.get();
    }

    @Test
    void closesOneThatDoesNotReadWhileOthersMissNothing() throws Exception {
        serve(HttpLimits.builder().liveQueueMessages(4));
        try (Reader reader = new Reader(server.uri(), MUCH);
                RawHttp slow = RawHttp.connect(server.uri(), 128 << 10)) {
            long last = reader.next();
            slow.send(RawHttp.request(
                    "GET",
                    "/ws/metrics",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
            assertEquals(101, slow.read().status());
            slow.sendFrame(MUCH);
            Await.until("both are there", () -> clients() == 2);

            int heardMeanwhile = 0;
            while (sessions.get(1).isOpen()) {
                assertEquals(++last, reader.next(), "an update is missing");
                heardMeanwhile++;
            }
            RawHttp.Frame frame = slow.readFrame();
            while (frame.opcode() != 8) {
                frame = slow.readFrame();
            }

            System.out.println("live feed: one that does not read was closed after " + heardMeanwhile + " updates");
            assertEquals(1013, frame.closeStatus());
            assertTrue(frame.text().contains("read too slowly"), frame::text);
            Await.until("its place is free", () -> clients() == 1);
            for (int i = 0; i < 20; i++) {
                assertEquals(++last, reader.next(), "an update is missing");
            }
        }
    }

    @Test
    void letsGoOfOneThatVanishedWhileOthersMissNothing() throws Exception {
        serve(HttpLimits.builder().livePing(PING));
        try (TcpLine line = TcpLine.to(server.uri());
                Reader reader = new Reader(server.uri(), LITTLE);
                Reader vanishing = new Reader(line.uri(), LITTLE)) {
            long last = reader.next();
            vanishing.next();
            assertEquals(2, clients());

            line.goDead();
            long begin = clock.nanoTime();
            while (clients() == 2) {
                assertEquals(++last, reader.next(), "an update is missing");
            }

            System.out.println("live feed: one that vanished was let go after " + (clock.nanoTime() - begin) / 1_000_000
                    + " ms, pinged every " + PING.toMillis() + " ms");
            for (int i = 0; i < 20; i++) {
                assertEquals(++last, reader.next(), "an update is missing");
            }
        }
        Await.until("nobody is left", () -> clients() == 0);
    }
}
