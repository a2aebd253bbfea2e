package dev.monitoring.alerts.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Numbers as Go's {@code strconv.FormatFloat} writes them. Digits come from the exact decimal value, rounded half to even; a
 * negative precision asks for the fewest digits that read back as the same number.
 */
final class FloatText {
    private static final int MAX_DIGITS = 17;
    /** From this exponent on {@code %g} takes one, where no precision is given. */
    private static final int SHORTEST_LARGE_EXPONENT = 6;

    private static final int SMALL_EXPONENT = -4;
    private static final int SIGNIFICAND_BITS = 52;
    private static final int HEX_DIGITS = 13;

    private FloatText() {}

    /** The number as {@code %v} shows it. */
    static String general(double value) {
        return of(value, 'g', -1);
    }

    /**
     * The number in one of the forms e E f g G b x X, with the sign where it is negative.
     *
     * @param precision digits after the point, for g and G significant digits; negative for as few as possible
     */
    static String of(double value, char form, int precision) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean negative = Double.doubleToRawLongBits(value) < 0;
        double size = Math.abs(value);
        String text;
        switch (form) {
            case 'e', 'E' -> text = scientific(size, precision, form);
            case 'f' -> text = plain(size, precision);
            case 'b' -> text = binary(size);
            case 'x', 'X' -> text = hexadecimal(size, precision, form);
            default -> text = general(size, precision, form);
        }
        return negative ? "-" + text : text;
    }

    private static String plain(double value, int precision) {
        return precision < 0
                ? (value == 0 ? "0" : shortest(value).toPlainString())
                : new BigDecimal(value)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString();
    }

    private static String scientific(double value, int precision, char form) {
        if (value == 0) {
            return "0" + (precision > 0 ? "." + "0".repeat(precision) : "") + form + "+00";
        }
        BigDecimal digits = precision < 0
                ? shortest(value).stripTrailingZeros()
                : new BigDecimal(value).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        String unscaled = digits.unscaledValue().toString();
        int exponent = unscaled.length() - digits.scale() - 1;
        int wanted = precision < 0 ? unscaled.length() - 1 : precision;
        StringBuilder out = new StringBuilder(unscaled);
        while (out.length() < wanted + 1) {
            out.append('0');
        }
        if (wanted > 0) {
            out.insert(1, '.');
        }
        return out.append(exponent(exponent, form)).toString();
    }

    private static String exponent(int exponent, char form) {
        int size = Math.abs(exponent);
        return form + (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
    }

    private static String general(double value, int precision, char form) {
        if (value == 0) {
            return "0";
        }
        boolean isShortest = precision < 0;
        int significant = precision == 0 ? 1 : precision;
        BigDecimal digits = (isShortest
                        ? shortest(value)
                        : new BigDecimal(value).round(new MathContext(significant, RoundingMode.HALF_EVEN)))
                .stripTrailingZeros();
        int count = digits.precision();
        int point = count - digits.scale();
        int large = isShortest ? SHORTEST_LARGE_EXPONENT : significant;
        if (!isShortest && large > count && count >= point) {
            large = count;
        }
        int exponent = point - 1;
        if (exponent < SMALL_EXPONENT || exponent >= large) {
            String unscaled = digits.unscaledValue().toString();
            String fraction = count > 1 ? "." + unscaled.substring(1) : "";
            return unscaled.charAt(0) + fraction + exponent(exponent, form == 'G' ? 'E' : 'e');
        }
        return digits.toPlainString();
    }

    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MAX_DIGITS; digits++) {
            BigDecimal candidate = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (candidate.doubleValue() == value) {
                return candidate;
            }
        }
        return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
    }

    /** The significand in decimal and the power of two: {@code 4503599627370496p-52}. */
    private static String binary(double value) {
        long significand = significand(value);
        int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT) - SIGNIFICAND_BITS;
        return significand + "p" + (exponent < 0 ? "" : "+") + exponent;
    }

    private static long significand(double value) {
        long bits = Double.doubleToRawLongBits(value);
        long fraction = bits & (1L << SIGNIFICAND_BITS) - 1;
        return bits >>> SIGNIFICAND_BITS == 0 ? fraction : fraction | 1L << SIGNIFICAND_BITS;
    }

    /** {@code 0x1.8p+01}: one digit before the point, an exponent of at least two digits. */
    private static String hexadecimal(double value, int precision, char form) {
        long significand = significand(value);
        int exponent = 0;
        if (significand != 0) {
            exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT);
            int shift = Long.numberOfLeadingZeros(significand) - (Long.SIZE - SIGNIFICAND_BITS - 1);
            significand <<= shift;
            exponent -= shift;
        }
        if (precision >= 0 && precision < HEX_DIGITS) {
            int dropped = 4 * (HEX_DIGITS - precision);
            long kept = significand >>> dropped;
            long rest = significand - (kept << dropped);
            long half = 1L << dropped - 1;
            if (rest > half || rest == half && (kept & 1) == 1) {
                kept++;
            }
            significand = kept << dropped;
            if (significand >>> SIGNIFICAND_BITS + 1 != 0) {
                significand >>>= 1;
                exponent++;
            }
        }
        StringBuilder out = new StringBuilder("0x").append(significand >>> SIGNIFICAND_BITS);
        String digits = hexFraction(significand, precision);
        if (!digits.isEmpty()) {
            out.append('.').append(digits);
        }
        out.append(exponent(exponent, 'p'));
        return form == 'X' ? out.toString().toUpperCase(Locale.ROOT) : out.toString();
    }

    private static String hexFraction(long significand, int precision) {
        StringBuilder digits = new StringBuilder(
                Long.toHexString(significand | 1L << SIGNIFICAND_BITS + 4).substring(2));
        if (precision < 0) {
            while (!digits.isEmpty() && digits.charAt(digits.length() - 1) == '0') {
                digits.setLength(digits.length() - 1);
            }
            return digits.toString();
        }
        while (digits.length() < precision) {
            digits.append('0');
        }
        digits.setLength(precision);
        return digits.toString();
    }
}
