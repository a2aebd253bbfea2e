package dev.monitoring.alerts.template;

import java.time.Instant;
import java.util.Locale;

/** Numbers for people, in the forms of Prometheus. */
final class Humanized {
    private static final String[] LARGE = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
    private static final String[] SMALL = {"m", "u", "n", "p", "f", "a", "z", "y"};
    private static final String[] LARGE_BINARY = {"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
    private static final int DIGITS = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Humanized() {}

    /** The number that a value is or says. */
    static double number(TemplateValue value) throws Fault {
        if (value instanceof FloatValue number) {
            return number.value();
        }
        if (value instanceof IntValue number) {
            switch (number.type()) {
                case IntValue.INT, IntValue.INT64 -> {
                    return number.value();
                }
                case IntValue.DURATION -> {
                    long seconds = number.value() / NANOS_PER_SECOND;
                    return seconds + (double) (number.value() % NANOS_PER_SECOND) / NANOS_PER_SECOND;
                }
                default -> {}
            }
        }
        if (value.type().equals(TextValue.STRING)) {
            return parsed(value.text());
        }
        throw Fault.execution("can't convert " + value.type() + " to float; give a number, or a text that is one");
    }

    private static double parsed(String text) throws Fault {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean signed = lower.startsWith("+") || lower.startsWith("-");
        String unsigned = signed ? lower.substring(1) : lower;
        double size;
        if (unsigned.equals("inf") || unsigned.equals("infinity")) {
            size = Double.POSITIVE_INFINITY;
        } else if (lower.equals("nan")) {
            return Double.NaN;
        } else {
            size = NumberLiteral.parseFloat(unsigned, text);
        }
        return lower.startsWith("-") ? -size : size;
    }

    private static String digits(double value) {
        return FloatText.of(value, 'g', DIGITS);
    }

    private static boolean isPlain(double value) {
        return value == 0 || Double.isNaN(value) || Double.isInfinite(value);
    }

    /** With a prefix of the powers of thousand: {@code 1.235M}, {@code 100m}. */
    static String decimal(double value) {
        if (isPlain(value)) {
            return digits(value);
        }
        return Math.abs(value) >= 1 ? divided(value, 1000, LARGE) : multiplied(value, "");
    }

    /** With a prefix of the powers of 1,024: {@code 1Mi}. */
    static String binary(double value) {
        return Math.abs(value) <= 1 || isPlain(value) ? digits(value) : divided(value, 1024, LARGE_BINARY);
    }

    private static String divided(double value, int base, String[] prefixes) {
        double rest = value;
        String prefix = "";
        for (String next : prefixes) {
            if (Math.abs(rest) < base) {
                break;
            }
            prefix = next;
            rest /= base;
        }
        return digits(rest) + prefix;
    }

    private static String multiplied(double value, String unit) {
        double rest = value;
        String prefix = "";
        for (String next : SMALL) {
            if (Math.abs(rest) >= 1) {
                break;
            }
            prefix = next;
            rest *= 1000;
        }
        return digits(rest) + prefix + unit;
    }

    /** Seconds as days, hours, minutes and seconds, or as a fraction of one. */
    static String duration(double seconds) {
        if (Double.isNaN(seconds) || Double.isInfinite(seconds)) {
            return digits(seconds);
        }
        if (seconds == 0) {
            return digits(seconds) + "s";
        }
        if (Math.abs(seconds) < 1) {
            return multiplied(seconds, "s");
        }
        String sign = seconds < 0 ? "-" : "";
        double size = Math.abs(seconds);
        // What Go makes of a number that fits no whole number, on common processors.
        long whole = size >= 0x1p63 ? Long.MIN_VALUE : (long) size;
        long days = whole / 60 / 60 / 24;
        long hours = whole / 60 / 60 % 24;
        long minutes = whole / 60 % 60;
        if (days != 0) {
            return sign + days + "d " + hours + "h " + minutes + "m " + whole % 60 + "s";
        }
        if (hours != 0) {
            return sign + hours + "h " + minutes + "m " + whole % 60 + "s";
        }
        return minutes != 0 ? sign + minutes + "m " + whole % 60 + "s" : sign + digits(size) + "s";
    }

    /** A ratio in hundredths. */
    static String percentage(double ratio) {
        return digits(ratio * 100) + "%";
    }

    /** Seconds since the epoch as a time, or the number itself where it is none. */
    static String timestamp(double seconds) throws Fault {
        return Double.isNaN(seconds) || Double.isInfinite(seconds)
                ? digits(seconds)
                : TimeText.full(time(seconds).time());
    }

    /** Seconds since the epoch as a time, to the millisecond. */
    static TimeValue time(double seconds) throws Fault {
        double nanos = seconds * NANOS_PER_SECOND;
        if (Double.isNaN(nanos) || nanos > Long.MAX_VALUE || nanos < Long.MIN_VALUE) {
            throw Fault.execution(
                    FloatText.general(seconds)
                            + " cannot be represented as a nanoseconds timestamp since it overflows int64; give seconds since 1970");
        }
        return TimeValue.utc(Instant.ofEpochMilli((long) nanos / 1_000_000));
    }
}
