package dev.monitoring.core.query.syntax;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What numbers, durations and strings mean that the lexer has found. */
final class Literals {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final Pattern UNIT = Pattern.compile("[a-z]+");
    static final String UNITS_HINT = "ms, s, m, h, d, w and y, the greatest first and each once, such as 1h30m";
    private static final String KNOWN_UNITS = " ms s m h d w y ";
    private static final long[] UNIT_MILLIS = {
        31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
    };

    /** Prometheus counts durations in nanoseconds, in 64 bits. */
    private static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

    private Literals() {}

    /**
     * The value of a number: decimal, hexadecimal with 0x, octal with a leading 0.
     *
     * @throws IllegalArgumentException with Prometheus' message, if it is none or too great
     */
    static double number(String text) {
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        if (digits.equals("inf")) {
            return Double.POSITIVE_INFINITY;
        }
        if (digits.equals("nan")) {
            return Double.NaN;
        }
        try {
            if (digits.startsWith("0x")) {
                return Long.parseLong(digits.substring(2), 16);
            }
            if (digits.matches("0[0-7]{1,21}")) {
                return new BigInteger(digits, 8).doubleValue();
            }
            double value = Double.parseDouble(digits);
            if (Double.isInfinite(value)) {
                throw new IllegalArgumentException("error parsing number: strconv.ParseFloat: parsing "
                        + Printer.quote(text) + ": value out of range");
            }
            return value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "error parsing number: strconv.ParseFloat: parsing " + Printer.quote(text) + ": invalid syntax", e);
        }
    }

    /**
     * The seconds of a duration: units from the greatest to the smallest, each at most once.
     *
     * @throws IllegalArgumentException with Prometheus' message, if it is none or too long
     */
    static double duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            Matcher units = UNIT.matcher(text);
            while (units.find()) {
                if (!KNOWN_UNITS.contains(" " + units.group() + " ")) {
                    throw new IllegalArgumentException("unknown unit " + Printer.quote(units.group()) + " in duration "
                            + Printer.quote(text) + "; its units are " + UNITS_HINT);
                }
            }
            throw new IllegalArgumentException(
                    "not a valid duration string: " + Printer.quote(text) + "; its units are " + UNITS_HINT);
        }
        long millis = 0;
        try {
            for (int unit = 0; unit < UNIT_MILLIS.length; unit++) {
                String count = matcher.group(unit + 1);
                if (count != null) {
                    millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(count), UNIT_MILLIS[unit]));
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("duration out of range", e);
        }
        if (millis > MAX_MILLIS) {
            throw new IllegalArgumentException("duration out of range");
        }
        return millis / 1e3;
    }

    /**
     * What is meant by a quoted string, whose escapes are known to be right. Bytes that are escaped one by one and make no
     * UTF-8 become U+FFFD, because no label can hold them.
     */
    static String unquote(String quoted) {
        String inner = quoted.substring(1, quoted.length() - 1);
        if (quoted.charAt(0) == '`') {
            return inner;
        }
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(inner.length());
        int i = 0;
        while (i < inner.length()) {
            int c = inner.codePointAt(i);
            i += Character.charCount(c);
            if (c != '\\') {
                write(bytes, c);
                continue;
            }
            char escape = inner.charAt(i++);
            int length = digitsOf(escape);
            if (length == 0) {
                write(bytes, simpleEscape(escape));
                continue;
            }
            boolean isOctal = Character.isDigit(escape);
            int from = isOctal ? i - 1 : i;
            i = from + length;
            int value = Integer.parseInt(inner.substring(from, i), isOctal ? 8 : 16);
            if (isOctal || escape == 'x') {
                bytes.write(value);
            } else {
                write(bytes, value);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int digitsOf(char escape) {
        return switch (escape) {
            case 'x' -> 2;
            case '0', '1', '2', '3', '4', '5', '6', '7' -> 3;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
    }

    private static int simpleEscape(char escape) {
        return switch (escape) {
            case 'a' -> 0x07;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> escape;
        };
    }

    private static void write(ByteArrayOutputStream bytes, int codePoint) {
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }
}
