package dev.monitoring.alerts.template;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What annotations and labels of a Prometheus rule see. Immutable.
 *
 * @param labels the labels of the series that alerts
 * @param externalLabels the labels that this service bears as a whole
 * @param externalUrl where it is reached from outside
 * @param value the value of the series
 */
public record RuleData(
        Map<String, String> labels, Map<String, String> externalLabels, String externalUrl, double value) {
    static final String LABELS = "Labels";
    static final String EXTERNAL_LABELS = "ExternalLabels";
    static final String EXTERNAL_URL = "ExternalURL";
    static final String VALUE = "Value";

    /** How Go names the structure that Prometheus gives to templates. */
    private static final String TYPE = "struct { Labels map[string]string; ExternalLabels map[string]string;"
            + " ExternalURL string; Value float64 }";

    public RuleData {
        labels = Map.copyOf(labels);
        externalLabels = Map.copyOf(externalLabels);
    }

    /** The data for {@link Template#render}. */
    public TemplateValue toValue() {
        Map<String, TemplateValue> fields = new LinkedHashMap<>();
        fields.put(LABELS, TemplateValue.of(labels));
        fields.put(EXTERNAL_LABELS, TemplateValue.of(externalLabels));
        fields.put(EXTERNAL_URL, TemplateValue.of(externalUrl));
        fields.put(VALUE, TemplateValue.of(value));
        return TemplateValue.record(TYPE, fields);
    }
}
