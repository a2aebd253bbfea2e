package dev.monitoring.alerts.api;

import java.math.BigDecimal;

/** A value of an alert as Prometheus' API writes it: {@code 1e+00}, {@code 2.5e-03}. Stateless. */
final class AlertValue {
    private AlertValue() {}

    /** The shortest digits that read back, one before the point, and an exponent of at least two digits. */
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        String sign = Double.doubleToRawLongBits(value) < 0 ? "-" : "";
        if (value == 0) {
            return sign + "0e+00";
        }
        BigDecimal decimal = new BigDecimal(shortest(Math.abs(value))).stripTrailingZeros();
        String digits = decimal.unscaledValue().toString();
        int exponent = decimal.precision() - decimal.scale() - 1;
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String size = String.valueOf(Math.abs(exponent));
        return sign
                + digits.charAt(0)
                + fraction
                + (exponent < 0 ? "e-" : "e+")
                + (size.length() < 2 ? "0" : "")
                + size;
    }

    /** Before Java 19 {@link Double#toString} gives a digit too many here and there. */
    private static String shortest(double value) {
        String text = Double.toString(value);
        BigDecimal exact = new BigDecimal(text);
        for (int digits = Math.max(1, exact.precision() - 2); digits < exact.precision(); digits++) {
            BigDecimal fewer = exact.round(new java.math.MathContext(digits));
            if (fewer.doubleValue() == value) {
                return fewer.toString();
            }
        }
        return text;
    }
}
