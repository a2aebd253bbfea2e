package dev.monitoring.collectors.probe;

import com.google.re2j.Pattern;
import dev.monitoring.core.endpoint.HttpHead;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the values of a header must or must not be. Immutable.
 *
 * @param header its name
 * @param pattern found in a value
 * @param allowMissing whether a response may go without the header
 * @param failsOnMatch whether a match fails the probe; else the lack of one does
 */
record HeaderRule(String header, Pattern pattern, boolean allowMissing, boolean failsOnMatch) {
    /** Why a response does not obey, or nothing. */
    Optional<String> broken(HttpHead head) {
        List<String> values = head.headers().getOrDefault(header.toLowerCase(Locale.ROOT), List.of());
        if (values.isEmpty()) {
            return allowMissing
                    ? Optional.empty()
                    : Optional.of("the answer has no header " + header + ", which a rule about it wants");
        }
        boolean matches =
                values.stream().anyMatch(value -> pattern.matcher(value).find());
        if (matches == failsOnMatch) {
            return Optional.of("header " + header + (matches ? " matches " : " does not match ") + pattern.pattern());
        }
        return Optional.empty();
    }
}
