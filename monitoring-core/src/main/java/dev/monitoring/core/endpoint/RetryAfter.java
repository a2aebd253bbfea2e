package dev.monitoring.core.endpoint;

import dev.monitoring.core.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a service wants to be left alone. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section 10.2.3</a>
 */
public final class RetryAfter {
    /** What asks for more is mistaken, or means for ever. */
    private static final double MAX_SECONDS = 86_400;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(java.time.ZoneOffset.UTC);

    private RetryAfter() {}

    /** The value of a header Retry-After: seconds, or a date. Empty where it is neither. */
    public static Optional<Duration> header(String value, Clock clock) {
        if (value.matches("[0-9]{1,18}")) {
            return seconds(value);
        }
        try {
            Instant until = DATE.parse(value, Instant::from);
            Duration left = Duration.between(Instant.ofEpochMilli(clock.epochMillis()), until);
            return seconds(String.valueOf(left.toMillis() / 1e3));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A number of seconds, at most a day. Empty where it is none. */
    public static Optional<Duration> seconds(String text) {
        try {
            double seconds = Double.parseDouble(text);
            return Double.isNaN(seconds)
                    ? Optional.empty()
                    : Optional.of(Duration.ofMillis(
                            (long) Math.ceil(Math.max(0, Math.min(MAX_SECONDS, seconds)) * 1e3)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
