package dev.monitoring.alerts.template;

import java.util.List;

/** Values in an order. */
final class ListValue extends TemplateValue {
    static final String TEXTS = "[]string";
    static final String ANYTHING = "[]interface {}";

    private final String type;
    private final List<TemplateValue> values;

    private ListValue(String type, List<TemplateValue> values) {
        this.type = type;
        this.values = values;
    }

    static ListValue of(String type, List<TemplateValue> values) {
        return new ListValue(type, List.copyOf(values));
    }

    static ListValue ofTexts(List<String> texts) {
        return of(TEXTS, ofAll(texts));
    }

    List<TemplateValue> values() {
        return values;
    }

    @Override
    String type() {
        return type;
    }

    @Override
    Kind kind() {
        return Kind.LIST;
    }

    @Override
    boolean isTrue() {
        return !values.isEmpty();
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        printer.list(this, verb, depth);
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        json.list(values, depth);
    }

    @Override
    TemplateValue at(TemplateValue index) throws Fault {
        return values.get(checkedIndex(index, values.size()));
    }

    @Override
    long length() {
        return values.size();
    }

    @Override
    TemplateValue part(int from, int to) {
        return new ListValue(type, values.subList(from, to));
    }

    @Override
    boolean isComparable() {
        return false;
    }
}
