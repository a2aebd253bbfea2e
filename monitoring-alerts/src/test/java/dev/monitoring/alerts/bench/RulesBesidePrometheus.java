package dev.monitoring.alerts.bench;

import com.sun.net.httpserver.HttpServer;
import dev.monitoring.alerts.AlertsExtension;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The library as a whole and a Prometheus at the same time, with the same rules over the same samples, each evaluating every five
 * seconds, and how long both say that it takes them. The JVM is warm, as after an hour: the rules were evaluated some hundred
 * times before.
 *
 * <pre>{@code
 * mvn -q -Pbench -pl monitoring-alerts -am verify -Dbench=none
 * java -cp CLASSPATH dev.monitoring.alerts.bench.RulesBesidePrometheus [calm|storm] [TICKS]
 * }</pre>
 */
public final class RulesBesidePrometheus {
    private static final int WARM_UP_EVALUATIONS = 700;
    private static final int FILLING_TICKS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OURS = "monitoring_rule_group_last_duration_seconds";
    private static final String THEIRS = "prometheus_rule_group_last_duration_seconds";
    private static final String FIRING = "count(ALERTS{alertname=~\"Service.*\", alertstate=\"firing\"})";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private RulesBesidePrometheus() {}

    /** The series of the load, each under its name. */
    private record LoadCollector(RuleLoad load, List<Labels> series) implements MetricCollector {
        @Override
        public String name() {
            return "load";
        }

        @Override
        public boolean honorsLabels() {
            return true;
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            double[] values = load.values(tick());
            for (int i = 0; i < values.length; i++) {
                Labels labels = series.get(i);
                String name = labels.metricName();
                Family family = name.endsWith("_total") ? Family.counter(name, "Load.") : Family.gauge(name, "Load.");
                sink.add(family, labels.withoutMetricName(), values[i]);
            }
        }
    }

    /**
     * Runs both side by side.
     *
     * @param words the load, calm by default, and for how many ticks to measure, 36 by default
     */
    public static void main(String[] words) throws Exception {
        RuleLoad load = words.length > 0 && words[0].equals("storm") ? RuleLoad.storm() : RuleLoad.calm();
        int ticks = words.length > 1 ? Integer.parseInt(words[1]) : 36;
        warmUp(load);
        Path folder = Files.createTempDirectory("rules-beside-prometheus");
        HttpServer page = page(load);
        Process prometheus = null;
        try {
            Path rules = Files.writeString(folder.resolve("load.yml"), load.ruleFile());
            int port = freePort();
            prometheus = prometheus(folder, rules, port, page.getAddress().getPort());
            try (Monitoring monitoring = Monitoring.builder()
                    .withoutDiscovery()
                    .extension(new AlertsExtension())
                    .set("monitoring.alerts.rules", rules.toString())
                    .set("monitoring.web.enabled", "false")
                    .set("monitoring.history.max-series-per-family", "20000") // Prometheus has no such limit
                    .collector(new LoadCollector(load, load.series()), Target.of("load", "here"))
                    .start()) {
                compare(monitoring, URI.create("http://127.0.0.1:" + port), ticks);
            }
        } finally {
            page.stop(0);
            if (prometheus != null) {
                prometheus.destroyForcibly().waitFor();
            }
            delete(folder);
        }
    }

    private static void warmUp(RuleLoad load) {
        RuleTicks ticks = new RuleTicks(load);
        for (int i = 0; i < WARM_UP_EVALUATIONS; i++) {
            ticks.store();
            ticks.evaluate();
        }
    }

    private static void compare(Monitoring monitoring, URI prometheus, int ticks)
            throws IOException, InterruptedException {
        await(Duration.ofSeconds((long) FILLING_TICKS * RuleLoad.TICK_SECONDS));
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int i = 0; i < ticks; i++) {
            await(Duration.ofSeconds(RuleLoad.TICK_SECONDS));
            ours.add(value(monitoring, OURS));
            theirs.add(value(get(prometheus.resolve("/metrics")), THEIRS));
        }
        double median = print("monitoring", ours, value(monitoring, FIRING));
        double theirMedian = print("prometheus", theirs, firing(prometheus));
        System.out.printf(Locale.ROOT, "ratio of medians %.3f%n", median / theirMedian);
    }

    private static double print(String who, List<Double> seconds, double firing) {
        List<Double> sorted = seconds.stream().sorted().toList();
        double median = sorted.get(sorted.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f ms, from %.2f to %.2f over %d ticks, %.0f alerts fire%n",
                who,
                1e3 * median,
                1e3 * sorted.get(0),
                1e3 * sorted.get(sorted.size() - 1),
                sorted.size(),
                firing);
        return median;
    }

    private static long tick() {
        return Clock.system().epochMillis() / 1_000 / RuleLoad.TICK_SECONDS;
    }

    private static void await(Duration time) throws InterruptedException {
        // Both run by the clock of the machine; there is nothing to wait for but that.
        new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static HttpServer page(RuleLoad load) throws IOException {
        List<Labels> series = load.series();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            double[] values = load.values(tick());
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < values.length; i++) {
                text.append(series.get(i).toString().replace(", ", ","))
                        .append(' ')
                        .append(values[i])
                        .append('\n');
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Process prometheus(Path folder, Path rules, int port, int pagePort)
            throws IOException, InterruptedException {
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"), """
                global: {scrape_interval: %1$ds, evaluation_interval: %1$ds}
                rule_files: ["%2$s"]
                scrape_configs:
                - job_name: load
                  honor_labels: true
                  static_configs: [{targets: ["127.0.0.1:%3$d"]}]
                """.formatted(RuleLoad.TICK_SECONDS, rules, pagePort));
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Deadline deadline = Deadline.after(PATIENCE, Clock.system());
        while (!isReady(port)) {
            if (deadline.hasPassed() || !process.isAlive()) {
                process.destroyForcibly();
                throw new IOException("prometheus does not start:\n" + Files.readString(folder.resolve("log")));
            }
            await(Duration.ofMillis(100));
        }
        return process;
    }

    private static boolean isReady(int port) throws IOException, InterruptedException {
        try {
            return get(URI.create("http://127.0.0.1:" + port + "/-/ready")).contains("Ready");
        } catch (ConnectException e) {
            return false;
        }
    }

    private static String get(URI url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .body();
    }

    private static double value(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("prometheus has no " + name));
    }

    private static double value(Monitoring monitoring, String expression) {
        VectorValue vector = (VectorValue) monitoring
                .query(expression)
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value();
        return vector.samples().stream()
                .mapToDouble(VectorSample::value)
                .findFirst()
                .orElse(0);
    }

    private static double firing(URI prometheus) throws IOException, InterruptedException {
        String query = URLEncoder.encode(FIRING, StandardCharsets.UTF_8);
        String json = get(prometheus.resolve("/api/v1/query?query=" + query));
        Matcher value = Pattern.compile("\"value\":\\[[^,]*,\"([^\"]*)\"").matcher(json);
        return value.find() ? Double.parseDouble(value.group(1)) : 0;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
