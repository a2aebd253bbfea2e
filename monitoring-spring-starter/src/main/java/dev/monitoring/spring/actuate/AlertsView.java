package dev.monitoring.spring.actuate;

import dev.monitoring.alerts.Alerts;
import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.why.RuleExplanation;
import dev.monitoring.alerts.why.UnknownRuleException;
import dev.monitoring.alerts.why.WhyQuestion;
import dev.monitoring.core.Monitoring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Alerts, and why a rule fires or does not, as maps. */
final class AlertsView {
    private static final int MAX_ALERTS = 500;

    private AlertsView() {}

    /** The pending and firing alerts. */
    static Map<String, Object> of(Monitoring monitoring) {
        List<Alert> active = alerts(monitoring).groups().stream()
                .flatMap(group -> group.rules().stream())
                .flatMap(rule -> rule.alerts().stream())
                .filter(alert -> alert.state().isActive())
                .toList();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("firing", count(active, "firing"));
        view.put("pending", count(active, "pending"));
        view.put(
                "alerts",
                active.stream().limit(MAX_ALERTS).map(AlertsView::alert).toList());
        return view;
    }

    /** Why a rule fires or does not. */
    static Map<String, Object> explain(Monitoring monitoring, String group, String rule, ViewQuestion question) {
        WhyQuestion why = WhyQuestion.of(group, rule);
        Alerts alerts = alerts(monitoring);
        try {
            RuleExplanation explanation = alerts.explain(
                    question.time().isEmpty() ? why : why.at(question.moment().toEpochMilli()));
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("group", explanation.group().group().name());
            view.put("rule", explanation.rule().rule().name());
            view.put("time", QueryView.time(explanation.timeMillis()));
            view.put("verdict", explanation.verdict());
            view.put(
                    "alerts",
                    explanation.alerts().stream().map(AlertsView::alert).toList());
            view.put("text", alerts.text(explanation).lines().toList());
            return view;
        } catch (UnknownRuleException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Alerts alerts(Monitoring monitoring) {
        try {
            return Alerts.of(monitoring);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException("there are no alerts here; monitoring.alerts is switched off", e);
        }
    }

    private static long count(List<Alert> alerts, String word) {
        return alerts.stream()
                .filter(alert -> alert.state().word().equals(word))
                .count();
    }

    private static Map<String, Object> alert(Alert alert) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", alert.name());
        view.put("state", alert.state().word());
        view.put("activeSince", QueryView.time(alert.state().activeAtMillis()));
        view.put("value", QueryView.number(alert.value()));
        view.put("labels", QueryView.labels(alert.labels()));
        view.put("annotations", alert.annotations());
        return view;
    }
}
