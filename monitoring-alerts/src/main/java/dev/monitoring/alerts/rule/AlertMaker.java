package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Annotations;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.VectorSample;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes alerts of the elements that a rule's expression yields. Most elements are there again at the next evaluation, so the
 * labels of their alerts are remembered until then, and annotations are expanded when somebody reads them. Confined to the
 * evaluation of the rule's group.
 */
final class AlertMaker {
    private final AlertRule rule;
    private final RuleTexts texts;
    private final boolean hasFixedLabels;
    private final RuleTexts.Expansion annotationsExpansion;
    private final Annotations templates;
    private final Map<Labels, Labels> labelsOf = new HashMap<>();

    AlertMaker(AlertRule rule, RuleTexts texts) {
        this.rule = rule;
        this.texts = texts;
        this.hasFixedLabels = texts.expansion(rule.labels()) == RuleTexts.Expansion.NONE;
        this.annotationsExpansion = texts.expansion(rule.annotations());
        this.templates = Annotations.of(rule.annotations());
    }

    /**
     * What would be alerts if they were new, by their labels, in the order of the elements.
     *
     * @throws RuleFailure if two would have the same labels
     */
    Map<Labels, Alert> make(List<VectorSample> elements, long timeMillis) throws RuleFailure {
        Map<Labels, Alert> alerts = new LinkedHashMap<>();
        for (VectorSample element : elements) {
            Labels labels = hasFixedLabels
                    ? labelsOf.computeIfAbsent(element.labels(), of -> labels(of, rule.labels()))
                    : labels(element.labels(), expanded(rule.labels(), element, timeMillis));
            AlertState state = AlertState.begin(timeMillis, rule.timing());
            Alert alert = new Alert(labels, annotations(element, timeMillis), element.value(), state);
            if (alerts.put(labels, alert) != null) {
                throw new RuleFailure("vector contains metrics with the same labelset after applying alert labels: "
                        + labels + "; leave a label that tells them apart");
            }
        }
        if (labelsOf.size() > elements.size()) {
            labelsOf.keySet()
                    .retainAll(elements.stream().map(VectorSample::labels).collect(Collectors.toSet()));
        }
        return alerts;
    }

    private Labels labels(Labels element, Map<String, String> own) {
        Labels labels = element.withoutMetricName();
        for (Map.Entry<String, String> label : own.entrySet()) {
            labels = labels.with(label.getKey(), label.getValue()); // an empty one takes the label away
        }
        return labels.with(Alert.NAME, rule.name());
    }

    private Map<String, String> annotations(VectorSample element, long timeMillis) {
        return switch (annotationsExpansion) {
            case NONE -> templates;
            case ANY_TIME -> Annotations.madeFrom(templates, () -> expanded(rule.annotations(), element, timeMillis));
            case AT_ONCE -> expanded(rule.annotations(), element, timeMillis);
        };
    }

    private Map<String, String> expanded(Map<String, String> texts, VectorSample element, long timeMillis) {
        return this.texts.expand(rule.name(), texts, element.labels(), element.value(), timeMillis);
    }
}
