package dev.monitoring.alerts.template;

import dev.monitoring.alerts.template.TemplateValue.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The functions that Go's text/template gives to every template.
 *
 * @see <a href="https://pkg.go.dev/text/template#hdr-Functions">Functions of text/template</a>
 */
final class Builtins {
    private static final int MAX_SLICE_INDICES = 3;
    private static final Map<String, Function> ALL = functions();

    private Builtins() {}

    static Map<String, Function> all() {
        return ALL;
    }

    private static Map<String, Function> functions() {
        Map<String, Function> all = new HashMap<>();
        // Run evaluates these two itself, since they do not look at all of their arguments.
        Function.Body last = (run, values) -> values.get(values.size() - 1);
        all.put("and", Function.variadic(last, Parameter.ANY, Parameter.ANY));
        all.put("or", Function.variadic(last, Parameter.ANY, Parameter.ANY));
        all.put(
                "not",
                Function.of((run, values) -> TemplateValue.of(!values.get(0).isTrue()), Parameter.ANY));
        all.put(
                "len",
                Function.of((run, values) -> TemplateValue.of(values.get(0).length()), Parameter.ANY));
        all.put("index", Function.variadic((run, values) -> index(values), Parameter.ANY, Parameter.ANY));
        all.put("slice", Function.variadic((run, values) -> slice(values), Parameter.ANY, Parameter.ANY));
        all.put(
                "print",
                Function.variadic((run, values) -> TemplateValue.of(Printer.print(values, run)), Parameter.ANY));
        all.put(
                "println",
                Function.variadic((run, values) -> TemplateValue.of(Printer.printLine(values, run)), Parameter.ANY));
        all.put(
                "printf",
                Function.variadic(
                        (run, values) -> TemplateValue.of(
                                Printer.format(values.get(0).text(), values.subList(1, values.size()), run)),
                        Parameter.TEXT,
                        Parameter.ANY));
        all.put(
                "html",
                Function.variadic((run, values) -> run.markedHtml(escaped(joined(run, values))), Parameter.ANY));
        all.put("js", Function.variadic((run, values) -> TemplateValue.of(js(joined(run, values))), Parameter.ANY));
        all.put(
                "urlquery",
                Function.variadic((run, values) -> TemplateValue.of(urlQuery(joined(run, values))), Parameter.ANY));
        all.put(
                "call",
                Function.variadic(
                        (run, values) -> {
                            throw Fault.execution("non-function of type "
                                    + values.get(0).type() + "; values are data here, and none can be called");
                        },
                        Parameter.ANY,
                        Parameter.ANY));
        all.put(
                "eq",
                Function.variadic((run, values) -> TemplateValue.of(equal(values)), Parameter.ANY, Parameter.ANY));
        comparison(all, "ne", (a, b) -> !equal(List.of(a, b)));
        comparison(all, "lt", Builtins::less);
        comparison(all, "le", Builtins::lessOrEqual);
        comparison(all, "gt", (a, b) -> !lessOrEqual(a, b));
        comparison(all, "ge", (a, b) -> !less(a, b));
        return Map.copyOf(all);
    }

    /** Compares two values. */
    @FunctionalInterface
    private interface Comparison {
        boolean test(TemplateValue a, TemplateValue b) throws Fault;
    }

    private static void comparison(Map<String, Function> all, String name, Comparison comparison) {
        all.put(
                name,
                Function.of(
                        (run, values) -> TemplateValue.of(comparison.test(values.get(0), values.get(1))),
                        Parameter.ANY,
                        Parameter.ANY));
    }

    // --- parts -------------------------------------------------------------------------------------------------------

    private static TemplateValue index(List<TemplateValue> values) throws Fault {
        TemplateValue value = values.get(0);
        if (value.kind() == Kind.NIL) {
            throw Fault.execution("index of untyped nil; test with if or with before");
        }
        for (TemplateValue index : values.subList(1, values.size())) {
            value = value.at(index);
        }
        return value;
    }

    private static TemplateValue slice(List<TemplateValue> values) throws Fault {
        TemplateValue value = values.get(0);
        if (value.kind() == Kind.NIL) {
            throw Fault.execution("slice of untyped nil; test with if or with before");
        }
        int count = values.size() - 1;
        if (count > MAX_SLICE_INDICES) {
            throw Fault.execution("too many slice indexes: " + count + "; there are at most three");
        }
        if (count == MAX_SLICE_INDICES && value.kind() == Kind.TEXT) {
            throw Fault.execution("cannot 3-index slice a string; give two indices");
        }
        if (value.kind() != Kind.TEXT && value.kind() != Kind.LIST) {
            throw Fault.execution("can't slice item of type " + value.type() + "; slice takes lists and texts");
        }
        int size = (int) value.length();
        int[] bounds = {0, size, size};
        for (int i = 0; i < count; i++) {
            bounds[i] = TemplateValue.checkedIndex(values.get(i + 1), size + 1);
        }
        if (bounds[0] > bounds[1]) {
            throw Fault.execution("invalid slice index: " + bounds[0] + " > " + bounds[1]);
        }
        if (bounds[1] > bounds[2]) {
            throw Fault.execution("invalid slice index: " + bounds[1] + " > " + bounds[2]);
        }
        return value.part(bounds[0], bounds[1]);
    }

    // --- comparisons -------------------------------------------------------------------------------------------------

    private static boolean isBasic(TemplateValue value) {
        switch (value.kind()) {
            case BOOL, INT, UINT, FLOAT, TEXT -> {
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** The kind as comparisons see it, to which all whole numbers are one. */
    private static Kind comparedKind(TemplateValue value) {
        return value.kind() == Kind.UINT ? Kind.INT : value.kind();
    }

    private static boolean equal(List<TemplateValue> values) throws Fault {
        TemplateValue first = values.get(0);
        if (values.size() < 2) {
            throw Fault.execution("missing argument for comparison; eq compares the first with each of the others");
        }
        for (TemplateValue other : values.subList(1, values.size())) {
            if (equal(first, other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equal(TemplateValue a, TemplateValue b) throws Fault {
        if (a.kind() == Kind.NIL || b.kind() == Kind.NIL) {
            return a.kind() == b.kind();
        }
        if (comparedKind(a) != comparedKind(b)) {
            throw incompatible(a, b);
        }
        switch (a.kind()) {
            case BOOL -> {
                return a.isTrue() == b.isTrue();
            }
            case INT, UINT -> {
                return ((IntValue) a).value() == ((IntValue) b).value();
            }
            case FLOAT -> {
                return ((FloatValue) a).value() == ((FloatValue) b).value();
            }
            case TEXT -> {
                return a.text().equals(b.text());
            }
            default -> {
                if (!a.isComparable() || !b.isComparable()) {
                    throw Fault.execution("uncomparable type " + (a.isComparable() ? b : a).type()
                            + "; compare its fields, or its length");
                }
                return a.type().equals(b.type()) && sameRecord(a, b);
            }
        }
    }

    /** Pointers are the same where they point to one thing, structures where their fields are. */
    private static boolean sameRecord(TemplateValue a, TemplateValue b) throws Fault {
        if (a.target() != a) {
            return a == b;
        }
        if (a instanceof TimeValue first && b instanceof TimeValue second) {
            return first.time().equals(second.time());
        }
        if (a instanceof RecordValue first && b instanceof RecordValue second) {
            for (Map.Entry<String, TemplateValue> field : first.fields().entrySet()) {
                if (!equal(field.getValue(), second.get(field.getKey()))) {
                    return false;
                }
            }
            return true;
        }
        return false;
    }

    private static boolean less(TemplateValue a, TemplateValue b) throws Fault {
        if (!isBasic(a) || !isBasic(b)) {
            throw Fault.execution("invalid type for comparison: " + (isBasic(a) ? b : a).type());
        }
        if (comparedKind(a) != comparedKind(b)) {
            throw incompatible(a, b);
        }
        switch (a.kind()) {
            case INT, UINT -> {
                return ((IntValue) a).value() < ((IntValue) b).value();
            }
            case FLOAT -> {
                return ((FloatValue) a).value() < ((FloatValue) b).value();
            }
            case TEXT -> {
                return GoText.BYTE_ORDER.compare(a.text(), b.text()) < 0;
            }
            default -> throw Fault.execution("invalid type for comparison: bool");
        }
    }

    private static boolean lessOrEqual(TemplateValue a, TemplateValue b) throws Fault {
        return less(a, b) || equal(a, b);
    }

    private static Fault incompatible(TemplateValue a, TemplateValue b) {
        boolean numbers =
                a.kind() != Kind.TEXT && b.kind() != Kind.TEXT && a.kind() != Kind.BOOL && b.kind() != Kind.BOOL;
        return Fault.execution("incompatible types for comparison: " + a.type() + " and " + b.type()
                + (numbers ? "; write a fraction beside a fraction, 5.0 rather than 5" : ""));
    }

    // --- escapes -----------------------------------------------------------------------------------------------------

    private static String joined(Run run, List<TemplateValue> values) throws Fault {
        List<TemplateValue> printable = values.stream()
                .map(value -> value.kind() == Kind.NIL ? TemplateValue.of("<no value>") : value.target())
                .toList();
        return Printer.print(printable, run);
    }

    /** A text for HTML, also within quotes. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\0' -> out.append('\ufffd');
                case '"' -> out.append("&#34;");
                case '\'' -> out.append("&#39;");
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static String js(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\\' || c == '\'' || c == '"') {
                out.append('\\').appendCodePoint(c);
            } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '=' || c >= 0x7f && !printableOrDelete(c)) {
                out.append("\\u").append(GoText.hex(c, 4).toUpperCase(Locale.ROOT));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** Go looks at characters above DEL only. */
    private static boolean printableOrDelete(int c) {
        return c == 0x7f || GoText.isPrintable(c);
    }

    /** Go's {@code url.QueryEscape}. */
    static String urlQuery(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0)) {
                out.append(c);
            } else if (c == ' ') {
                out.append('+');
            } else {
                out.append('%').append(GoText.hex(c, 2).toUpperCase(Locale.ROOT));
            }
        }
        return out.toString();
    }
}
