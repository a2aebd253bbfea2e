package dev.monitoring.alerts.template;

import java.util.List;
import java.util.Map;

/** Values as Go's {@code encoding/json} writes them, with its escapes for HTML. Confined to one thread. */
final class JsonText {
    private static final String SHORT_ESCAPES = "nrt";
    private static final String SHORT_ESCAPED = "\n\r\t";
    private static final double PLAIN_FROM = 1e-6;
    private static final double PLAIN_BELOW = 1e21;

    private final StringBuilder out = new StringBuilder();
    private final Budget budget;

    private JsonText(Budget budget) {
        this.budget = budget;
    }

    static String of(TemplateValue value, Budget budget) throws Fault {
        JsonText json = new JsonText(budget);
        value.toJson(json, 0);
        budget.made(json.out.length());
        return json.out.toString();
    }

    void raw(String text) throws Fault {
        budget.checkLength(out.length() + (long) text.length());
        out.append(text);
    }

    void number(double value) throws Fault {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw Fault.execution("json: unsupported value: " + FloatText.general(value)
                    + "; JSON has no such number, print it as text");
        }
        double size = Math.abs(value);
        if (size == 0 || size >= PLAIN_FROM && size < PLAIN_BELOW) {
            raw(FloatText.of(value, 'f', -1));
            return;
        }
        // Go shortens e-09 to e-9.
        String text = FloatText.of(value, 'e', -1);
        int zero = text.length() - 2;
        raw(text.startsWith("e-0", zero - 2) ? text.substring(0, zero) + text.substring(zero + 1) : text);
    }

    void text(String text) throws Fault {
        budget.checkLength(out.length() + (long) text.length());
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = SHORT_ESCAPED.indexOf(c);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (escape >= 0) {
                out.append('\\').append(SHORT_ESCAPES.charAt(escape));
            } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
                out.append("\\u").append(GoText.hex(c, 4));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    void list(List<TemplateValue> values, int depth) throws Fault {
        budget.checkDepth(depth);
        String before = "[";
        for (TemplateValue value : values) {
            budget.step();
            raw(before);
            value.toJson(this, depth + 1);
            before = ",";
        }
        raw(values.isEmpty() ? "[]" : "]");
    }

    void map(Map<String, TemplateValue> values, int depth) throws Fault {
        budget.checkDepth(depth);
        String before = "{";
        for (Map.Entry<String, TemplateValue> entry : values.entrySet()) {
            budget.step();
            raw(before);
            text(entry.getKey());
            raw(":");
            entry.getValue().toJson(this, depth + 1);
            before = ",";
        }
        raw(values.isEmpty() ? "{}" : "}");
    }
}
