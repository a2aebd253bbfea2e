package dev.monitoring.core.api;

import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.settings.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * The stretch of time before now over which figures are summed up, and the distance of the points looked at. Immutable.
 *
 * @param range how far back
 * @param step between points: five seconds, or what makes at most 720 of them
 */
record Window(Duration range, Duration step) {
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final int MAX_POINTS = 720;

    static Window of(Duration range) {
        long seconds = (range.toSeconds() + MAX_POINTS - 1) / MAX_POINTS;
        return new Window(range, Duration.ofSeconds(Math.max(SHORTEST.toSeconds(), seconds)));
    }

    /**
     * The parameter {@code window} of a request, where it has one.
     *
     * @throws HttpException 400 if it is no duration, or too short or too long
     */
    static Optional<Window> of(HttpRequest request) {
        return request.parameter("window").map(text -> {
            Duration range;
            try {
                range = Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw new HttpException(400, "window: " + e.getMessage());
            }
            if (range.compareTo(SHORTEST) < 0 || range.compareTo(LONGEST) > 0) {
                throw new HttpException(
                        400,
                        "window: \"" + text + "\" is not between " + Durations.format(SHORTEST) + " and "
                                + Durations.format(LONGEST) + "; use for example 15m");
            }
            return of(range);
        });
    }
}
