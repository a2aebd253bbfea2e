package dev.monitoring.collectors.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Times and lengths of time as services write them. Stateless.
 *
 * <p>A number is seconds, milliseconds, microseconds or nanoseconds since 1970, whichever puts it into the years 2000 to
 * 2100; these ranges do not touch. A text is such a number, or a date and time in ISO 8601, which is UTC where it has no
 * offset.
 */
public final class EventTimes {
    private static final double MIN_SECONDS = 946_684_800; // 2000-01-01
    private static final double MAX_SECONDS = 4_102_444_800.0; // 2100-01-01

    /** The longest of both forms, with nanoseconds, an offset and the name of a zone. */
    private static final int MAX_LENGTH = 64;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T']['t'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private EventTimes() {}

    /** A time in epoch seconds; nothing where the text is none. */
    public static OptionalDouble parse(String text) {
        String clean = text.strip();
        if (clean.isEmpty() || clean.length() > MAX_LENGTH) {
            return OptionalDouble.empty();
        }
        OptionalDouble number = number(clean);
        return number.isPresent() ? ofNumber(number.getAsDouble()) : ofIso(clean);
    }

    private static OptionalDouble ofNumber(double number) {
        double seconds = number;
        for (int i = 0; i < 3 && seconds > MAX_SECONDS; i++) {
            seconds /= 1_000;
        }
        return within(seconds);
    }

    private static OptionalDouble ofIso(String text) {
        try {
            TemporalAccessor parsed = ISO.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            Instant instant = parsed instanceof OffsetDateTime time
                    ? time.toInstant()
                    : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
            return within(instant.getEpochSecond() + instant.getNano() / 1e9);
        } catch (DateTimeException e) {
            return OptionalDouble.empty();
        }
    }

    private static OptionalDouble within(double seconds) {
        return seconds >= MIN_SECONDS && seconds < MAX_SECONDS ? OptionalDouble.of(seconds) : OptionalDouble.empty();
    }

    /**
     * A length of time in seconds; nothing where the text is none. The name of the member tells the unit: milliseconds for
     * {@code latency_ms}, {@code latencyMs}, {@code latency_millis} and their like, microseconds for {@code latency_us}, and
     * seconds for all others.
     */
    public static OptionalDouble parseDuration(String name, String text) {
        String clean = text.strip();
        OptionalDouble number = clean.length() > MAX_LENGTH ? OptionalDouble.empty() : number(clean);
        if (number.isEmpty() || !Double.isFinite(number.getAsDouble())) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(number.getAsDouble() / unitsPerSecond(name));
    }

    private static double unitsPerSecond(String name) {
        String[] endings = {"_ms", "Ms", "-ms", "millis", "Millis", "milliseconds", "Milliseconds"};
        for (String ending : endings) {
            if (name.endsWith(ending)) {
                return 1e3;
            }
        }
        return name.endsWith("_us") || name.endsWith("micros") || name.endsWith("Micros") ? 1e6 : 1;
    }

    private static OptionalDouble number(String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
        boolean begins = first >= '0' && first <= '9' || first == '-' || first == '.';
        if (!begins || last < '0' || last > '9') { // Java's NaN, 1d and 0x1p3 are no numbers here
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
