package dev.monitoring.alerts.template;

/** A whole number. Times of the clock that are numbers in Go are some here too, by their type: durations, months, weekdays. */
final class IntValue extends TemplateValue {
    static final String INT = "int";
    static final String INT64 = "int64";
    static final String BYTE = "uint8";
    static final String DURATION = "time.Duration";
    static final String MONTH = "time.Month";
    static final String WEEKDAY = "time.Weekday";

    private final String type;
    private final long value;

    IntValue(String type, long value) {
        this.type = type;
        this.value = value;
    }

    static IntValue of(String type, long value) {
        return new IntValue(type, value);
    }

    long value() {
        return value;
    }

    @Override
    String type() {
        return type;
    }

    @Override
    Kind kind() {
        return type.equals(BYTE) ? Kind.UINT : Kind.INT;
    }

    @Override
    boolean isTrue() {
        return value != 0;
    }

    @Override
    void format(Printer printer, int verb, int depth) throws Fault {
        printer.whole(this, value, verb);
    }

    @Override
    void toJson(JsonText json, int depth) throws Fault {
        json.raw(Long.toString(value));
    }
}
