package dev.monitoring.alerts.bench;

import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * 200 alert rules in one group over 2,000 series: of each of ten services a gauge and a counter on a hundred instances in five
 * zones. Some instances are hot; for them nearly all rules that look at instances hold. Values change at every tick. Immutable.
 *
 * @param hotEvery one instance of so many is hot
 */
record RuleLoad(int hotEvery) {
    static final String GROUP = "load";
    static final int SERVICES = 10;
    static final int INSTANCES = 100;
    static final int ZONES = 5;
    static final int TICK_SECONDS = 5;

    /** The two families of a service, with how much a counter grows in five seconds. */
    private static final double HOT_GROWTH = 60;

    private static final double CALM_GROWTH = 5;

    /** Each line: whether it holds for hot instances for a while first, and what is asked of a service's families. */
    private static final List<String> EXPRESSIONS = List.of(
            "%1$s_queue_length > 90",
            "%1$s_queue_length{zone=\"zone-1\"} > 90",
            "%1$s_queue_length{zone=~\"zone-[234]\"} > 85",
            "%1$s_queue_length > 100",
            "rate(%1$s_requests_total[1m]) > 10",
            "rate(%1$s_requests_total{zone=\"zone-2\"}[1m]) > 10",
            "increase(%1$s_requests_total[30s]) < 1",
            "sum by (zone) (rate(%1$s_requests_total[1m])) > 400",
            "sum(rate(%1$s_requests_total[1m])) > 4000",
            "avg_over_time(%1$s_queue_length[1m]) > 90",
            "max_over_time(%1$s_queue_length[1m]) > 99",
            "max by (instance) (%1$s_queue_length) > 95",
            "%1$s_queue_length / on (instance) rate(%1$s_requests_total[1m]) > 50",
            "%1$s_queue_length > 80 and on (instance) rate(%1$s_requests_total[1m]) > 5",
            "count(%1$s_queue_length > 90) > 60",
            "absent(%1$s_queue_length)",
            "absent(%1$s_requests_total{zone=\"zone-3\"})",
            "changes(%1$s_queue_length[30s]) == 0",
            "quantile(0.9, %1$s_queue_length) > 99",
            "delta(%1$s_queue_length[1m]) > 60 unless on (instance) %1$s_queue_length < 50");

    /** Quiet as a service mostly is: about 200 alerts at a time. */
    static RuleLoad calm() {
        return new RuleLoad(50);
    }

    /** Half of everything is on fire. */
    static RuleLoad storm() {
        return new RuleLoad(2);
    }

    /** The rules as a file that Prometheus reads as well. */
    String ruleFile() {
        StringBuilder file = new StringBuilder("groups:\n- name: ")
                .append(GROUP)
                .append("\n  interval: ")
                .append(TICK_SECONDS)
                .append("s\n  rules:\n");
        for (int service = 0; service < SERVICES; service++) {
            for (int i = 0; i < EXPRESSIONS.size(); i++) {
                file.append(String.format(
                        Locale.ROOT,
                        """
                          - alert: Service%dRule%d
                            expr: %s
                            for: %ds
                            labels: {severity: %s}
                            annotations:
                              summary: "{{ $labels.instance }} of {{ $labels.job }} is at {{ $value | humanize }}"
                              runbook: "https://runbooks.example/service-%d"
                        """,
                        service,
                        i,
                        String.format(Locale.ROOT, EXPRESSIONS.get(i), name(service)),
                        i % 4 == 0 ? 0 : 15,
                        i % 3 == 0 ? "critical" : "warning",
                        service));
            }
        }
        return file.toString();
    }

    private static String name(int service) {
        return "service_" + service;
    }

    /** All series, in the order of {@link #values}. */
    List<Labels> series() {
        List<Labels> series = new ArrayList<>();
        for (int service = 0; service < SERVICES; service++) {
            for (int instance = 0; instance < INSTANCES; instance++) {
                Labels labels = Labels.of(
                        "job", "service-" + service,
                        "instance", "host-" + instance + ":9100",
                        "zone", "zone-" + instance % ZONES);
                series.add(labels.with(Labels.METRIC_NAME, name(service) + "_queue_length"));
                series.add(labels.with(Labels.METRIC_NAME, name(service) + "_requests_total"));
            }
        }
        return series;
    }

    /** The values of all series at a tick. */
    double[] values(long tick) {
        double[] values = new double[SERVICES * INSTANCES * 2];
        int next = 0;
        for (int service = 0; service < SERVICES; service++) {
            for (int instance = 0; instance < INSTANCES; instance++) {
                boolean hot = (instance + 7 * service) % hotEvery == 0;
                long wave = (tick * 13 + instance * 31L + service * 17L) % 97;
                values[next++] = hot ? 96 + wave / 49.0 : 10 + wave / 2.0;
                values[next++] = tick * (hot ? HOT_GROWTH : CALM_GROWTH) + wave % 5;
            }
        }
        return values;
    }
}
