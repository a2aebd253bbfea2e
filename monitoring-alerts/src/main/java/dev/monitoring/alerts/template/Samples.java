package dev.monitoring.alerts.template;

import dev.monitoring.core.query.value.VectorSample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results of queries, as Prometheus' templates see them: a list of records with labels and a value. */
final class Samples {
    static final String SAMPLE = "*template.sample";
    static final String RESULT = "template.queryResult";

    private static final String LABELS = "Labels";
    private static final String VALUE = "Value";
    /** The label in which a text stands that no number can say. */
    private static final String TEXT_VALUE = "__value__";

    private Samples() {}

    static ListValue of(List<VectorSample> vector) {
        List<TemplateValue> samples = new ArrayList<>(vector.size());
        for (VectorSample sample : vector) {
            Map<String, String> labels = new LinkedHashMap<>();
            sample.labels().forEach(labels::put);
            Map<String, TemplateValue> fields = new LinkedHashMap<>();
            fields.put(LABELS, TemplateValue.of(labels));
            fields.put(VALUE, TemplateValue.of(sample.value()));
            samples.add(new RecordValue(SAMPLE, fields));
        }
        return ListValue.of(RESULT, samples);
    }

    static TemplateValue value(TemplateValue sample) {
        return ((RecordValue) sample).get(VALUE);
    }

    static TemplateValue label(TemplateValue sample, String name) {
        MapValue labels = (MapValue) ((RecordValue) sample).get(LABELS);
        return labels.values().getOrDefault(name, TemplateValue.of(""));
    }

    static TemplateValue textValue(TemplateValue sample) {
        return label(sample, TEXT_VALUE);
    }

    static TemplateValue first(TemplateValue samples) throws Fault {
        List<TemplateValue> values = ((ListValue) samples).values();
        if (values.isEmpty()) {
            throw Fault.execution("first() called on vector with no elements; test the result of query with if before");
        }
        return values.get(0);
    }

    static TemplateValue sortedBy(String label, TemplateValue samples) {
        List<TemplateValue> sorted = new ArrayList<>(((ListValue) samples).values());
        sorted.sort(Comparator.comparing(sample -> label(sample, label).text(), GoText.BYTE_ORDER));
        return ListValue.of(RESULT, sorted);
    }
}
