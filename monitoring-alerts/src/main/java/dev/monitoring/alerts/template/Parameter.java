package dev.monitoring.alerts.template;

import java.util.List;

/** What a function takes at one place, by the Go type of its parameter there. */
enum Parameter {
    ANY("interface {}"),
    TEXT(TextValue.STRING),
    WHOLE(IntValue.INT),
    WHOLE64(IntValue.INT64),
    BOOL("bool"),
    TIME(TimeValue.TIME),
    DURATION(IntValue.DURATION),
    TEXTS(ListValue.TEXTS),
    LIST(ListValue.ANYTHING),
    SAMPLE(Samples.SAMPLE),
    SAMPLES(Samples.RESULT);

    private final String type;

    Parameter(String type) {
        this.type = type;
    }

    /** The value as this parameter takes it. */
    TemplateValue accept(TemplateValue value) throws Fault {
        if (this == ANY || value.type().equals(type)) {
            return value;
        }
        if (value.kind() == TemplateValue.Kind.NIL) {
            if (this == TEXTS || this == LIST || this == SAMPLES) {
                return ListValue.of(type, List.of());
            }
            throw Fault.execution("invalid value; expected " + type + ", got nil");
        }
        TemplateValue target = value.target();
        if (target.type().equals(type)) {
            return target;
        }
        throw Fault.execution("wrong type for value; expected " + type + "; got " + value.type());
    }

    /** A number written in the template, which fits more types than a number computed. */
    TemplateValue accept(NumberLiteral number) throws Fault {
        boolean whole = this == WHOLE || this == WHOLE64 || this == DURATION;
        if (whole && number.isWhole()) {
            return IntValue.of(type, number.whole());
        }
        if (whole) {
            throw Fault.execution("expected integer; found " + number.text());
        }
        if (this == ANY) {
            return number.value();
        }
        throw Fault.execution("expected " + type + "; found " + number.text());
    }
}
