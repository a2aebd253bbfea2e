package dev.monitoring.alerts;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleHealth;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What the evaluation of rules says about itself. Thread-safe. */
final class RuleMetrics implements SelfMetrics.Contributor {
    private static final Family FAULTS =
            Family.gauge("monitoring_rule_file_faults", "Faults in the rule files that are loaded.");
    private static final Family EVALUATIONS =
            Family.counter("monitoring_rule_group_evaluations_total", "Evaluations of the group.");
    private static final Family MISSED = Family.counter(
            "monitoring_rule_group_missed_evaluations_total",
            "Evaluations left out because the one before was still running, or the process stood still.");
    private static final Family DURATION = Family.gauge(
            "monitoring_rule_group_last_duration_seconds", "How long the last evaluation of the group took.");
    private static final Family LAST = Family.gauge(
            "monitoring_rule_group_last_evaluation_timestamp_seconds", "When the group was evaluated last.");
    private static final Family RULES = Family.gauge("monitoring_rule_group_rules", "Rules in the group.");
    private static final Family FAILING =
            Family.gauge("monitoring_rule_group_failing_rules", "Rules in the group whose last evaluation failed.");
    private static final Family ALERTS = Family.gauge("monitoring_alerts", "Alerts by state.");

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Supplier<List<GroupStatus>> status;
    private final IntSupplier faults;
    private final Map<RuleGroup, Labels> labels = new ConcurrentHashMap<>();

    RuleMetrics(Supplier<List<GroupStatus>> status, IntSupplier faults) {
        this.status = status;
        this.faults = faults;
    }

    @Override
    public void contribute(MetricSink sink) {
        List<GroupStatus> groups = status.get();
        int wrong = faults.getAsInt();
        if (groups.isEmpty() && wrong == 0) {
            return;
        }
        sink.add(FAULTS, Labels.EMPTY, wrong);
        Map<String, Integer> byState = new TreeMap<>(Map.of("pending", 0, "firing", 0));
        for (GroupStatus group : groups) {
            Labels own = labels.computeIfAbsent(
                    group.group(), key -> Labels.of("rule_group", key.file() + ";" + key.name()));
            sink.add(EVALUATIONS, own, group.evaluations());
            sink.add(MISSED, own, group.missed());
            sink.add(DURATION, own, group.evaluationNanos() / NANOS);
            sink.add(LAST, own, group.lastEvaluationMillis() / MILLIS);
            sink.add(RULES, own, group.rules().size());
            int failing = 0;
            for (RuleStatus rule : group.rules()) {
                failing += rule.health() == RuleHealth.ERROR ? 1 : 0;
                for (Alert alert : rule.alerts()) {
                    byState.computeIfPresent(alert.state().word(), (word, count) -> count + 1);
                }
            }
            sink.add(FAILING, own, failing);
        }
        byState.forEach((state, count) -> sink.add(ALERTS, Labels.of("state", state), count));
    }
}
