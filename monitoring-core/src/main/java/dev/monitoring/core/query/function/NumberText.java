package dev.monitoring.core.query.function;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as text in the two forms that Prometheus puts into labels and messages. Both give the fewest digits that read back
 * as the same number.
 */
public final class NumberText {
    private static final int MAX_DIGITS = 17;

    /** From this exponent on, Go's {@code %g} writes large numbers with an exponent, unless a number of digits is given. */
    private static final int LARGE_EXPONENT = 6;

    private static final int SMALL_EXPONENT = -4;

    private NumberText() {}

    /** Without exponent, however large or small: the values of {@code count_values}. */
    public static String plain(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return notFinite(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        return shortest(value).toPlainString();
    }

    /** With an exponent where that is shorter, as Go's {@code %g}: the numbers in remarks. */
    public static String general(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            return plain(value);
        }
        return general(shortest(value), LARGE_EXPONENT);
    }

    /** As {@link #general(double)}, with at most that many digits. */
    static String general(double value, int digits) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
            return plain(value);
        }
        return general(shortest(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)), digits);
    }

    private static String general(BigDecimal value, int largeExponent) {
        BigDecimal digits = value.stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= SMALL_EXPONENT && exponent < largeExponent) {
            return digits.toPlainString();
        }
        String unscaled = digits.unscaledValue().abs().toString();
        String fraction = unscaled.length() > 1 ? "." + unscaled.substring(1) : "";
        String size = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : Integer.toString(Math.abs(exponent));
        return (value.signum() < 0 ? "-" : "") + unscaled.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + size;
    }

    /** As OpenMetrics writes bounds and quantiles: {@link #general}, and {@code 1.0} rather than {@code 1}. */
    public static String openMetrics(double value) {
        String text = general(value);
        boolean whole =
                !Double.isNaN(value) && !Double.isInfinite(value) && text.indexOf('.') < 0 && text.indexOf('e') < 0;
        return whole ? text + ".0" : text;
    }

    private static String notFinite(double value) {
        return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
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
}
