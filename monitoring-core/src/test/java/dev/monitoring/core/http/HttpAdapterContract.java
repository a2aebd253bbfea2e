package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.RawHttp.Answer;
import dev.monitoring.core.http.RawHttp.Frame;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every adapter of the route table does, tried over real connections: extended once per adapter. This class adds live
 * channels and load to what its parents ask.
 *
 * <p>Where a server refuses a malformed request before the adapter sees it, the status is checked and not the body.
 */
public abstract class HttpAdapterContract extends HttpEnduranceContract {
    // ---- live channels

    @Test
    void carriesTextBothWaysOnALiveChannel() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        URI base = serveLive(WebAccess.loopbackOnly(), HttpLimits.defaults(), session -> {
            session.send("hello " + session.pathParameter("name") + " "
                    + session.parameter("q").orElse("-"));
            return new LiveChannel() {
                @Override
                public void message(String text) {
                    session.send("echo " + text);
                }

                @Override
                public void closed(int status, String reason) {
                    events.add("closed " + session.isOpen() + " " + session.send("late"));
                }
            };
        });

        RawHttp connection = openLive(base, "/live/a%20b?q=1");
        assertEquals("hello a b 1", connection.readFrame().text());
        connection.sendFrame("één");
        assertEquals("echo één", connection.readFrame().text());
        connection.close();

        assertEquals("closed false false", events.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void keepsTheOrderOfManyMessages() throws Exception {
        int count = 5_000;
        HttpLimits limits = HttpLimits.builder()
                .liveQueueMessages(count)
                .liveQueueChars(10 << 20)
                .build();
        URI base = serveLive(WebAccess.loopbackOnly(), limits, session -> {
            for (int i = 0; i < count; i++) {
                assertTrue(session.send("message " + i));
            }
            session.close(LiveSession.NORMAL, "that was all");
            return text -> {};
        });

        RawHttp connection = openLive(base, "/live/x");

        for (int i = 0; i < count; i++) {
            assertEquals("message " + i, connection.readFrame().text());
        }
        Frame last = connection.readFrame();
        assertEquals(8, last.opcode());
        assertEquals(1000, last.closeStatus());
        assertTrue(last.text().endsWith("that was all"));
    }

    @Test
    void closesALiveChannelWhoseCallerReadsTooSlowly() throws Exception {
        AtomicReference<LiveSession> caller = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch ready = new CountDownLatch(1);
        HttpLimits limits = HttpLimits.builder().liveQueueMessages(8).build();
        URI base = serveLive(WebAccess.loopbackOnly(), limits, session -> {
            caller.set(session);
            ready.countDown();
            return new LiveChannel() {
                @Override
                public void message(String text) {}

                @Override
                public void closed(int status, String reason) {
                    closed.countDown();
                }
            };
        });
        RawHttp connection = RawHttp.connect(base, 4_096);
        opened.add(connection);
        connection.send(upgrade(base, "/live/x"));
        assertEquals(101, connection.read().status());
        assertTrue(ready.await(20, TimeUnit.SECONDS));

        String message = "x".repeat(60_000);
        int sent = 0;
        while (caller.get().send(message)) {
            sent++;
            assertTrue(sent < 10_000, "a caller that does not read is never closed");
        }

        assertFalse(caller.get().isOpen());
        assertTrue(closed.await(20, TimeUnit.SECONDS), "the connection of a slow caller is kept");
    }

    @Test
    void closesALiveChannelWhoseHandlerFails() throws Exception {
        URI base = serveLive(WebAccess.loopbackOnly(), HttpLimits.defaults(), session -> {
            if (session.pathParameter("name").equals("early")) {
                throw new IllegalStateException("secret-canary");
            }
            return text -> {
                if (text.equals("bad")) {
                    throw new HttpException(400, "not a subscription");
                }
                throw new IllegalStateException("secret-canary");
            };
        });

        Frame early = openLive(base, "/live/early").readFrame();
        Frame late = openLive(base, "/live/late").sendFrame("x").readFrame();
        Frame bad = openLive(base, "/live/late").sendFrame("bad").readFrame();

        assertEquals(1011, early.closeStatus());
        assertFalse(early.text().contains("canary"));
        assertEquals(1011, late.closeStatus());
        assertFalse(late.text().contains("canary"));
        assertEquals(1008, bad.closeStatus());
        assertTrue(bad.text().endsWith("not a subscription"));
    }

    @Test
    void opensLiveChannelsOnlyForThoseWhoMay() throws Exception {
        URI base = serveLive(credentials(), HttpLimits.defaults(), session -> {
            session.send(session.principal().orElse("nobody"));
            return text -> {};
        });

        assertEquals(
                "rita",
                openLive(base, "/live/x", basic("rita:wonder:land")).readFrame().text());
        assertEquals(401, RawHttp.exchange(base, upgrade(base, "/live/x")).status());
        assertEquals(
                401,
                RawHttp.exchange(base, upgrade(base, "/live/x", basic("rita:x")))
                        .status());
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9900, http://localhost:9900, 101",
        "localhost:9900, http://attacker.example, 403",
        "localhost:9900, null, 403",
        "attacker.example, http://attacker.example, 403",
        "localhost:9900, http://localhost:9901, 403"
    })
    void opensLiveChannelsOnlyForPagesOfItsOwn(String host, String origin, int expected) throws Exception {
        URI base = serveLive(WebAccess.loopbackOnly(), HttpLimits.defaults(), session -> text -> {});

        Answer answer = RawHttp.exchange(base, upgrade(base, "/live/x", "Host: " + host, "Origin: " + origin));

        assertEquals(expected, answer.status());
    }

    @Test
    void answersPlainRequestsToLiveChannelsAndTheOtherWayRound() throws Exception {
        URI base = serveLive(WebAccess.loopbackOnly(), HttpLimits.defaults(), session -> text -> {});

        assertEquals(426, get(base, "/live/x").status());
        assertEquals(405, post(base, "/live/x", "").status());
        assertEquals(400, RawHttp.exchange(base, upgrade(base, "/plain")).status());
        assertEquals(404, RawHttp.exchange(base, upgrade(base, "/nowhere")).status());
    }

    // ---- load

    @Test
    void servesManyCallersAtOnce() throws Exception {
        URI base = serve(Route.post("/n", Access.OPERATE, r -> {
            try (InputStream body = r.body()) {
                return HttpResponse.text(200, new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }));
        int callers = 24;
        CountDownLatch done = new CountDownLatch(callers);
        BlockingQueue<String> wrong = new LinkedBlockingQueue<>();

        for (int caller = 0; caller < callers; caller++) {
            String name = "caller " + caller;
            Thread thread = new Thread(() -> {
                try (RawHttp connection = RawHttp.connect(base)) {
                    for (int i = 0; i < 50; i++) {
                        String body = name + " " + i;
                        connection.send(RawHttp.request("POST", at(base, "/n"), "Content-Length: " + body.length()));
                        connection.send(body);
                        String answer = connection.read().text();
                        if (!answer.equals(body)) {
                            wrong.add(body + " got " + answer);
                        }
                    }
                } catch (Exception e) {
                    wrong.add(name + ": " + e);
                }
                done.countDown();
            });
            thread.setDaemon(true);
            thread.start();
        }

        assertTrue(done.await(60, TimeUnit.SECONDS));
        assertEquals(List.of(), List.copyOf(wrong));
    }
}
