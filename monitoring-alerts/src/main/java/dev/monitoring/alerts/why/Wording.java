package dev.monitoring.alerts.why;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.Durations;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How times, numbers and expressions are said to people. Immutable.
 *
 * @param zone where the people are
 * @param nowMillis what they ask about, in epoch milliseconds: times of the same day are said without the day
 */
record Wording(ZoneId zone, long nowMillis) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter WITH_ZONE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final int MAX_EXPRESSION = 120;
    private static final MathContext DIGITS = new MathContext(6);
    private static final double LARGEST_PLAIN = 1e15;
    private static final double SMALLEST_PLAIN = 1e-4;

    String time(long millis) {
        ZonedDateTime moment = Instant.ofEpochMilli(millis).atZone(zone);
        boolean sameDay = moment.toLocalDate()
                .equals(Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate());
        return (sameDay ? TIME : DAY_AND_TIME).format(moment);
    }

    String timeWithZone(long millis) {
        return WITH_ZONE.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    static String span(long millis) {
        return Durations.format(Duration.ofMillis(millis));
    }

    /** Six digits at most. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size == Math.rint(size) && size < LARGEST_PLAIN) {
            return BigDecimal.valueOf(value).setScale(0).toPlainString();
        }
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return size >= LARGEST_PLAIN || size < SMALLEST_PLAIN ? rounded.toString() : rounded.toPlainString();
    }

    /** PromQL between back quotes, cut where it is long. */
    static String code(String expression) {
        return "`" + cut(expression) + "`";
    }

    static String cut(String text) {
        if (text.length() <= MAX_EXPRESSION) {
            return text;
        }
        int end = MAX_EXPRESSION - (Character.isHighSurrogate(text.charAt(MAX_EXPRESSION - 1)) ? 1 : 0);
        return text.substring(0, end) + "…";
    }

    /** A selector's labels, cut where there are many. */
    static String labels(Labels labels) {
        return cut(labels.toString());
    }

    /** The cause as a sentence of its own. */
    static String sentence(String cause) {
        if (cause.isEmpty()) {
            return cause;
        }
        String closed = cause.endsWith("?") || cause.endsWith(".") ? cause : cause + ".";
        return closed.substring(0, 1).toUpperCase(Locale.ROOT) + closed.substring(1);
    }

    static String plural(int count, String noun) {
        return count + " " + noun + (count == 1 || noun.equals("series") ? "" : "s");
    }
}
