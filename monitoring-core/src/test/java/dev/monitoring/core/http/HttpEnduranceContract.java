package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link HttpAdapterContract} about slow, silent and excessive callers, and about how an adapter stops.
 */
public abstract class HttpEnduranceContract extends HttpAccessContract {
    private static final Route FINE = Route.get("/fine", r -> HttpResponse.text(200, "fine"));

    // ---- hostile callers

    @Test
    void letsGoOfLiveCallersThatAnswerNoPing() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        HttpLimits limits =
                HttpLimits.builder().livePing(Duration.ofMillis(300)).build();
        URI base = serveLive(WebAccess.loopbackOnly(), limits, session -> new LiveChannel() {
            @Override
            public void message(String text) {}

            @Override
            public void closed(int status, String reason) {
                closed.countDown();
            }
        });

        RawHttp silent = openLive(base, "/live/x");
        assertEquals(9, silent.readFrame().opcode());

        assertTrue(silent.isClosedByServer());
        assertTrue(closed.await(20, TimeUnit.SECONDS));
    }

    @Test
    void losesNothingOfRequestsSentAheadWhileAHandlerLooksForItsCaller() throws Exception {
        URI base = serve(Route.post("/look/{n}", Access.OPERATE, r -> {
            String body = new String(r.body().readAllBytes(), StandardCharsets.UTF_8);
            for (int i = 0; i < 5; i++) {
                assertFalse(r.isCancelled());
            }
            return HttpResponse.text(200, r.pathParameter("n") + " " + body);
        }));
        StringBuilder ahead = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            String body = "body " + i;
            ahead.append(RawHttp.request("POST", at(base, "/look/" + i), "Content-Length: " + body.length()))
                    .append(body);
        }

        try (RawHttp connection = RawHttp.connect(base)) {
            // In pieces, so that some requests are in the server's buffer and some still in the socket.
            for (int from = 0; from < ahead.length(); from += 37) {
                connection.send(ahead.substring(from, Math.min(ahead.length(), from + 37)));
            }
            for (int i = 0; i < 20; i++) {
                assertEquals(i + " body " + i, connection.read().text());
            }
        }
    }

    @Test
    void answersWhileBodiesTrickleIn() throws Exception {
        HttpLimits limits = HttpLimits.builder().stall(Duration.ofSeconds(1)).build();
        URI base = serve(
                RouteTable.of(List.of(FINE, Route.post("/write", Access.OPERATE, r -> {
                    r.body().readAllBytes();
                    return HttpResponse.empty(204);
                }))),
                WebAccess.loopbackOnly(),
                limits);
        List<RawHttp> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                RawHttp connection = RawHttp.connect(base);
                slow.add(connection);
                connection
                        .send(RawHttp.request("POST", at(base, "/write"), "Content-Length: 1000"))
                        .send("x");
            }
            for (int i = 0; i < 20; i++) {
                assertEquals("fine", get(base, "/fine").text());
            }
            for (RawHttp connection : slow) {
                assertTrue(connection.isClosedByServer());
            }
        } finally {
            for (RawHttp connection : slow) {
                connection.close();
            }
        }
    }

    @Test
    void refusesAGigabyteInChunks() throws Exception {
        URI base = serve(Route.post("/write", Access.OPERATE, r -> {
            r.body().transferTo(java.io.OutputStream.nullOutputStream());
            return HttpResponse.empty(204);
        }));
        byte[] chunk = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);

        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(RawHttp.request("POST", at(base, "/write"), "Transfer-Encoding: chunked"));
            int sent = 0;
            try {
                while (sent < 16_384) {
                    connection.send(chunk);
                    sent++;
                }
            } catch (IOException e) {
                // The server has closed the connection.
            }

            assertTrue(sent < 16_384, "a gigabyte was taken");
        }
        assertEquals(404, get(base, "/fine").status());
    }

    @Test
    void answersOnAfterArbitraryBytes() throws Exception {
        long seed = 20_261_121;
        Random random = new Random(seed);
        HttpLimits limits =
                HttpLimits.builder().headerDeadline(Duration.ofSeconds(1)).build();
        URI base = serve(
                RouteTable.of(List.of(
                        FINE,
                        Route.post(
                                "/write",
                                Access.OPERATE,
                                r -> HttpResponse.text(
                                        200, r.parameters() + " " + r.body().readAllBytes().length)))),
                WebAccess.loopbackOnly(),
                limits);
        byte[] model = (RawHttp.request("POST", at(base, "/write?a=b"), "Content-Length: 5", "Accept-Encoding: gzip")
                        + "q=%41" + RawHttp.request("GET", at(base, "/fine")))
                .getBytes(StandardCharsets.US_ASCII);

        for (int i = 0; i < 1_000; i++) {
            byte[] mutated = model.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try (RawHttp connection = RawHttp.connect(base)) {
                connection.send(Arrays.copyOf(mutated, random.nextInt(mutated.length) + 1));
            } catch (IOException e) {
                // The server may close such a connection at any point.
            }
        }

        assertEquals("fine", get(base, "/fine").text(), "seed " + seed);
    }

    @Test
    void answersWhileCallersReadNothingAndLetsThemGo() throws Exception {
        byte[] large = new byte[8 << 20];
        AtomicInteger written = new AtomicInteger();
        HttpLimits limits = HttpLimits.builder().stall(Duration.ofSeconds(1)).build();
        URI base = serve(
                RouteTable.of(List.of(
                        FINE,
                        Route.get(
                                "/metrics",
                                r -> HttpResponse.streamed(200, "application/x", out -> {
                                    try {
                                        for (int i = 0; i < 64; i++) {
                                            out.write(large, 0, 128 << 10);
                                        }
                                    } finally {
                                        written.incrementAndGet();
                                    }
                                })),
                        Route.get("/bytes", r -> HttpResponse.of(200, "application/x", large)))),
                WebAccess.loopbackOnly(),
                limits);
        List<RawHttp> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                RawHttp connection = RawHttp.connect(base, 4_096);
                slow.add(connection);
                connection.send(RawHttp.request("GET", at(base, i % 2 == 0 ? "/metrics" : "/bytes")));
            }

            for (int i = 0; i < 10; i++) {
                assertEquals("fine", get(base, "/fine").text());
                assertEquals(large.length, get(base, "/bytes").body().length);
                assertEquals(large.length, get(base, "/metrics").body().length);
            }

            // Half of the slow callers, and each of the quick ones once.
            Await.until("nobody is written to any more", () -> written.get() == slow.size() / 2 + 10);
            for (int i = 0; i < slow.size(); i += 2) {
                assertTrue(slow.get(i).isCutByServer(large.length), "a caller that reads nothing gets everything");
            }
        } finally {
            for (RawHttp connection : slow) {
                connection.close();
            }
        }
    }

    // ---- stopping

    private RunningAdapter started(RouteTable routes) throws Exception {
        RunningAdapter adapter = start(routes, WebAccess.loopbackOnly(), HttpLimits.defaults());
        opened.add(adapter);
        return adapter;
    }

    @Test
    void closesWithAHandlerThatHangs() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        RunningAdapter server = started(RouteTable.of(List.of(Route.get("/hangs", r -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.countDown();
            }
            return HttpResponse.empty(200);
        }))));
        try (RawHttp connection = RawHttp.connect(server.base())) {
            connection.send(RawHttp.request("GET", at(server.base(), "/hangs")));
            assertTrue(started.await(20, TimeUnit.SECONDS));

            server.close();

            assertTrue(ended.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void finishesAnswersUnderWayBeforeItCloses() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        RunningAdapter server = started(RouteTable.of(List.of(Route.get("/slow", r -> {
            started.countDown();
            closing.await();
            return HttpResponse.text(200, "whole");
        }))));
        try (RawHttp connection = RawHttp.connect(server.base())) {
            connection.send(RawHttp.request("GET", at(server.base(), "/slow")));
            assertTrue(started.await(20, TimeUnit.SECONDS));
            Thread closer = new Thread(server::close);
            closer.start();
            closing.countDown();

            assertEquals("whole", connection.read().text());
            closer.join(20_000);
            assertFalse(closer.isAlive());
        }
    }

    @Test
    void tellsLiveCallersThatItStops() throws Exception {
        RunningAdapter server =
                started(RouteTable.of(List.of(), List.of(new LiveRoute("/live/{name}", Access.READ, session -> {
                    session.send("hello");
                    return text -> {};
                }))));
        try (RawHttp live = openLive(server.base(), "/live/x")) {
            assertEquals("hello", live.readFrame().text());

            server.close();

            assertEquals(1001, live.readFrame().closeStatus());
            assertTrue(live.isClosedByServer());
        }
    }
}
