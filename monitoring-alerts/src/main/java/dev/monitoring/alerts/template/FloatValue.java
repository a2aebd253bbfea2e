package dev.monitoring.alerts.template;

/** A number with a fraction. */
final class FloatValue extends TemplateValue {
    private final double value;

    FloatValue(double value) {
        this.value = value;
    }

    double value() {
        return value;
    }

    @Override
    String type() {
        return "float64";
    }

    @Override
    Kind kind() {
        return Kind.FLOAT;
    }

    @Override
    boolean isTrue() {
        return value != 0;
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        printer.number(this, value, verb);
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        json.number(value);
    }
}
