package dev.monitoring.collectors.scrape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.PageServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beside a real Prometheus that scrapes the same page with the same rules. */
@Timeout(120)
class PrometheusComparisonTest {
    private static final String PAGE = """
            # TYPE requests_total counter
            requests_total{code="200",job="own",path="/a"} 5
            requests_total{code="500",path="/b",instance="x",exported_instance="y"} 1
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="0.5"} 1
            latency_seconds_bucket{le="1"} 1
            latency_seconds_bucket{le="+Inf"} 2
            latency_seconds_sum 3
            latency_seconds_count 2
            # TYPE s summary
            s{quantile="0.5"} 7
            s_sum 9
            s_count 4
            some_gauge{Mixed_Case="AbC",empty="",tmp_a="1",tmp_b="2"} -1.5e-3
            """;

    /** Each group of rules by its own job: the keys of {@code metric_relabel_configs} with underscores, as Prometheus' YAML. */
    private static final List<List<Map<String, String>>> RULES = List.of(
            List.of(),
            List.of(Map.of("action", "drop", "source-labels", "__name__", "regex", "latency_.*_bucket|s")),
            List.of(Map.of("action", "keep", "source-labels", "__name__,code", "regex", "requests_total;(2|5)..")),
            List.of(
                    Map.of("source-labels", "code", "regex", "(.).+", "target-label", "class", "replacement", "${1}xx"),
                    Map.of("action", "labeldrop", "regex", "code|tmp_.*")),
            List.of(
                    Map.of("action", "labelmap", "regex", "tmp_(.+)", "replacement", "kept_$1"),
                    Map.of(
                            "action",
                            "labelkeep",
                            "regex",
                            "__name__|job|instance|set|kept_.*|le|quantile|code|path|exported_.*")),
            List.of(
                    Map.of("source-labels", "Mixed_Case", "action", "lowercase", "target-label", "low"),
                    Map.of("source-labels", "Mixed_Case", "action", "uppercase", "target-label", "up"),
                    Map.of(
                            "source-labels",
                            "path,code",
                            "action",
                            "hashmod",
                            "modulus",
                            "17",
                            "target-label",
                            "shard")),
            List.of(
                    Map.of(
                            "source-labels",
                            "__name__",
                            "regex",
                            "(some)_(?P<rest>.*)",
                            "target-label",
                            "__name__",
                            "replacement",
                            "${1}_other_${rest}"),
                    Map.of("source-labels", "job", "regex", "j(.)", "target-label", "number", "replacement", "$1$$$9"),
                    Map.of("source-labels", "path,instance", "separator", "|", "target-label", "instance"),
                    Map.of("source-labels", "code", "regex", "5..", "target-label", "job", "replacement", "errors")));

    @Test
    void makesTheSameSeriesOfAPage() throws Exception {
        try (PageServer page = PageServer.start().page("/metrics", PAGE);
                OwnProcess prometheus = OwnProcess.of("prometheus")
                        .file("prometheus.yml", configuration(page.port()))
                        .command(
                                "{program}",
                                "--config.file={directory}/prometheus.yml",
                                "--storage.tsdb.path={directory}/data",
                                "--web.listen-address=127.0.0.1:{port}")
                        .readyWhen(server -> allUp(server.port()))
                        .start()) {
            for (int i = 0; i < RULES.size(); i++) {
                for (boolean honor : new boolean[] {false, true}) {
                    String job = (honor ? "h" : "j") + i;

                    Map<String, Double> theirs = theirs(prometheus.port(), job);
                    Map<String, Double> ours = ours(page.port(), job, honor, RULES.get(i));

                    assertTrue(theirs.size() >= 2, theirs::toString);
                    assertEquals(text(theirs), text(ours), job);
                }
            }
        }
    }

    private static String text(Map<String, Double> series) {
        StringBuilder text = new StringBuilder();
        series.forEach(
                (name, value) -> text.append(name).append(' ').append(value).append('\n'));
        return text.toString();
    }

    private static String configuration(int port) {
        StringBuilder yaml =
                new StringBuilder("global: {scrape_interval: 500ms, scrape_timeout: 500ms}\nscrape_configs:\n");
        for (int i = 0; i < RULES.size(); i++) {
            for (boolean honor : new boolean[] {false, true}) {
                yaml.append("- job_name: ").append(honor ? "h" : "j").append(i).append('\n');
                yaml.append("  honor_labels: ").append(honor).append('\n');
                yaml.append("  static_configs: [{targets: ['127.0.0.1:")
                        .append(port)
                        .append("'], labels: {set: '")
                        .append(i)
                        .append(honor)
                        .append("'}}]\n");
                yaml.append("  metric_relabel_configs:\n");
                for (Map<String, String> rule : RULES.get(i)) {
                    List<String> entries = new ArrayList<>();
                    rule.forEach((key, value) -> entries.add(key.replace('-', '_') + ": "
                            + (key.equals("source-labels") ? "[" + value + "]" : "'" + value + "'")));
                    yaml.append("  - {").append(String.join(", ", entries)).append("}\n");
                }
            }
        }
        return yaml.toString().replace("modulus: '17'", "modulus: 17");
    }

    private static boolean allUp(int port) throws IOException {
        try {
            return query(port, "count(up == 1) == " + 2 * RULES.size()).size() == 1;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, Double> theirs(int port, String job) throws IOException {
        int number = Integer.parseInt(job.substring(1));
        Map<String, Double> all = query(port, "{set=\"" + number + job.startsWith("h") + "\"}");
        all.keySet().removeIf(series -> series.startsWith("scrape_") || series.startsWith("up{"));
        return all;
    }

    private static Map<String, Double> ours(int port, String job, boolean honor, List<Map<String, String>> rules)
            throws Exception {
        List<Object> settings = new ArrayList<>(List.of(
                "url",
                "http://127.0.0.1:" + port + "/metrics",
                "job",
                job,
                "honor-labels",
                honor,
                "labels.set",
                job.substring(1) + honor));
        for (int i = 0; i < rules.size(); i++) {
            int index = i;
            rules.get(i)
                    .forEach((key, value) ->
                            settings.addAll(Arrays.asList("metric-relabel[" + index + "]." + key, value)));
        }
        var scheduled = TestSettings.collector(new ScrapeCollectorFactory(), settings.toArray());
        MetricCollector collector = scheduled.collector();
        Snapshot snapshot = CollectorRuns.of(collector, scheduled.target()).run();
        SeriesLayout layout = snapshot.layout();
        Map<String, Double> series = new TreeMap<>();
        for (int slot = 0; slot < layout.size(); slot++) {
            String name = layout.sampleName(slot);
            if (!name.startsWith("scrape_") && !name.equals("up")) {
                series.put(layout.series(slot).toString(), snapshot.value(slot));
            }
        }
        collector.close();
        return series;
    }

    private static Map<String, Double> query(int port, String expression) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        Map<String, Double> found = new TreeMap<>();
        try (InputStream in = uri.toURL().openStream();
                JsonParser json = new JsonFactory().createParser(in)) {
            Labels.Builder labels = Labels.builder();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME && json.currentName().equals("metric")) {
                    json.nextToken();
                    labels = Labels.builder();
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        labels.set(json.currentName(), json.nextTextValue());
                    }
                } else if (token == JsonToken.FIELD_NAME && json.currentName().equals("value")) {
                    json.nextToken();
                    json.nextToken();
                    found.put(labels.build().toString(), Double.parseDouble(json.nextTextValue()));
                }
            }
        }
        return found;
    }
}
