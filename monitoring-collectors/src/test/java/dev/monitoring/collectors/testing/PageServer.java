package dev.monitoring.collectors.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback with a few pages that tests may change while it runs. Thread-safe. */
public final class PageServer implements AutoCloseable {
    /** Text of the format 0.0.4. */
    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private record Page(int status, String type, byte[] body, String authorization) {}

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<Headers> requests = new CopyOnWriteArrayList<>();

    private PageServer(HttpServer server) {
        this.server = server;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "page-server");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A server without pages. */
    public static PageServer start() throws IOException {
        PageServer started =
                new PageServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        started.server.setExecutor(started.threads);
        started.server.createContext("/", exchange -> {
            started.requests.add(exchange.getRequestHeaders());
            Page page = started.pages.getOrDefault(
                    exchange.getRequestURI().getPath(), new Page(404, "text/plain", new byte[0], ""));
            if (!page.authorization.isEmpty()
                    && !page.authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                page = new Page(401, "text/plain", new byte[0], "");
            }
            exchange.getResponseHeaders().set("Content-Type", page.type);
            exchange.sendResponseHeaders(page.status, page.body.length == 0 ? -1 : page.body.length);
            exchange.getResponseBody().write(page.body);
            exchange.close();
        });
        started.server.start();
        return started;
    }

    /** A page of text in the format 0.0.4. */
    public PageServer page(String path, String text) {
        return page(path, TEXT, text);
    }

    /** A page. */
    public PageServer page(String path, String type, String text) {
        pages.put(path, new Page(200, type, text.getBytes(StandardCharsets.UTF_8), ""));
        return this;
    }

    /** A page for those who show these credentials. */
    public PageServer secret(String path, String authorization, String text) {
        pages.put(path, new Page(200, TEXT, text.getBytes(StandardCharsets.UTF_8), authorization));
        return this;
    }

    /** A page that answers with a status and nothing else. */
    public PageServer status(String path, int status) {
        pages.put(path, new Page(status, "text/plain", new byte[0], ""));
        return this;
    }

    /** The headers of all requests so far. */
    public List<Headers> requests() {
        return requests;
    }

    /** The port it listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** The address of a page. */
    public String url(String path) {
        return "http://localhost:" + port() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
