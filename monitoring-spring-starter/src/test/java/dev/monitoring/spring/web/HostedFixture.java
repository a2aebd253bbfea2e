package dev.monitoring.spring.web;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.RawHttp.Answer;
import dev.monitoring.core.testing.Await;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole application for each test, on a server of its own, and what it answers. */
abstract class HostedFixture {
    static final String USER = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("user:let-me-in".getBytes(StandardCharsets.UTF_8));

    ConfigurableApplicationContext context;

    final void start(WebApplicationType type, String... properties) {
        start(HostedAdapter.application(type), properties);
    }

    final void start(SpringApplicationBuilder application, String... properties) {
        String[] all = Stream.concat(Stream.of("monitoring.on-config-error=fail"), Arrays.stream(properties))
                .map(property -> "--" + property)
                .toArray(String[]::new);
        context = application.run(all);
        HostedMonitoring hosted = context.getBean(HostedMonitoring.class);
        Await.until("the library runs", () -> hosted.running().isPresent());
    }

    final void startSecured(WebApplicationType type, String... properties) {
        String[] all = Stream.concat(
                        Stream.of(
                                "test.secured=true",
                                "spring.security.user.name=user",
                                "spring.security.user.password=let-me-in"),
                        Arrays.stream(properties))
                .toArray(String[]::new);
        start(type, all);
    }

    @AfterEach
    final void close() {
        if (context != null) {
            context.close();
        }
    }

    final Answer get(String path, String... headers) throws Exception {
        return send(HostedAdapter.port(context), "GET", path, headers);
    }

    static Answer send(int port, String method, String path, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Content-Length: 0";
        return RawHttp.exchange(server(port), RawHttp.request(method, path, method.equals("GET") ? headers : all));
    }

    /** The answer to the request for a live channel; where that is granted, the channel has said hello. */
    final Answer openLive(String path, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 4);
        all[headers.length] = "Upgrade: websocket";
        all[headers.length + 1] = "Connection: Upgrade";
        all[headers.length + 2] = "Sec-WebSocket-Version: 13";
        all[headers.length + 3] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
        try (RawHttp connection = RawHttp.connect(server(HostedAdapter.port(context)))) {
            connection.send(RawHttp.request("GET", path, all));
            Answer answer = connection.read();
            if (answer.status() == 101) {
                String first = connection.readFrame().text();
                assertTrue(first.startsWith("{\"type\":\"hello\""), first);
            }
            return answer;
        }
    }

    static URI server(int port) {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("monitoring-"))
                .toList();
    }
}
