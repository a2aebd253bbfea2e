package dev.monitoring.core.query.function;

import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The functions of one number, by name, and arithmetic as Go computes it where Java's differs at NaN and infinities.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/functions/">Functions</a>
 */
public final class MathFunctions {
    private static final double HALF_TURN_DEGREES = 180;

    private static final Map<String, DoubleUnaryOperator> FUNCTIONS = Map.ofEntries(
            Map.entry("abs", Math::abs),
            Map.entry("ceil", Math::ceil),
            Map.entry("floor", Math::floor),
            Map.entry("exp", Math::exp),
            Map.entry("sqrt", Math::sqrt),
            Map.entry("ln", Math::log),
            Map.entry("log2", MathFunctions::log2),
            Map.entry("log10", Math::log10),
            Map.entry("sgn", x -> x < 0 ? -1 : x > 0 ? 1 : x),
            Map.entry("deg", x -> x * HALF_TURN_DEGREES / Math.PI),
            Map.entry("rad", x -> x * Math.PI / HALF_TURN_DEGREES),
            Map.entry("sin", Math::sin),
            Map.entry("cos", Math::cos),
            Map.entry("tan", Math::tan),
            Map.entry("asin", Math::asin),
            Map.entry("acos", Math::acos),
            Map.entry("atan", Math::atan),
            Map.entry("sinh", Math::sinh),
            Map.entry("cosh", Math::cosh),
            Map.entry("tanh", Math::tanh),
            Map.entry("asinh", MathFunctions::asinh),
            Map.entry("acosh", MathFunctions::acosh),
            Map.entry("atanh", x -> 0.5 * Math.log1p(2 * x / (1 - x))));

    /** From here on, the square under a root of an inverse hyperbolic function swallows the one beside it. */
    private static final double LARGE = 1 << 28;

    private MathFunctions() {}

    /** The function of that name, if it is one of a single number. */
    public static Optional<DoubleUnaryOperator> find(String name) {
        return Optional.ofNullable(FUNCTIONS.get(name));
    }

    /** {@code round}: to the nearest multiple, ties upward. */
    public static double round(double value, double multiple) {
        // Dividing by the inverse loses less than dividing by the multiple.
        double inverse = 1.0 / multiple;
        return Math.floor(value * inverse + 0.5) / inverse;
    }

    /** {@code clamp}; the caller leaves out every element where the bounds are the wrong way round. */
    public static double clamp(double value, double min, double max) {
        return max(min, min(max, value));
    }

    /** {@code a ^ b}. */
    public static double power(double base, double exponent) {
        if (base == 1 || base == -1 && Double.isInfinite(exponent)) {
            return 1;
        }
        return Math.pow(base, exponent);
    }

    /** The larger; an infinity at that end wins even over NaN. */
    public static double max(double a, double b) {
        if (a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.max(a, b);
    }

    /** The smaller; an infinity at that end wins even over NaN. */
    public static double min(double a, double b) {
        if (a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY) {
            return Double.NEGATIVE_INFINITY;
        }
        return Math.min(a, b);
    }

    /** Exact for powers of two, which the quotient of two logarithms is not. */
    private static double log2(double value) {
        if (value > 0 && value < Double.POSITIVE_INFINITY) {
            int exponent = Math.getExponent(value);
            if (exponent >= Double.MIN_EXPONENT && value == Math.scalb(1.0, exponent)) {
                return exponent;
            }
        }
        return Math.log(value) / Math.log(2);
    }

    private static double asinh(double value) {
        double x = Math.abs(value);
        double result;
        if (x > LARGE) {
            result = Math.log(x) + Math.log(2);
        } else {
            result = Math.log1p(x + x * x / (1 + Math.sqrt(x * x + 1)));
        }
        return Math.copySign(result, value);
    }

    private static double acosh(double value) {
        if (value < 1) {
            return Double.NaN;
        }
        if (value > LARGE) {
            return Math.log(value) + Math.log(2);
        }
        double above = value - 1;
        return Math.log1p(above + Math.sqrt(2 * above + above * above));
    }
}
