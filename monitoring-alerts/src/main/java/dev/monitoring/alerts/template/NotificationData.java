package dev.monitoring.alerts.template;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the templates of a notification see: Alertmanager's {@code Data}. Immutable.
 *
 * @param receiver the receiver's name
 * @param status {@code firing} while any of the alerts does, else {@code resolved}
 * @param alerts the alerts of the group
 * @param groupLabels the labels by which they are grouped
 * @param commonLabels the labels that all of them share
 * @param commonAnnotations the annotations that all of them share
 * @param externalUrl where this service is reached from outside
 */
public record NotificationData(
        String receiver,
        String status,
        List<Alert> alerts,
        Map<String, String> groupLabels,
        Map<String, String> commonLabels,
        Map<String, String> commonAnnotations,
        String externalUrl) {
    static final String DATA_TYPE = "template.Data";
    static final String ALERT_TYPE = "template.Alert";
    static final String ALERTS_TYPE = "template.Alerts";
    static final String ALERT_LIST_TYPE = "[]template.Alert";
    static final String STATUS = "Status";
    private static final Instant ZERO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    /**
     * One of them. Immutable.
     *
     * @param status {@code firing} or {@code resolved}
     * @param startsAt since when it fires
     * @param endsAt when it was resolved, or {@link #neverEnds}
     * @param generatorUrl where its rule is seen
     * @param fingerprint its identity: 16 hexadecimal digits
     */
    public record Alert(
            String status,
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            Instant endsAt,
            String generatorUrl,
            String fingerprint) {
        public Alert {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }

        /** Go's zero time, which stands for an end not known. */
        public static Instant neverEnds() {
            return ZERO_TIME;
        }

        private TemplateValue toValue() {
            Map<String, TemplateValue> fields = new LinkedHashMap<>();
            fields.put(STATUS, TemplateValue.of(status));
            fields.put("Labels", keyValues(labels));
            fields.put("Annotations", keyValues(annotations));
            fields.put("StartsAt", TemplateValue.of(startsAt));
            fields.put("EndsAt", TemplateValue.of(endsAt));
            fields.put("GeneratorURL", TemplateValue.of(generatorUrl));
            fields.put("Fingerprint", TemplateValue.of(fingerprint));
            return TemplateValue.record(ALERT_TYPE, fields);
        }
    }

    public NotificationData {
        alerts = List.copyOf(alerts);
        groupLabels = Map.copyOf(groupLabels);
        commonLabels = Map.copyOf(commonLabels);
        commonAnnotations = Map.copyOf(commonAnnotations);
    }

    /** The data for {@link Template#render}. */
    public TemplateValue toValue() {
        Map<String, TemplateValue> fields = new LinkedHashMap<>();
        fields.put("Receiver", TemplateValue.of(receiver));
        fields.put(STATUS, TemplateValue.of(status));
        fields.put(
                "Alerts",
                ListValue.of(ALERTS_TYPE, alerts.stream().map(Alert::toValue).toList()));
        fields.put("GroupLabels", keyValues(groupLabels));
        fields.put("CommonLabels", keyValues(commonLabels));
        fields.put("CommonAnnotations", keyValues(commonAnnotations));
        fields.put("ExternalURL", TemplateValue.of(externalUrl));
        return TemplateValue.record(DATA_TYPE, fields);
    }

    private static TemplateValue keyValues(Map<String, String> labels) {
        return MapValue.ofTexts(MapValue.KEY_VALUES, labels);
    }
}
