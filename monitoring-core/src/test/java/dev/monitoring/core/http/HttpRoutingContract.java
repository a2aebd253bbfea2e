package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.http.RawHttp.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The part of {@link HttpAdapterContract} about requests and answers: routes, parameters, bodies, errors, headers.
 */
public abstract class HttpRoutingContract extends HttpAdapterFixture {
    // ---- routing

    @Test
    void prefersLiteralSegmentsToParametersAndThoseToRemainders() throws Exception {
        URI base = serve(
                Route.get("/", says("root")),
                Route.get("/a/{x...}", r -> HttpResponse.text(200, "rest " + r.pathParameter("x"))),
                Route.get("/a/{x}", r -> HttpResponse.text(200, "one " + r.pathParameter("x"))),
                Route.get("/a/{y}/c", r -> HttpResponse.text(200, "c of " + r.pathParameter("y"))),
                Route.get("/a/b", says("literal")),
                Route.get("/a/b/d", says("deep")));

        assertEquals("root", get(base, "/").text());
        assertEquals("literal", get(base, "/a/b").text());
        assertEquals("one x", get(base, "/a/x").text());
        assertEquals("c of b", get(base, "/a/b/c").text());
        assertEquals("deep", get(base, "/a/b/d").text());
        assertEquals("rest b/d/e", get(base, "/a/b/d/e").text());
    }

    @Test
    void decodesPathParametersOnce() throws Exception {
        URI base = serve(Route.get("/p/{x}", r -> HttpResponse.text(200, r.pathParameter("x") + "|" + r.path())));

        assertEquals("a bé+c%|/p/a bé+c%", get(base, "/p/a%20b%C3%A9+c%25").text());
        assertEquals(
                "localhost:6379|/p/localhost:6379",
                get(base, "/p/localhost:6379").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a//b", "//a/b", "/a/../a/b", "/a/./b", "/a/%2e%2e/b", "/a/%2E/b", "/a/b%2ejson", "/a%2fb", "/a%2Fb",
                "/a%5cb", "/a\\b", "/a/b;v=1", "/a;/b", "/a/b%3bx", "/a/b%00", "/a/b%0a", "/a/b%zz", "/a/b%4",
                "/a/b%c3%28", "/a/b%", "/%2e/a/b"
            })
    void refusesPathsWithTwoReadings(String path) throws Exception {
        URI base = serve(Route.get("/a/{x...}", says("reached")), Route.get("/a", says("reached")));

        assertEquals(400, get(base, path).status());
    }

    @Test
    void namesKnownPathsNearAnUnknownOne() throws Exception {
        URI base = serve(Route.get("/healthz", says("")), Route.get("/metrics", says("")), Route.get("/x", says("")));

        Answer answer = get(base, "/helthz");

        assertEquals(404, answer.status());
        assertEquals("application/json", answer.header("content-type").orElse(""));
        assertTrue(answer.text().startsWith("{\"error\":\"there is no "), answer.text());
        assertTrue(answer.text().contains("near it: /healthz, "), answer.text());
        assertEquals(404, get(base, "/healthz/").status());
        assertEquals(404, get(base, "/HEALTHZ").status());
    }

    @Test
    void namesTheMethodsOfAKnownPath() throws Exception {
        URI base = serve(Route.get("/a", says("")), new Route("PUT", "/a", Access.OPERATE, says("")));

        Answer answer = post(base, "/a", "");

        assertEquals(405, answer.status());
        assertEquals("GET, HEAD, PUT", answer.header("allow").orElse(""));
        assertEquals(
                405,
                RawHttp.exchange(base, RawHttp.request("DELETE", at(base, "/a")))
                        .status());
    }

    @Test
    void answersHeadByTheGetRouteWithoutBody() throws Exception {
        URI base = serve(
                Route.get("/a", r -> HttpResponse.text(200, "twelve bytes").withHeader("ETag", "\"7\"")),
                Route.get("/s", r -> HttpResponse.streamed(200, HttpResponse.TEXT, out -> out.write(new byte[100]))));

        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(RawHttp.request("HEAD", at(base, "/a")));
            Answer head = connection.read(false);
            connection.send(RawHttp.request("HEAD", at(base, "/s")));
            Answer streamed = connection.read(false);
            connection.send(RawHttp.request("GET", at(base, "/a")));

            assertEquals(200, head.status());
            assertEquals("12", head.header("content-length").orElse(""));
            assertEquals("\"7\"", head.header("etag").orElse(""));
            assertEquals(200, streamed.status());
            // Some servers write the space, some do not.
            assertEquals(
                    HttpResponse.TEXT.replace(" ", ""),
                    streamed.header("content-type").orElse("").replace(" ", ""));
            assertEquals("", streamed.header("content-length").orElse(""));
            assertEquals("twelve bytes", connection.read().text());
        }
    }

    @Test
    void saysTheLengthOfAnEmptyPageToHeadAsToGet() throws Exception {
        URI base = serve(Route.get("/e", r -> HttpResponse.empty(200)));

        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(RawHttp.request("HEAD", at(base, "/e")));
            assertEquals("0", connection.read(false).header("content-length").orElse(""));
            connection.send(RawHttp.request("GET", at(base, "/e")));
            assertEquals("0", connection.read().header("content-length").orElse(""));
        }
    }

    @Test
    void keepsTheConnectionAfterHeadOfACompressedStream() throws Exception {
        URI base = serve(Route.get(
                "/s", r -> HttpResponse.streamed(200, HttpResponse.TEXT, out -> out.write(new byte[100_000]))));

        try (RawHttp connection = RawHttp.connect(base)) {
            for (int i = 0; i < 3; i++) {
                connection.send(RawHttp.request("HEAD", at(base, "/s"), "Accept-Encoding: gzip"));
                Answer head = connection.read(false);
                assertEquals("gzip", head.header("content-encoding").orElse(""));
                assertEquals("", head.header("content-length").orElse(""));
            }
            connection.send(RawHttp.request("GET", at(base, "/s")));
            assertEquals(100_000, connection.read().text().length());
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        URI base = serve(Route.get("/p/{x}", r -> HttpResponse.text(200, r.pathParameter("x"))));
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            requests.append(RawHttp.request("GET", at(base, "/p/" + i)));
        }

        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(requests.toString());

            for (int i = 0; i < 50; i++) {
                assertEquals(Integer.toString(i), connection.read().text());
            }
        }
    }

    // ---- parameters and bodies

    private static String show(HttpRequest request) {
        return new TreeMap<>(request.parameters()).toString();
    }

    @Test
    void readsParametersOfQueryAndForm() throws Exception {
        URI base = serve(
                Route.get("/a", r -> HttpResponse.text(200, show(r))),
                Route.post("/a", Access.OPERATE, r -> HttpResponse.text(200, show(r))));
        String form = "Content-Type: application/x-www-form-urlencoded; charset=utf-8";

        assertEquals("{}", get(base, "/a").text());
        assertEquals("{}", get(base, "/a?").text());
        assertEquals(
                "{a=[1, 2], b c=[é+], empty=[], none=[]}",
                get(base, "/a?a=1&b+c=%C3%A9%2B&&empty=&none&a=2").text());
        assertEquals("{q=[z&w, x;y]}", post(base, "/a?q=x;y", "q=z%26w", form).text());
        assertEquals(
                "{q=[1]}",
                post(base, "/a?q=1", "q=2", "Content-Type: text/plain").text());
        assertEquals(400, get(base, "/a?x=%4").status());
        assertEquals(400, get(base, "/a?x=%ff").status());
        assertEquals(400, post(base, "/a", "x=%", form).status());
    }

    @Test
    void refusesMoreParametersThanTheLimit() throws Exception {
        HttpLimits limits = HttpLimits.builder().parameters(3).build();
        URI base = serve(
                RouteTable.of(List.of(Route.get("/a", r -> HttpResponse.text(200, show(r))))),
                WebAccess.loopbackOnly(),
                limits);

        assertEquals(200, get(base, "/a?a&b&c").status());
        assertEquals(413, get(base, "/a?a&b&c&d").status());
    }

    @Test
    void streamsBodiesBothWays() throws Exception {
        byte[] sent = new byte[700_000];
        new Random(7).nextBytes(sent);
        URI base = serve(Route.post("/echo", Access.OPERATE, r -> {
            byte[] received = r.body().readAllBytes();
            return HttpResponse.streamed(200, "application/octet-stream", out -> {
                for (int i = 0; i < received.length; i += 1_000) {
                    out.write(received, i, Math.min(1_000, received.length - i));
                }
            });
        }));

        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(RawHttp.request("POST", at(base, "/echo"), "Content-Length: " + sent.length));
            connection.send(sent);
            assertArrayEquals(sent, connection.read().body());

            connection.send(RawHttp.request("POST", at(base, "/echo"), "Transfer-Encoding: chunked"));
            connection
                    .send(Integer.toHexString(sent.length) + "\r\n")
                    .send(sent)
                    .send("\r\n0\r\n\r\n");
            assertArrayEquals(sent, connection.read().body());
        }
    }

    @Test
    void refusesBodiesOverTheLimitOfTheRoute() throws Exception {
        HttpLimits limits = HttpLimits.builder().bodyBytes(1_000).build();
        HttpHandler count = r -> HttpResponse.text(200, "" + r.body().readAllBytes().length);
        URI base = serve(
                RouteTable.of(List.of(
                        Route.post("/small", Access.OPERATE, count),
                        Route.post("/large", Access.OPERATE, count).withMaxBodyBytes(5_000))),
                WebAccess.loopbackOnly(),
                limits);

        assertEquals("1000", post(base, "/small", "x".repeat(1_000)).text());
        assertEquals(413, post(base, "/small", "x".repeat(1_001)).status());
        assertEquals("1001", post(base, "/large", "x".repeat(1_001)).text());
        assertEquals(413, post(base, "/large", "x".repeat(5_001)).status());
        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(RawHttp.request("POST", at(base, "/small"), "Transfer-Encoding: chunked"));
            connection.send("3e9\r\n" + "x".repeat(1_001) + "\r\n");
            assertEquals(413, connection.read().status());
        }
    }

    @Test
    void refusesAHugeDeclaredBodyWithoutReadingIt() throws Exception {
        URI base = serve(Route.post(
                "/a", Access.OPERATE, r -> HttpResponse.text(200, "" + r.body().read())));

        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(RawHttp.request("POST", at(base, "/a"), "Content-Length: 1073741824"));

            Answer answer = connection.read();

            assertEquals(413, answer.status());
            assertTrue(answer.text().contains("1048576 bytes"), answer.text());
        }
    }

    @Test
    void compressesWhatIsWorthItForThoseWhoAsk() throws Exception {
        String large = "figure 1.0\n".repeat(1_000);
        URI base = serve(
                Route.get("/large", says(large)),
                Route.get("/small", says("little")),
                Route.get("/image", r -> HttpResponse.of(200, "image/png", new byte[5_000])),
                Route.get("/ready", r -> HttpResponse.text(200, large).withHeader("Content-Encoding", "br")),
                Route.get(
                        "/stream",
                        r -> HttpResponse.streamed(
                                200, HttpResponse.TEXT, out -> out.write(large.getBytes(StandardCharsets.UTF_8)))));
        String gzip = "Accept-Encoding: br, gzip;q=0.8";

        for (String path : List.of("/large", "/stream")) {
            Answer zipped = get(base, path, gzip);
            assertEquals("gzip", zipped.header("content-encoding").orElse(""));
            assertTrue(zipped.header("vary").orElse("").contains("Accept-Encoding"));
            assertTrue(zipped.body().length < 1_000);
            assertEquals(large, new String(zipped.unzipped(), StandardCharsets.UTF_8));
            assertEquals(large, get(base, path).text());
            assertEquals(large, get(base, path, "Accept-Encoding: gzip;q=0").text());
        }
        assertEquals("little", get(base, "/small", gzip).text());
        assertEquals(5_000, get(base, "/image", gzip).body().length);
        assertEquals(large, get(base, "/ready", gzip).text());
    }

    // ---- errors and deadlines

    @Test
    void answersErrorsOfHandlersAsJson() throws Exception {
        URI base = serve(Route.get("/a", r -> {
            throw new HttpException(422, "window \"15\" has no unit; use \"15m\"");
        }));

        Answer answer = get(base, "/a");

        assertEquals(422, answer.status());
        assertEquals("application/json", answer.header("content-type").orElse(""));
        assertEquals("{\"error\":\"window \\\"15\\\" has no unit; use \\\"15m\\\"\"}\n", answer.text());
    }

    private static HttpResponse recurse(HttpRequest request) {
        HttpHandler again = HttpRoutingContract::recurse;
        try {
            return again.handle(request).withHeader("a", "b");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void keepsTheTextOfUnexpectedFailuresInside() throws Exception {
        URI base = serve(
                Route.get("/throws", r -> {
                    throw new IllegalStateException("secret-canary");
                }),
                Route.get("/checked", r -> {
                    throw new Exception("secret-canary");
                }),
                Route.get("/overflows", HttpRoutingContract::recurse),
                Route.get("/splits", r -> HttpResponse.text(200, "").withHeader("X", "secret-canary\r\nSet-Cookie: a")),
                Route.get(
                        "/breaks",
                        r -> HttpResponse.streamed(200, HttpResponse.TEXT, out -> {
                            throw new IllegalStateException("secret-canary");
                        })),
                Route.get("/fine", says("fine")));

        for (String path : List.of("/throws", "/checked", "/overflows", "/splits")) {
            Answer answer = get(base, path);
            assertEquals(500, answer.status(), path);
            assertEquals("{\"error\":\"internal error; the log of the process says more\"}\n", answer.text());
            assertFalse(answer.headers().toString().contains("canary"));
        }
        assertEquals(500, get(base, "/breaks").status());
        assertEquals("fine", get(base, "/fine").text());
    }

    @Test
    void cutsTheConnectionWhenAStreamedBodyBreaksOff() throws Exception {
        URI base = serve(Route.get(
                "/a",
                r -> HttpResponse.streamed(200, HttpResponse.TEXT, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IllegalStateException("half way");
                })));

        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(RawHttp.request("GET", at(base, "/a")));

            boolean whole;
            try {
                connection.read();
                whole = true;
            } catch (java.io.IOException e) {
                whole = false;
            }

            assertFalse(whole, "a body that broke off looks complete");
        }
    }

    @Test
    void stopsAHandlerAtItsDeadline() throws Exception {
        HttpLimits limits =
                HttpLimits.builder().handlerDeadline(Duration.ofMillis(100)).build();
        CountDownLatch never = new CountDownLatch(1);
        URI base = serve(
                RouteTable.of(List.of(
                        Route.get("/hangs", r -> {
                            never.await();
                            return HttpResponse.empty(200);
                        }),
                        Route.get("/polls", r -> {
                            while (!r.isCancelled()) {
                                Thread.onSpinWait();
                            }
                            throw new HttpException(503, "gave up");
                        }),
                        Route.get("/fine", says("fine")))),
                WebAccess.loopbackOnly(),
                limits);

        Answer answer = get(base, "/hangs");
        assertEquals(503, answer.status());
        assertTrue(answer.text().contains("GET /hangs took longer than 100 ms"), answer.text());
        assertEquals(503, get(base, "/polls").status());
        assertEquals("fine", get(base, "/fine").text());
    }

    @Test
    void tellsAHandlerThatItsCallerHasGone() throws Exception {
        assumeTrue(noticesCallersThatGo(), "this server tells of callers that go only once something is written");
        CountDownLatch started = new CountDownLatch(2);
        CountDownLatch noticed = new CountDownLatch(2);
        URI base = serve(Route.get("/long", r -> {
            assertFalse(r.isCancelled());
            started.countDown();
            while (!r.isCancelled()) {
                Thread.onSpinWait();
            }
            noticed.countDown();
            return HttpResponse.empty(200);
        }));

        RawHttp closing = RawHttp.connect(base).send(RawHttp.request("GET", at(base, "/long")));
        RawHttp resetting = RawHttp.connect(base).send(RawHttp.request("GET", at(base, "/long")));
        assertTrue(started.await(20, TimeUnit.SECONDS));
        closing.close();
        resetting.reset();

        assertTrue(noticed.await(20, TimeUnit.SECONDS));
    }

    // ---- headers

    @Test
    void setsSecurityHeadersWhereTheHandlerSetNone() throws Exception {
        URI base = serve(
                Route.get("/plain", says("")),
                Route.get(
                        "/page",
                        r -> HttpResponse.of(200, "text/html; charset=utf-8", new byte[0])
                                .withHeader("Content-Security-Policy", "default-src 'self'")
                                .withHeader("cache-control", "max-age=60")));

        Map<String, String> plain = get(base, "/plain").headers();
        Map<String, String> page = get(base, "/page").headers();

        assertEquals("nosniff", plain.get("x-content-type-options"));
        assertEquals("no-store", plain.get("cache-control"));
        assertEquals("default-src 'none'; frame-ancestors 'none'", plain.get("content-security-policy"));
        assertEquals("no-referrer", plain.get("referrer-policy"));
        assertEquals("same-origin", plain.get("cross-origin-resource-policy"));
        assertFalse(plain.containsKey("access-control-allow-origin"));
        assertEquals("default-src 'self'", page.get("content-security-policy"));
        assertEquals("max-age=60", page.get("cache-control"));
    }

    @Test
    void offersHeadersWhateverTheirCase() throws Exception {
        URI base = serve(Route.get(
                "/a",
                r -> HttpResponse.text(
                        200, r.header("x-ONE").orElse("-") + r.header("x-two").orElse("-"))));

        assertEquals("1-", get(base, "/a", "X-One: 1").text());
    }

    @Test
    void refusesMoreHeadersThanTheLimit() throws Exception {
        URI base = serve(Route.get("/a", says("")));
        String[] many = new String[150];
        Arrays.setAll(many, i -> "X-" + i + ": v");

        int status = get(base, "/a", many).status();

        assertTrue(status == 431 || status == 400, () -> "status " + status);
    }
}
