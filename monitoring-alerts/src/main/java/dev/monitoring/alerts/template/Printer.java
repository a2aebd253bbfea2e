package dev.monitoring.alerts.template;

import dev.monitoring.alerts.template.TemplateValue.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Go's package fmt for the values of templates: {@code print}, {@code println} and {@code printf} with all verbs, flags, widths
 * and precisions, and with its complaints within the text (<code>%!d(string=hi)</code>). Confined to one thread, used once.
 *
 * <p>Long because it is one thing: the verbs share the flags, the width and the complaints of the one that is printed.
 *
 * @see <a href="https://pkg.go.dev/fmt">Package fmt</a>
 */
final class Printer {
    /** Widths and precisions beyond this are no numbers to Go. */
    private static final int MAX_NUMBER = 1_000_000;

    /** The verbs that suit an address. */
    private static final String ADDRESS_VERBS = "vbodxX";

    private static final int DEFAULT_PRECISION = 6;

    private final StringBuilder out = new StringBuilder();
    private final Run run;
    private final Budget budget;

    private boolean plus;
    private boolean minus;
    private boolean sharp;
    private boolean space;
    private boolean zero;
    /** With {@code %+v}: fields bear their names. */
    private boolean plusV;
    /** With {@code %#v}: values look like source text. */
    private boolean sharpV;
    /** Negative where there is none. */
    private int width = -1;

    private int precision = -1;
    /** While a complaint is written, values show what they are made of rather than their own text. */
    private boolean complaining;

    private Printer(Run run) {
        this.run = run;
        this.budget = run.budget();
    }

    /** A value as an action prints it. */
    static String value(TemplateValue value, Run run) throws Fault {
        return value.kind() == Kind.NIL ? "<no value>" : print(List.of(value.target()), run);
    }

    /** Go's {@code Sprint}: a blank between two values of which neither is a text. */
    static String print(List<TemplateValue> values, Run run) throws Fault {
        Printer printer = new Printer(run);
        boolean afterText = true;
        for (TemplateValue value : values) {
            boolean text = value.kind() == Kind.TEXT;
            if (!text && !afterText) {
                printer.append(" ");
            }
            printer.argument(value, 'v');
            afterText = text;
        }
        return printer.finished();
    }

    /** Go's {@code Sprintln}. */
    static String printLine(List<TemplateValue> values, Run run) throws Fault {
        Printer printer = new Printer(run);
        String before = "";
        for (TemplateValue value : values) {
            printer.append(before);
            printer.argument(value, 'v');
            before = " ";
        }
        printer.append("\n");
        return printer.finished();
    }

    /** Go's {@code Sprintf}. */
    static String format(String format, List<TemplateValue> values, Run run) throws Fault {
        Printer printer = new Printer(run);
        printer.new Formatting(format, values).write();
        return printer.finished();
    }

    private String finished() throws Fault {
        budget.made(out.length());
        return out.toString();
    }

    private void append(String text) throws Fault {
        budget.checkLength(out.length() + (long) text.length());
        out.append(text);
    }

    // --- values ------------------------------------------------------------------------------------------------------

    private void argument(TemplateValue value, int verb) throws Fault {
        budget.step();
        if (value.kind() == Kind.NIL) {
            nil(verb, 0);
        } else if (verb == 'T') {
            pad(cut(value.type()));
        } else if (verb == 'p') {
            // Addresses are not for templates.
            complain(value, verb);
        } else {
            nested(value, verb, 0);
        }
    }

    private void nested(TemplateValue value, int verb, int depth) throws Fault {
        budget.step();
        budget.checkDepth(depth);
        if (!ownText(value, verb)) {
            value.format(this, verb, depth);
        }
    }

    /** Writes what the value's String method gives, where it has one and the verb takes text. */
    private boolean ownText(TemplateValue value, int verb) throws Fault {
        if (complaining || sharpV || "vsxXq".indexOf(verb) < 0) {
            return false;
        }
        String text = value.ownText(run);
        if (text == null) {
            return false;
        }
        text(value, text, verb);
        return true;
    }

    /** Nothing; at depth as an element, whose type is known to be any. */
    void nil(int verb, int depth) throws Fault {
        if (depth > 0 && sharpV) {
            append("interface {}(nil)");
        } else if ((verb == 'v' || verb == 'T') && depth == 0) {
            pad("<nil>");
        } else if (depth > 0) {
            append("<nil>");
        } else {
            complain(null, verb);
        }
    }

    void bool(TemplateValue value, boolean truth, int verb) throws Fault {
        if (verb == 't' || verb == 'v') {
            pad(Boolean.toString(truth));
        } else {
            complain(value, verb);
        }
    }

    void whole(TemplateValue value, long number, int verb) throws Fault {
        switch (verb) {
            case 'v' -> {
                if (sharpV && value.kind() == Kind.UINT) {
                    sharp = true;
                    digits(number, 16, verb);
                    sharp = false;
                } else {
                    digits(number, 10, verb);
                }
            }
            case 'd' -> digits(number, 10, verb);
            case 'b' -> digits(number, 2, verb);
            case 'o', 'O' -> digits(number, 8, verb);
            case 'x', 'X' -> digits(number, 16, verb);
            case 'c' -> pad(character(number));
            case 'q' -> pad(GoText.quote(character(number).codePointAt(0), plus));
            case 'U' -> unicode(number);
            default -> complain(value, verb);
        }
    }

    private static String character(long number) {
        boolean valid = number >= 0 && number <= Character.MAX_CODE_POINT && (number < 0xd800 || number > 0xdfff);
        return Character.toString(valid ? (int) number : 0xfffd);
    }

    private void unicode(long number) throws Fault {
        StringBuilder digits = new StringBuilder(Long.toHexString(number).toUpperCase(Locale.ROOT));
        budget.checkLength(precision);
        while (digits.length() < Math.max(4, precision)) {
            digits.insert(0, '0');
        }
        String text = "U+" + digits;
        boolean shown = sharp && number >= 0 && number <= Character.MAX_CODE_POINT && GoText.isPrintable((int) number);
        boolean wasZero = zero;
        zero = false;
        pad(shown ? text + " '" + Character.toString((int) number) + "'" : text);
        zero = wasZero;
    }

    private void digits(long number, int base, int verb) throws Fault {
        boolean negative = number < 0;
        int wanted = 0;
        if (precision >= 0) {
            wanted = precision;
            if (precision == 0 && number == 0) {
                append(" ".repeat(Math.max(0, checked(width))));
                return;
            }
        } else if (zero && width >= 0) {
            wanted = negative || plus || space ? width - 1 : width;
        }
        String digits = BigInteger.valueOf(number).abs().toString(base);
        StringBuilder text = new StringBuilder(verb == 'X' ? digits.toUpperCase(Locale.ROOT) : digits);
        if (checked(wanted) > text.length()) {
            text.insert(0, "0".repeat(wanted - text.length()));
        }
        if (sharp) {
            text.insert(0, base == 2 ? "0b" : base == 16 ? (verb == 'X' ? "0X" : "0x") : octalPrefix(text, base));
        }
        if (verb == 'O') {
            text.insert(0, "0o");
        }
        if (negative) {
            text.insert(0, '-');
        } else if (plus) {
            text.insert(0, '+');
        } else if (space) {
            text.insert(0, ' ');
        }
        boolean wasZero = zero;
        zero = false;
        pad(text.toString());
        zero = wasZero;
    }

    private static String octalPrefix(CharSequence digits, int base) {
        return base == 8 && digits.charAt(0) != '0' ? "0" : "";
    }

    private int checked(int length) throws Fault {
        budget.checkLength(length);
        return length;
    }

    void number(TemplateValue value, double number, int verb) throws Fault {
        switch (verb) {
            case 'v' -> number(number, 'g', precision);
            case 'g', 'G', 'b', 'x', 'X' -> number(number, (char) verb, precision);
            case 'e', 'E' -> number(number, (char) verb, precision < 0 ? DEFAULT_PRECISION : precision);
            case 'f', 'F' -> number(number, 'f', precision < 0 ? DEFAULT_PRECISION : precision);
            default -> complain(value, verb);
        }
    }

    private void number(double number, char form, int digits) throws Fault {
        budget.made(Math.max(0, checked(digits)));
        String text = FloatText.of(number, form, digits);
        char sign = text.charAt(0) == '-' ? '-' : '+';
        String unsigned = text.charAt(0) == '-' || text.charAt(0) == '+' ? text.substring(1) : text;
        if (sign == '+' && space && !plus) {
            sign = ' ';
        }
        if (unsigned.equals("Inf") || unsigned.equals("NaN")) {
            boolean wasZero = zero;
            zero = false;
            // Infinity always bears its sign in shortest form; NaN only where a sign is asked for.
            pad(unsigned.equals("NaN") && !space && !plus ? unsigned : sign + unsigned);
            zero = wasZero;
            return;
        }
        if (sharp && form != 'b') {
            unsigned = withPoint(unsigned, form, digits);
        }
        if (!plus && sign == '+') {
            pad(unsigned);
        } else if (zero && width > unsigned.length() + 1) {
            append(sign + "0".repeat(checked(width) - unsigned.length() - 1) + unsigned);
        } else {
            pad(sign + unsigned);
        }
    }

    /** The flag # keeps the point, and for g the zeros behind it. */
    private static String withPoint(String number, char form, int digits) {
        boolean hexadecimal = form == 'x' || form == 'X';
        int exponent = number.indexOf(hexadecimal ? (form == 'x' ? 'p' : 'P') : form == 'G' || form == 'E' ? 'E' : 'e');
        String significand = exponent < 0 ? number : number.substring(0, exponent);
        int missing = form == 'g' || form == 'G' || form == 'x' ? (digits < 0 ? DEFAULT_PRECISION : digits) : 0;
        boolean counting = false;
        for (int i = 0; i < significand.length(); i++) {
            char c = significand.charAt(i);
            counting |= c != '0' && c != '.';
            missing -= counting && c != '.' ? 1 : 0;
        }
        StringBuilder text = new StringBuilder(significand);
        if (significand.indexOf('.') < 0) {
            missing -= significand.equals("0") ? 1 : 0;
            text.append('.');
        }
        text.append("0".repeat(Math.max(0, missing)));
        return exponent < 0 ? text.toString() : text + number.substring(exponent);
    }

    void text(TemplateValue value, String text, int verb) throws Fault {
        switch (verb) {
            case 'v' -> {
                if (sharpV) {
                    quoted(text);
                } else {
                    pad(cut(text));
                }
            }
            case 's' -> pad(cut(text));
            case 'q' -> quoted(text);
            case 'x', 'X' -> hexadecimal(text, verb == 'X');
            default -> complain(value, verb);
        }
    }

    private void quoted(String text) throws Fault {
        String cut = cut(text);
        pad(sharp && GoText.canBackquote(cut) ? "`" + cut + "`" : GoText.quote(cut, plus));
    }

    private void hexadecimal(String text, boolean upper) throws Fault {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int count = precision >= 0 ? Math.min(precision, bytes.length) : bytes.length;
        budget.checkLength(out.length() + 2L * count);
        String prefix = sharp ? (upper ? "0X" : "0x") : "";
        StringBuilder digits = new StringBuilder(count == 0 ? "" : prefix);
        for (int i = 0; i < count; i++) {
            if (i > 0 && space) {
                digits.append(' ').append(prefix);
            }
            String two = GoText.hex(bytes[i] & 0xff, 2);
            digits.append(upper ? two.toUpperCase(Locale.ROOT) : two);
        }
        boolean wasZero = zero;
        zero = zero && !minus;
        pad(digits.toString());
        zero = wasZero;
    }

    void list(ListValue list, int verb, int depth) throws Fault {
        append(sharpV ? list.type() + "{" : "[");
        String before = "";
        for (TemplateValue value : list.values()) {
            append(before);
            nested(value, verb, depth + 1);
            before = sharpV ? ", " : " ";
        }
        append(sharpV ? "}" : "]");
    }

    void map(MapValue map, int verb, int depth) throws Fault {
        append(sharpV ? map.type() + "{" : "map[");
        String before = "";
        for (Map.Entry<String, TemplateValue> entry : map.values().entrySet()) {
            append(before);
            nested(TemplateValue.of(entry.getKey()), verb, depth + 1);
            append(":");
            nested(entry.getValue(), verb, depth + 1);
            before = sharpV ? ", " : " ";
        }
        append(sharpV ? "}" : "]");
    }

    /** A record. Of a pointer within another value Go prints the address; we print what it points to, at any depth. */
    void record(RecordValue record, int verb, int depth) throws Fault {
        TemplateValue target = record.target();
        if (depth > 0 && target != record && ADDRESS_VERBS.indexOf(verb) < 0) {
            complain(record, verb);
            return;
        }
        append(target == record ? "" : "&");
        append(sharpV ? target.type() + "{" : "{");
        String before = "";
        for (Map.Entry<String, TemplateValue> field : record.fields().entrySet()) {
            append(before);
            if (plusV || sharpV) {
                append(field.getKey() + ":");
            }
            nested(field.getValue(), verb, depth + 1);
            before = sharpV ? ", " : " ";
        }
        append("}");
    }

    /** Says within the text that the verb does not fit the value. */
    private void complain(@Nullable TemplateValue value, int verb) throws Fault {
        complaining = true;
        append("%!" + Character.toString(verb) + "(");
        if (value == null) {
            append("<nil>");
        } else {
            append(value.type() + "=");
            value.format(this, 'v', 0);
        }
        append(")");
        complaining = false;
    }

    // --- flags -------------------------------------------------------------------------------------------------------

    private String cut(String text) {
        return precision >= 0 && precision < text.codePointCount(0, text.length())
                ? text.substring(0, text.offsetByCodePoints(0, precision))
                : text;
    }

    private void pad(String text) throws Fault {
        int missing = checked(width) - text.codePointCount(0, text.length());
        if (missing <= 0) {
            append(text);
        } else if (minus) {
            append(text + " ".repeat(missing));
        } else {
            append((zero ? "0" : " ").repeat(missing) + text);
        }
    }

    private void clearFlags() {
        plus = false;
        minus = false;
        sharp = false;
        space = false;
        zero = false;
        plusV = false;
        sharpV = false;
        width = -1;
        precision = -1;
    }

    /** Takes the flag, or says that it is none. */
    private boolean isFlag(char c) {
        switch (c) {
            case '#' -> {
                sharp = true;
                return true;
            }
            case '0' -> {
                zero = !minus;
                return true;
            }
            case '+' -> {
                plus = true;
                return true;
            }
            case '-' -> {
                minus = true;
                zero = false;
                return true;
            }
            case ' ' -> {
                space = true;
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** One pass over the format of a {@code printf}. */
    private final class Formatting {
        private final String format;
        private final List<TemplateValue> values;
        private int at;
        private int nextValue;
        /** Whether the format chooses a value by its number, {@code %[2]d}: then no value is left over. */
        private boolean reordered;
        /** Whether such a number stood directly before. */
        private boolean afterNumber;

        private boolean badNumber;

        Formatting(String format, List<TemplateValue> values) {
            this.format = format;
            this.values = values;
        }

        void write() throws Fault {
            while (at < format.length()) {
                int percent = format.indexOf('%', at);
                if (percent < 0) {
                    append(format.substring(at));
                    break;
                }
                append(format.substring(at, percent));
                at = percent + 1;
                directive();
            }
            if (!reordered && nextValue < values.size()) {
                surplus();
            }
        }

        private void surplus() throws Fault {
            clearFlags();
            append("%!(EXTRA ");
            String before = "";
            for (TemplateValue value : values.subList(nextValue, values.size())) {
                append(before);
                if (value.kind() == Kind.NIL) {
                    append("<nil>");
                } else {
                    append(value.type() + "=");
                    argument(value, 'v');
                }
                before = ", ";
            }
            append(")");
        }

        private void directive() throws Fault {
            clearFlags();
            badNumber = false;
            afterNumber = false;
            while (at < format.length() && isFlag(format.charAt(at))) {
                at++;
            }
            valueNumber();
            width();
            if (at < format.length() && format.charAt(at) == '.') {
                precision();
            }
            if (!afterNumber) {
                valueNumber();
            }
            if (at >= format.length()) {
                append("%!(NOVERB)");
                return;
            }
            int verb = format.codePointAt(at);
            at += Character.charCount(verb);
            if (verb == '%') {
                append("%");
            } else if (badNumber) {
                append("%!" + Character.toString(verb) + "(BADINDEX)");
            } else if (nextValue >= values.size()) {
                append("%!" + Character.toString(verb) + "(MISSING)");
            } else {
                if (verb == 'v') {
                    sharpV = sharp;
                    sharp = false;
                    plusV = plus;
                    plus = false;
                }
                argument(values.get(nextValue++), verb);
            }
        }

        private void width() throws Fault {
            if (at < format.length() && format.charAt(at) == '*') {
                at++;
                Integer number = numberFromValue();
                if (number == null) {
                    append("%!(BADWIDTH)");
                } else if (number < 0) {
                    width = -number;
                    minus = true;
                    zero = false;
                } else {
                    width = number;
                }
                afterNumber = false;
                return;
            }
            int start = at;
            width = number();
            if (afterNumber && width >= 0 && at > start) {
                badNumber = true;
            }
        }

        private void precision() throws Fault {
            at++;
            if (afterNumber) {
                badNumber = true;
            }
            valueNumber();
            if (at < format.length() && format.charAt(at) == '*') {
                at++;
                Integer number = numberFromValue();
                if (number == null || number < 0) {
                    append("%!(BADPREC)");
                } else {
                    precision = number;
                }
                afterNumber = false;
                return;
            }
            precision = Math.max(0, number());
        }

        /** A number in the format; -1 where none stands here, and at the end of the format where it is too large. */
        private int number() {
            int start = at;
            int number = 0;
            while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
                if (number > MAX_NUMBER) {
                    at = format.length();
                    return -1;
                }
                number = number * 10 + format.charAt(at++) - '0';
            }
            return at == start ? -1 : number;
        }

        private @Nullable Integer numberFromValue() {
            if (nextValue >= values.size()) {
                return null;
            }
            TemplateValue value = values.get(nextValue++);
            return value instanceof IntValue number && number.value() >= -MAX_NUMBER && number.value() <= MAX_NUMBER
                    ? (Integer) (int) number.value()
                    : null;
        }

        /** Takes {@code [n]}, where it stands here. */
        private void valueNumber() {
            afterNumber = false;
            if (at >= format.length() || format.charAt(at) != '[') {
                return;
            }
            reordered = true;
            int close = format.indexOf(']', at);
            if (close < 0) {
                badNumber = true;
                at++;
                return;
            }
            int start = at + 1;
            at = start;
            int number = number();
            boolean wellFormed = number >= 0 && at == close;
            at = close + 1;
            if (wellFormed && number >= 1 && number <= values.size()) {
                nextValue = number - 1;
                afterNumber = true;
            } else {
                badNumber = true;
                afterNumber = wellFormed;
            }
        }
    }
}
