package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole library in a process that is killed at random moments, again and again over the same directory. More often with
 * {@code -Dmonitoring.crashes=50}.
 */
class LibraryCrashTest {
    private static final int CRASHES = Integer.getInteger("monitoring.crashes", 5);

    /** What is younger may be lost. */
    private static final long LOST_MILLIS = 5_000;

    private static final Pattern ACTIVE_AT = Pattern.compile("\"activeAt\":\"([^\"]+)\"");

    private static final String RULES = """
            groups:
            - name: spool
              rules:
              - {alert: SpoolFull, expr: spool_files > 5}
              - {alert: SpoolFullForLong, expr: spool_files > 5, for: 1d}
            """;

    private static final String SLOS = """
            slos:
            - name: spool
              target: 99.9
              events: {bad: spool_failed_total, total: spool_requests_total}
            """;

    @TempDir
    private Path directory;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final long seed = Clock.system().nanoTime();
    private HttpServer hook;

    @BeforeEach
    void listen() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        hook.start();
    }

    @AfterEach
    void close() {
        hook.stop(0);
    }

    @Test
    void losesNothingOlderThanFiveSecondsAndTellsNobodyTwice() throws Exception {
        Random random = new Random(seed);
        List<Silence> silences = new CopyOnWriteArrayList<>();
        Instant firingSince = Instant.MAX;
        Instant pendingSince = Instant.MAX;
        long killedMillis = 0;
        for (int crash = 0; crash <= CRASHES; crash++) {
            Process process = start();
            try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
                URI url = URI.create(out.readLine());
                Await.until(
                        "rules are evaluated", () -> get(url, "api/v1/alerts").contains("SpoolFullForLong"));
                String context = "seed " + seed + ", crash " + crash;

                Instant firing = activeAt(url, "SpoolFull");
                Instant pending = activeAt(url, "SpoolFullForLong");
                boolean isKept = crash > 0 && firingSince.toEpochMilli() < killedMillis - LOST_MILLIS;
                if (isKept) {
                    assertEquals(firingSince, firing, context);
                    long stopped = Clock.system().epochMillis() - killedMillis;
                    assertTrue(
                            pending.toEpochMilli() <= pendingSince.toEpochMilli() + stopped + LOST_MILLIS,
                            context + ": pending since " + pending + ", before " + pendingSince);
                }
                String kept = get(url, "api/v2/silences");
                for (Silence silence : silences) {
                    assertTrue(
                            silence.atMillis() >= killedMillis - LOST_MILLIS || kept.contains(silence.id()),
                            context + ": silence " + silence.id() + " is lost");
                }
                silences.removeIf(silence -> !kept.contains(silence.id())); // young enough to be lost
                firingSince = firing;
                pendingSince = pending;
                silences.add(silence(url, crash));

                Await.until("the receiver is told", () -> !told.isEmpty());
                process.waitFor(random.nextInt(6_000), TimeUnit.MILLISECONDS);
                killedMillis = Clock.system().epochMillis();
            } finally {
                process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
            }
        }

        assertTrue(told.size() <= 1 + CRASHES, "seed " + seed + ": told " + told.size() + " times");
        assertTrue(told.stream().allMatch(body -> body.contains("\"status\":\"firing\"")), told.toString());
    }

    /** A silence that was taken at a moment. */
    private record Silence(String id, long atMillis) {}

    private Silence silence(URI url, int number) throws IOException, InterruptedException {
        Instant now = Instant.ofEpochMilli(Clock.system().epochMillis());
        String body = "{\"matchers\":[{\"name\":\"number\",\"value\":\"" + number
                + "\",\"isRegex\":false,\"isEqual\":true}],\"startsAt\":\"" + now + "\",\"endsAt\":\""
                + now.plusSeconds(86_400) + "\",\"createdBy\":\"test\",\"comment\":\"crash\"}";
        String answer = client.send(
                        HttpRequest.newBuilder(url.resolve("api/v2/silences"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        String id = answer.replaceAll(".*\"silenceID\":\"([^\"]+)\".*", "$1").strip();
        assertEquals(36, id.length(), answer);
        return new Silence(id, Clock.system().epochMillis());
    }

    private Instant activeAt(URI url, String alert) {
        String alerts = get(url, "api/v1/alerts");
        String own = List.of(alerts.split("(?=\\{\"labels\")", -1)).stream()
                .filter(one -> one.contains("\"alertname\":\"" + alert + "\""))
                .findFirst()
                .orElseThrow(() -> new AssertionError(alert + " is not in " + alerts));
        Matcher matcher = ACTIVE_AT.matcher(own);
        assertTrue(matcher.find(), own);
        return Instant.parse(matcher.group(1));
    }

    private String get(URI url, String path) {
        try {
            return client.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Process start() throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
        Path slos = Files.writeString(directory.resolve("slos.yml"), SLOS);
        Path routing = Files.writeString(directory.resolve("routing.yml"), """
                route:
                  receiver: hook
                  group_by: [alertname]
                  group_wait: 0s
                  group_interval: 1s
                  repeat_interval: 1d
                receivers:
                - name: hook
                  webhook_configs: [{url: "http://127.0.0.1:%d/"}]
                """.formatted(
                        hook.getAddress().getPort()));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(),
                        AlertingProcess.class.getName(),
                        directory.resolve("state").toString(),
                        rules.toString(),
                        routing.toString(),
                        slos.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** That of this test, however it was started. */
    private static String classPath() {
        if (LibraryCrashTest.class.getClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs())
                    .map(url -> Path.of(URI.create(url.toString())).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }
}
