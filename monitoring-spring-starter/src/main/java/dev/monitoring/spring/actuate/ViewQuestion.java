package dev.monitoring.spring.actuate;

import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.time.Clock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * What a request asks for, in its own words; empty texts where it says nothing. Immutable.
 *
 * @param query PromQL
 * @param time a moment, RFC 3339 or seconds of the epoch
 * @param start the begin of a range
 * @param end the end of a range
 * @param step the step of a range
 */
record ViewQuestion(String query, String time, String start, String end, String step) {
    private static final int MAX_QUERY_LENGTH = 64 << 10;

    /** Whether it asks for a range. */
    boolean isRange() {
        return !start.isEmpty() || !end.isEmpty() || !step.isEmpty();
    }

    /** The expression, which must be there. */
    String expression() {
        if (query.isEmpty() || query.length() > MAX_QUERY_LENGTH) {
            throw new IllegalArgumentException(
                    query.isEmpty()
                            ? "there is nothing to ask; give PromQL as the parameter query, for example query=up"
                            : "the query has " + query.length() + " characters; use at most " + MAX_QUERY_LENGTH);
        }
        return query;
    }

    /** The moment, or now. */
    Instant moment() {
        return instant("time", time);
    }

    /** The begin of the range. */
    Instant begin() {
        if (start.isEmpty()) {
            throw new IllegalArgumentException("a range needs start and step; give start, as seconds or RFC 3339");
        }
        return instant("start", start);
    }

    /** The end of the range, or now. */
    Instant finish() {
        return instant("end", end);
    }

    /** The step of the range. */
    Duration stepLength() {
        if (step.isEmpty()) {
            throw new IllegalArgumentException("a range needs start and step; give step, for example 15s");
        }
        boolean seconds = step.matches("[0-9]{1,9}(\\.[0-9]{1,3})?");
        Duration length = seconds
                ? Duration.ofMillis(new BigDecimal(step).movePointRight(3).longValue())
                : Durations.parse(step);
        if (length.isZero()) {
            throw new IllegalArgumentException("a step of 0 leads nowhere; give step, for example 15s");
        }
        return length;
    }

    private static Instant instant(String name, String text) {
        if (text.isEmpty()) {
            return Instant.ofEpochMilli(Clock.system().epochMillis());
        }
        try {
            return text.matches("-?[0-9]{1,12}(\\.[0-9]{1,9})?")
                    ? Instant.ofEpochMilli(
                            new BigDecimal(text).movePointRight(3).longValue())
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + " \"" + text + "\" is no time; give seconds of the epoch, or 2026-01-31T12:00:00Z", e);
        }
    }
}
