package dev.monitoring.alerts.template;

/** True or false. */
final class BoolValue extends TemplateValue {
    static final BoolValue TRUE = new BoolValue(true);
    static final BoolValue FALSE = new BoolValue(false);

    private final boolean value;

    private BoolValue(boolean value) {
        this.value = value;
    }

    @Override
    String type() {
        return "bool";
    }

    @Override
    Kind kind() {
        return Kind.BOOL;
    }

    @Override
    boolean isTrue() {
        return value;
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        printer.bool(this, value, verb);
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        json.raw(Boolean.toString(value));
    }
}
