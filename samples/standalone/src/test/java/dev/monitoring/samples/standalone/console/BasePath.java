package dev.monitoring.samples.standalone.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy that has a service below a path of its own, as a host with other things at its root would. Thread-safe. */
final class BasePath implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI service;
    private final String path;

    private BasePath(URI service, String path) throws IOException {
        this.service = service;
        this.path = path;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, this::pass);
        server.setExecutor(threads);
        server.start();
    }

    static BasePath before(URI service, String path) throws IOException {
        return new BasePath(service, path);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            String inner = exchange.getRequestURI().toString().substring(path.length());
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(service + inner)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().map().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("transfer-encoding")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
