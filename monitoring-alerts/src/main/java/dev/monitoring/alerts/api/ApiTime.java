package dev.monitoring.alerts.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Moments as Alertmanager's API writes and reads them. Stateless. */
final class ApiTime {
    private static final DateTimeFormatter WRITTEN =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final Pattern READABLE = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)(Z|[+-]\\d{2}:?\\d{2})?");

    /** Go's zero time, by which some programs say that they do not say. */
    private static final long NEVER = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();

    private ApiTime() {}

    /** In UTC, with milliseconds: {@code 2024-02-29T12:00:00.000Z}. */
    static String text(long epochMillis) {
        return WRITTEN.format(Instant.ofEpochMilli(epochMillis));
    }

    /**
     * Epoch milliseconds of an RFC 3339 text, of one without an offset as in UTC, and 0 of the empty text; nothing where the
     * text is Go's zero time.
     *
     * @throws DateTimeException if the text is none of these
     */
    static OptionalLong millis(String text) {
        if (text.isEmpty()) {
            return OptionalLong.of(0);
        }
        var parts = READABLE.matcher(text);
        if (text.length() > 64 || !parts.matches()) {
            throw new DateTimeException("not a moment");
        }
        String local = parts.group(1) + "T" + parts.group(2);
        String offset = parts.group(3);
        Instant moment = offset == null
                ? LocalDateTime.parse(local).toInstant(ZoneOffset.UTC)
                : OffsetDateTime.parse(local + withColon(offset)).toInstant();
        long millis = moment.toEpochMilli();
        return millis == NEVER ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    private static String withColon(String offset) {
        return offset.length() == 5 ? offset.substring(0, 3) + ":" + offset.substring(3) : offset;
    }
}
