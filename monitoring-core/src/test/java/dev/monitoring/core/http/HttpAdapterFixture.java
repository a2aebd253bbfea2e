package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.http.RawHttp.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/**
 * Starts adapters and talks to them, for {@link HttpAdapterContract} and the tests of each adapter.
 */
public abstract class HttpAdapterFixture {
    protected static final String READ_TOKEN = "read-0123456789abcdef";
    protected static final String OPERATE_TOKEN = "operate-0123456789abcdef";

    /** What is closed after each test. */
    protected final List<AutoCloseable> opened = new ArrayList<>();

    /** A running server with the adapter in it. */
    protected interface RunningAdapter extends AutoCloseable {
        /** Where the routes are; the path is the adapter's base path, ending with a slash. */
        URI base();

        /** Stops the server; does nothing the second time. */
        @Override
        void close();
    }

    /** Starts a server on a free port of 127.0.0.1. */
    protected abstract RunningAdapter start(RouteTable routes, WebAccess access, HttpLimits limits) throws Exception;

    /** Whether the server tells of a caller that has gone while its handler is at work. */
    protected boolean noticesCallersThatGo() {
        return true;
    }

    @AfterEach
    void closeServers() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    protected final URI serve(Route... routes) throws Exception {
        return serve(RouteTable.of(List.of(routes)), WebAccess.loopbackOnly(), HttpLimits.defaults());
    }

    protected final URI serve(RouteTable routes, WebAccess access, HttpLimits limits) throws Exception {
        RunningAdapter adapter = start(routes, access, limits);
        opened.add(adapter);
        return adapter.base();
    }

    protected static WebAccess credentials() {
        return WebAccess.builder()
                .token(READ_TOKEN, Access.READ)
                .token(OPERATE_TOKEN, Access.OPERATE)
                .user("rita", "wonder:land", Access.READ)
                .user("otto", "p\u00e4ssword", Access.OPERATE)
                .build();
    }

    /** The target of a request to {@code path} below the adapter's base path. */
    protected static String at(URI base, String path) {
        return base.getPath() + path.substring(1);
    }

    protected static Answer get(URI base, String path, String... headers) throws Exception {
        return RawHttp.exchange(base, RawHttp.request("GET", at(base, path), headers));
    }

    protected static Answer post(URI base, String path, String body, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length;
        try (RawHttp connection = RawHttp.connect(base)) {
            connection.send(RawHttp.request("POST", at(base, path), all));
            connection.send(body.getBytes(StandardCharsets.UTF_8));
            return connection.read();
        }
    }

    protected static HttpHandler says(String text) {
        return request -> HttpResponse.text(200, text);
    }

    protected static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    protected static String upgrade(URI base, String path, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 4);
        all[headers.length] = "Upgrade: websocket";
        all[headers.length + 1] = "Connection: Upgrade";
        all[headers.length + 2] = "Sec-WebSocket-Version: 13";
        all[headers.length + 3] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        return RawHttp.request("GET", at(base, path), all);
    }

    protected final URI serveLive(WebAccess access, HttpLimits limits, LiveHandler handler) throws Exception {
        return serve(
                RouteTable.of(
                        List.of(Route.get("/plain", says("plain"))),
                        List.of(new LiveRoute("/live/{name}", Access.READ, handler))),
                access,
                limits);
    }

    protected final RawHttp openLive(URI base, String path, String... headers) throws Exception {
        RawHttp connection = RawHttp.connect(base);
        opened.add(connection);
        connection.send(upgrade(base, path, headers));
        Answer answer = connection.read();
        assertEquals(101, answer.status());
        assertEquals(
                "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                answer.header("sec-websocket-accept").orElse(""));
        return connection;
    }
}
