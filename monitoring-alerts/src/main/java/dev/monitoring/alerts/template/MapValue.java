package dev.monitoring.alerts.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Values by name, sorted as Go sorts them: by the bytes of the name. */
final class MapValue extends TemplateValue {
    static final String TEXTS = "map[string]string";
    static final String ANYTHING = "map[string]interface {}";
    /** Alertmanager's labels and annotations. */
    static final String KEY_VALUES = "template.KV";

    private final String type;
    private final SortedMap<String, TemplateValue> values;

    private MapValue(String type, SortedMap<String, TemplateValue> values) {
        this.type = type;
        this.values = Collections.unmodifiableSortedMap(values);
    }

    static MapValue of(String type, Map<String, TemplateValue> values) {
        SortedMap<String, TemplateValue> sorted = new TreeMap<>(GoText.BYTE_ORDER);
        sorted.putAll(values);
        return new MapValue(type, sorted);
    }

    static MapValue ofTexts(String type, Map<String, String> texts) {
        SortedMap<String, TemplateValue> sorted = new TreeMap<>(GoText.BYTE_ORDER);
        texts.forEach((name, text) -> sorted.put(name, of(text)));
        return new MapValue(type, sorted);
    }

    SortedMap<String, TemplateValue> values() {
        return values;
    }

    List<String> names() {
        return new ArrayList<>(values.keySet());
    }

    /** What stands for a name that is not there. */
    TemplateValue zero() {
        return type.equals(ANYTHING) ? NilValue.NIL : of("");
    }

    @Override
    String type() {
        return type;
    }

    @Override
    Kind kind() {
        return Kind.MAP;
    }

    @Override
    boolean isTrue() {
        return !values.isEmpty();
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        printer.map(this, verb, depth);
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        json.map(values, depth);
    }

    @Override
    TemplateValue field(String name, MissingKey missingKey) throws Fault {
        TemplateValue value = values.get(name);
        if (value != null) {
            return value;
        }
        return switch (missingKey) {
            case ZERO -> zero();
            case NO_VALUE -> NilValue.NIL;
            case ERROR ->
                throw Fault.execution("map has no entry for key " + Fault.quoted(name) + "; it has " + names());
        };
    }

    @Override
    TemplateValue at(TemplateValue index) throws Fault {
        if (!index.type().equals(TextValue.STRING)) {
            throw Fault.execution("value has type " + index.type() + "; should be string, the name of an entry");
        }
        TemplateValue value = values.get(index.text());
        return value == null ? zero() : value;
    }

    @Override
    long length() {
        return values.size();
    }

    @Override
    boolean isComparable() {
        return false;
    }
}
