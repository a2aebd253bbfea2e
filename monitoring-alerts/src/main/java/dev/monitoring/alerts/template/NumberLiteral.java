package dev.monitoring.alerts.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A number as a template writes it, by Go's rules: {@code 7}, {@code 0x1f}, {@code 0b11}, {@code 0o17}, {@code 017},
 * {@code 1_000}, {@code 1.5e3}, {@code 0x1p4}, {@code 'a'}. Immutable.
 */
final class NumberLiteral {
    private static final BigInteger UNSIGNED_LIMIT = BigInteger.ONE.shiftLeft(Long.SIZE);
    /** Beyond these exponents a number is zero or infinite whatever its digits. */
    private static final int MAX_EXPONENT_DIGITS = 6;
    /** No number that anybody means is longer, and longer ones cost more to read than they are worth. */
    private static final int MAX_LENGTH = 1_000;

    private final String text;
    private final TemplateValue value;
    private final boolean whole;
    private final long number;

    private NumberLiteral(String text, TemplateValue value, boolean whole, long number) {
        this.text = text;
        this.value = value;
        this.whole = whole;
        this.number = number;
    }

    static NumberLiteral ofCharacter(String text) throws Fault {
        int codePoint = GoText.unquoteCharacter(text);
        return new NumberLiteral(text, TemplateValue.of((long) codePoint), true, codePoint);
    }

    static NumberLiteral of(String text) throws Fault {
        if (text.length() > MAX_LENGTH) {
            throw illegal(text);
        }
        if (text.endsWith("i") && !text.startsWith("0x") && !text.startsWith("0X")) {
            throw Fault.syntax(text + " is an imaginary number; templates here know whole numbers and fractions");
        }
        String lower = text.toLowerCase(Locale.ROOT);
        boolean negative = lower.startsWith("-");
        String unsigned = negative || lower.startsWith("+") ? lower.substring(1) : lower;
        if (hasBadUnderscore(unsigned)) {
            throw illegal(text);
        }
        String digits = unsigned.replace("_", "");
        BigInteger integer = integer(digits);
        if (integer != null) {
            return ofInteger(text, negative ? integer.negate() : integer);
        }
        double parsed = fraction(digits, text);
        if (unsigned.matches("[0-9_]+")) {
            throw Fault.syntax("integer overflow: " + text + "; octal digits are 0 to 7");
        }
        double signed = negative ? -parsed : parsed;
        boolean fits = signed == Math.rint(signed) && Math.abs(signed) < 0x1p63;
        return new NumberLiteral(text, TemplateValue.of(signed), fits, (long) signed);
    }

    private static NumberLiteral ofInteger(String text, BigInteger integer) throws Fault {
        if (integer.bitLength() < Long.SIZE) {
            return new NumberLiteral(text, TemplateValue.of(integer.longValueExact()), true, integer.longValueExact());
        }
        if (integer.signum() > 0 && integer.compareTo(UNSIGNED_LIMIT) < 0) {
            throw Fault.syntax(text + " overflows int; the largest is " + Long.MAX_VALUE);
        }
        throw Fault.syntax("integer overflow: " + text + "; whole numbers have 64 bits, write it as a fraction");
    }

    private static @Nullable BigInteger integer(String digits) {
        int radix = 10;
        String bare = digits;
        if (digits.startsWith("0x") || digits.startsWith("0b") || digits.startsWith("0o")) {
            radix = digits.charAt(1) == 'x' ? 16 : digits.charAt(1) == 'b' ? 2 : 8;
            bare = digits.substring(2);
        } else if (digits.length() > 1 && digits.charAt(0) == '0') {
            radix = 8;
            bare = digits.substring(1);
        }
        int base = radix;
        return !bare.isEmpty() && bare.chars().allMatch(c -> c < 0x80 && Character.digit(c, base) >= 0)
                ? new BigInteger(bare, radix)
                : null;
    }

    private static double fraction(String digits, String text) throws Fault {
        boolean hexadecimal = digits.startsWith("0x");
        boolean formed = hexadecimal
                ? digits.matches("0x(?:[0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)p[+-]?[0-9]+")
                : digits.matches("(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[+-]?[0-9]+)?");
        if (!formed) {
            throw illegal(text);
        }
        int exponent = digits.lastIndexOf(hexadecimal ? 'p' : 'e');
        if (exponent >= 0 && digits.length() - exponent > MAX_EXPONENT_DIGITS) {
            throw illegal(text);
        }
        double value = hexadecimal ? Double.parseDouble(digits) : new BigDecimal(digits).doubleValue();
        if (Double.isInfinite(value)) {
            throw illegal(text);
        }
        return value;
    }

    /** A text without sign, in lower case, as Go's {@code strconv.ParseFloat} reads it. */
    static double parseFloat(String unsigned, String text) throws Fault {
        if (unsigned.length() > MAX_LENGTH) {
            throw illegal(text);
        }
        if (hasBadUnderscore(unsigned)) {
            throw illegal(text);
        }
        return fraction(unsigned.replace("_", ""), text);
    }

    /** An underscore stands between digits, or behind the base. */
    private static boolean hasBadUnderscore(String number) {
        boolean based = number.matches("0[xbo].*");
        String checked = based ? "0" + number.substring(2) : number;
        String digits = number.startsWith("0x") ? "0-9a-f" : "0-9";
        return checked.indexOf('_') >= 0
                && (checked.matches("(?:.*[^" + digits + "])?_.*") || checked.matches(".*_(?:[^" + digits + "].*)?"));
    }

    private static Fault illegal(String text) {
        return Fault.syntax("illegal number syntax: " + Fault.quoted(text) + "; write 7, 1.5, 1e3 or 0x1f");
    }

    String text() {
        return text;
    }

    /** The number where nothing says which type it is to have. */
    TemplateValue value() {
        return value;
    }

    boolean isWhole() {
        return whole;
    }

    long whole() {
        return number;
    }
}
