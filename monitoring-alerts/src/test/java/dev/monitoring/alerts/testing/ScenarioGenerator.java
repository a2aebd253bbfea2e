package dev.monitoring.alerts.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up rule files and series: every kind of rule, gaps, stale markers and values on both sides of thresholds. Confined. */
final class ScenarioGenerator {
    /** How many alerting rules there are, named A0 and so on. */
    static final int ALERT_RULES = 10;

    private static final List<String> HOLD = List.of("0s", "30s", "1m", "90s", "2m", "5m");
    private static final List<String> EXPRESSIONS = List.of(
            "load > 10",
            "load{host=\"a\"} >= 5",
            "load == 0",
            "sum by (job) (load) > 15",
            "max without (host) (load) > 12",
            "job:load:sum > 20",
            "job:load:sum / on(job) job:load:count > 6",
            "absent(load{host=\"a\"})",
            "absent_over_time(load{host=\"b\"}[2m30s])",
            "load offset 1m > load",
            "changes(load[4m30s]) > 2",
            "rate(work_total[3m30s]) > 0.02",
            "increase(work_total[5m30s]) > 3",
            "load > 5 and on(host) work_total > 10",
            "load > 5 unless load > 12",
            "load < 3 or work_total > 40",
            "count(load > 8) > 1",
            "max by (job) (load) > 9",
            "(load > bool 10) == 1",
            "vector(1) > 0",
            "ALERTS{alertname=\"A0\", alertstate=\"firing\"} == 1",
            "label_replace(load, \"short\", \"$1\", \"host\", \"(.).*\") > 11",
            "scalar(count(load)) > bool 1",
            "avg_over_time(load[2m30s]) > 9");
    private static final List<String> ANNOTATIONS = List.of(
            "plain text",
            "{{ $labels.host }} of {{ $labels.job }} has {{ $value }}",
            "{{ $labels }}",
            "{{ .Value | humanize }} and {{ $value | humanizePercentage }}",
            "{{ $value | humanizeDuration }}",
            "{{ printf \"%.2f|%5.1f|%e\" $value $value $value }}",
            "{{ with query \"count(load)\" }}{{ . | first | value }}{{ end }}",
            "{{ range query \"sum by (host) (load)\" | sortByLabel \"host\" }}{{ .Labels.host }}={{ .Value }} {{ end }}",
            "{{ if gt $value 10.0 }}high{{ else if gt $value 5.0 }}middle{{ else }}low{{ end }}",
            "{{ $labels.job | toUpper }} {{ \"two words\" | title }}",
            "{{ reReplaceAll \"(.)o(.)\" \"$2-$1\" $labels.job }}",
            "{{ if match \"^a\" $labels.host }}first{{ end }}",
            "{{ $externalLabels.site }} {{ $externalURL }}",
            "{{ $labels.nonesuch }}|",
            "<b>&amp; {{ $labels.host }}</b>");

    // None that may become empty: Prometheus then puts the template itself into ALERTS, where we leave the label out.
    private static final List<String> LABELS = List.of(
            "critical",
            "job {{ $labels.job }}",
            "{{ if gt $value 10.0 }}high{{ else }}low{{ end }}",
            "{{ $value }}",
            "");

    private final Random random;

    ScenarioGenerator(long seed) {
        this.random = new Random(seed);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A rule file. */
    String rules() {
        StringBuilder yaml = new StringBuilder("groups:\n- name: recorded\n  rules:\n");
        yaml.append("  - {record: 'job:load:sum', expr: 'sum by (job) (load)', labels: {level: job}}\n");
        yaml.append("  - {record: 'job:load:count', expr: 'count by (job) (load)', labels: {level: job}}\n");
        yaml.append("- name: alerts\n  interval: 1m\n  rules:\n");
        for (int i = 0; i < ALERT_RULES; i++) {
            yaml.append("  - alert: A").append(i).append('\n');
            yaml.append("    expr: ").append(quoted(any(EXPRESSIONS))).append('\n');
            yaml.append("    for: ").append(any(HOLD)).append('\n');
            if (random.nextInt(3) == 0) {
                yaml.append("    keep_firing_for: ").append(any(HOLD)).append('\n');
            }
            yaml.append("    labels:\n      severity: ")
                    .append(quoted(any(LABELS)))
                    .append('\n');
            yaml.append("    annotations:\n");
            for (int k = 0; k < 3; k++) {
                yaml.append("      text")
                        .append(k)
                        .append(": ")
                        .append(quoted(any(ANNOTATIONS)))
                        .append('\n');
            }
        }
        return yaml.toString();
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Series, each as labels and values. */
    List<String[]> series() {
        List<String[]> series = new ArrayList<>();
        for (String host : List.of("a", "b", "common")) {
            for (String job : List.of("node", "foo bar")) {
                if (random.nextInt(3) > 0) {
                    series.add(new String[] {"load{host=\"" + host + "\",job=\"" + job + "\"}", gauge()});
                }
            }
        }
        series.add(new String[] {"work_total{host=\"a\",job=\"node\"}", counter()});
        return series;
    }

    private String gauge() {
        StringBuilder values = new StringBuilder();
        for (int left = 25; left > 0; ) {
            int run = 1 + random.nextInt(6);
            left -= run;
            switch (random.nextInt(9)) {
                case 0 -> values.append("_x").append(run).append(' ');
                case 1 -> values.append("stale ");
                case 2 -> values.append("0x").append(run).append(' ');
                case 3 ->
                    values.append(random.nextInt(20))
                            .append(".25-1.5x")
                            .append(run)
                            .append(' ');
                default ->
                    values.append(random.nextInt(20)).append('x').append(run).append(' ');
            }
        }
        return values.toString().strip();
    }

    private String counter() {
        StringBuilder values = new StringBuilder();
        int value = 0;
        for (int i = 0; i < 25; i++) {
            value = random.nextInt(12) == 0 ? 0 : value + random.nextInt(5);
            values.append(value).append(' ');
        }
        return values.toString().strip();
    }

    /** How far evaluations are apart. */
    String evaluationInterval() {
        return any(List.of("30s", "1m"));
    }

    /** How far samples are apart. */
    String interval() {
        return any(List.of("30s", "1m"));
    }
}
