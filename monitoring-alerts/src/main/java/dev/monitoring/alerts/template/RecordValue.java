package dev.monitoring.alerts.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Named fields, as many as its type has. In Go a structure, or a pointer to one where the name of the type begins with a star. */
final class RecordValue extends TemplateValue {
    private final String type;
    private final Map<String, TemplateValue> fields;

    RecordValue(String type, Map<String, TemplateValue> fields) {
        this.type = type;
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    Map<String, TemplateValue> fields() {
        return fields;
    }

    /** A field that the type is known to have. */
    TemplateValue get(String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    @Override
    TemplateValue target() {
        return type.startsWith("*") ? new RecordValue(type.substring(1), fields) : this;
    }

    @Override
    String type() {
        return type;
    }

    @Override
    Kind kind() {
        return Kind.STRUCT;
    }

    @Override
    boolean isTrue() {
        return true;
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        printer.record(this, verb, depth);
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        Map<String, TemplateValue> named = new LinkedHashMap<>();
        boolean lower = type.equals(NotificationData.DATA_TYPE) || type.equals(NotificationData.ALERT_TYPE);
        fields.forEach((name, value) -> named.put(lower ? lowerFirst(name) : name, value));
        json.map(named, depth);
    }

    /** As the payload of Alertmanager's web hook names its fields. */
    private static String lowerFirst(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    @Override
    @Nullable
    TemplateValue field(String name, MissingKey missingKey) {
        return fields.get(name);
    }

    @Override
    boolean isComparable() {
        return type.startsWith("*") || fields.values().stream().allMatch(TemplateValue::isComparable);
    }
}
