package dev.monitoring.prometheus.api;

import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;
import dev.monitoring.core.settings.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request to the Prometheus API, read as Prometheus reads them: times as Unix seconds or RFC 3339,
 * durations as seconds or {@code 5m}. What cannot be read is {@code bad_data}, with the name of the parameter. Confined to
 * one thread.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/">HTTP API</a>
 */
final class ApiParameters {
    /** The farthest time either way: beyond it milliseconds would not fit 64 bits with room to calculate. */
    private static final double MAX_SECONDS = 1e14;

    private final HttpRequest request;

    ApiParameters(HttpRequest request) {
        this.request = request;
    }

    /** A parameter's text; empty where it is missing or empty. */
    Optional<String> text(String name) {
        return request.parameter(name).filter(text -> !text.isEmpty());
    }

    /** A parameter's text, which may be empty. */
    String textOrEmpty(String name) {
        return request.parameter(name).orElse("");
    }

    /** A time in epoch milliseconds, or {@code otherwise} where the parameter is missing. */
    long timeMillis(String name, long otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return parseTime(text.get());
        } catch (IllegalArgumentException e) {
            throw invalid(name, "Invalid time value for '" + name + "': " + e.getMessage(), e);
        }
    }

    /** A time in epoch milliseconds. */
    long timeMillis(String name) {
        try {
            return parseTime(textOrEmpty(name));
        } catch (IllegalArgumentException e) {
            throw invalid(name, String.valueOf(e.getMessage()), e);
        }
    }

    /** A duration in milliseconds. */
    long durationMillis(String name) {
        return parseDuration(name, textOrEmpty(name));
    }

    /** A duration, where the parameter is there. */
    Optional<Duration> duration(String name) {
        return text(name).map(text -> Duration.ofMillis(parseDuration(name, text)));
    }

    /** How many entries the caller wants at most; empty for all, which 0 stands for too. */
    OptionalInt limit(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        int limit;
        try {
            limit = Integer.parseInt(text.get());
        } catch (NumberFormatException e) {
            throw invalid(name, "cannot parse \"" + text.get() + "\" to a whole number", e);
        }
        if (limit < 0) {
            throw invalid(name, "limit must be non-negative", null);
        }
        return limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit);
    }

    /**
     * A number of entries where 0 means none; empty for all, which negative numbers stand for too.
     *
     * @throws QueryException if it is no whole number
     */
    OptionalInt count(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int count = Integer.parseInt(text.get());
            return count < 0 ? OptionalInt.empty() : OptionalInt.of(count);
        } catch (NumberFormatException e) {
            throw new QueryException(Code.BAD_DATA, null, name + " must be a number", e);
        }
    }

    /** The matchers of each {@code match[]}. */
    List<List<Matcher>> selectors(QueryEngine engine) {
        List<List<Matcher>> selectors = new ArrayList<>();
        for (String text : request.parameterValues("match[]")) {
            try {
                selectors.add(engine.selector(text));
            } catch (QueryException e) {
                throw invalid("match[]", e.message(), e);
            }
        }
        return selectors;
    }

    static QueryException invalid(String name, String reason, @Nullable Throwable cause) {
        return new QueryException(Code.BAD_DATA, null, "invalid parameter \"" + name + "\": " + reason, cause);
    }

    private static long parseTime(String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (Math.abs(seconds) <= MAX_SECONDS) {
                return Math.round(seconds * 1000);
            }
        } catch (NumberFormatException e) {
            try {
                return OffsetDateTime.parse(text).toInstant().toEpochMilli();
            } catch (DateTimeException | ArithmeticException neither) {
                neither.addSuppressed(e);
                throw new IllegalArgumentException("cannot parse \"" + text + "\" to a valid timestamp", neither);
            }
        }
        throw new IllegalArgumentException("cannot parse \"" + text + "\" to a valid timestamp");
    }

    private static long parseDuration(String name, String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (Math.abs(seconds) <= MAX_SECONDS) {
                return Math.round(seconds * 1000);
            }
            throw invalid(name, "cannot parse \"" + text + "\" to a valid duration. It overflows int64", null);
        } catch (NumberFormatException e) {
            try {
                return Durations.parse(text).toMillis();
            } catch (IllegalArgumentException | ArithmeticException neither) {
                neither.addSuppressed(e);
                throw invalid(name, "cannot parse \"" + text + "\" to a valid duration", neither);
            }
        }
    }
}
