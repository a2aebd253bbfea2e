package dev.monitoring.core.textformat;

import java.nio.charset.StandardCharsets;

/** Reads numbers from bytes: decimal only, without Java's and Go's other notations. Stateless. */
final class NumberText {
    // Up to 15 digits and a power of ten up to 22 are exact as doubles, and so the one rounding of their product or
    // quotient is the right one (W. Clinger, "How to read floating point numbers accurately", 1990). The rest goes to
    // the JDK.
    private static final long MAX_EXACT = 1L << 53;
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final int MAX_DIGITS = 18;
    /** Beyond any exponent that matters; stops it from overflowing. */
    private static final int MAX_EXPONENT = 99_999;

    private NumberText() {}

    /**
     * A number as both formats write it: decimal, {@code NaN}, {@code Inf} in any case and with a sign.
     *
     * @throws NumberFormatException if the bytes are none, or one beyond the range of a double
     */
    static double parseDouble(byte[] bytes, int from, int to) {
        int at = from;
        boolean negative = false;
        if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
            negative = bytes[at++] == '-';
        }
        long mantissa = 0;
        int digits = 0;
        int exponent = 0;
        boolean exact = true;
        int point = -1;
        for (; at < to; at++) {
            int c = bytes[at];
            if (c == '.' && point < 0) {
                point = at;
            } else if (c >= '0' && c <= '9') {
                digits++;
                if (mantissa < 100_000_000_000_000_000L) {
                    mantissa = 10 * mantissa + (c - '0');
                    exponent -= point < 0 ? 0 : 1;
                } else {
                    exact = false;
                }
            } else {
                break;
            }
        }
        if (digits == 0) {
            return parseWord(bytes, from, to);
        }
        if (at < to) {
            int written = parseExponent(bytes, at, to);
            exponent += written;
        }
        if (exact && mantissa <= MAX_EXACT && exponent >= -22 && exponent <= 22) {
            double magnitude = exponent < 0 ? mantissa / POWERS_OF_TEN[-exponent] : mantissa * POWERS_OF_TEN[exponent];
            return negative ? -magnitude : magnitude;
        }
        double value = Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        if (Double.isInfinite(value)) {
            throw new NumberFormatException("beyond the range of a double");
        }
        return value;
    }

    private static int parseExponent(byte[] bytes, int from, int to) {
        int at = from;
        if (bytes[at] != 'e' && bytes[at] != 'E') {
            throw new NumberFormatException("not decimal");
        }
        at++;
        boolean negative = false;
        if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
            negative = bytes[at++] == '-';
        }
        if (at == to) {
            throw new NumberFormatException("an exponent without digits");
        }
        int exponent = 0;
        for (; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                throw new NumberFormatException("an exponent that is no number");
            }
            exponent = Math.min(MAX_EXPONENT, 10 * exponent + bytes[at] - '0');
        }
        return negative ? -exponent : exponent;
    }

    private static double parseWord(byte[] bytes, int from, int to) {
        boolean signed = to > from && (bytes[from] == '-' || bytes[from] == '+');
        int word = signed ? from + 1 : from;
        if (isWord("inf", bytes, word, to) || isWord("infinity", bytes, word, to)) {
            return signed && bytes[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (!signed && isWord("nan", bytes, word, to)) {
            return Double.NaN;
        }
        throw new NumberFormatException("not decimal");
    }

    private static boolean isWord(String word, byte[] bytes, int from, int to) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((bytes[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * A whole number.
     *
     * @throws NumberFormatException if the bytes are none, or one beyond the range of a long
     */
    static long parseLong(byte[] bytes, int from, int to) {
        boolean signed = from < to && (bytes[from] == '-' || bytes[from] == '+');
        int first = signed ? from + 1 : from;
        if (first == to || to - first > MAX_DIGITS) {
            throw new NumberFormatException("not between 1 and 18 digits");
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                throw new NumberFormatException("not whole");
            }
            value = 10 * value + bytes[i] - '0';
        }
        return signed && bytes[from] == '-' ? -value : value;
    }
}
