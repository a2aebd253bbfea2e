package dev.monitoring.collectors.probe;

import com.google.re2j.Pattern;
import dev.monitoring.core.endpoint.HttpHead;
import java.util.List;
import java.util.Optional;

/**
 * When an answer over HTTP is good. Immutable.
 *
 * @param statuses the status codes that are
 * @param versions {@code HTTP/1.1} and its like; all where empty
 * @param headers what headers must and must not be
 * @param badBody patterns that the body must not have
 * @param goodBody patterns of which the body must have each
 * @param failIfSecure whether TLS is wrong
 * @param failIfNotSecure whether TLS must be spoken at last
 */
record HttpRules(
        List<StatusRange> statuses,
        List<String> versions,
        List<HeaderRule> headers,
        List<Pattern> badBody,
        List<Pattern> goodBody,
        boolean failIfSecure,
        boolean failIfNotSecure) {
    HttpRules {
        statuses = List.copyOf(statuses);
        versions = List.copyOf(versions);
        headers = List.copyOf(headers);
        badBody = List.copyOf(badBody);
        goodBody = List.copyOf(goodBody);
    }

    /** Whether the body must be kept to be looked at. */
    boolean looksAtBody() {
        return !badBody.isEmpty() || !goodBody.isEmpty();
    }

    /** What is wrong with the status, or nothing. */
    Optional<String> brokenByStatus(int status) {
        return statuses.stream().anyMatch(range -> range.contains(status))
                ? Optional.empty()
                : Optional.of("status " + status + " is none of " + statuses + ", which valid-status-codes takes");
    }

    /** What is wrong with the headers, or nothing. */
    Optional<String> brokenByHeaders(HttpHead head) {
        return headers.stream()
                .map(rule -> rule.broken(head))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What is wrong with the body, or nothing. */
    Optional<String> brokenByBody(byte[] body) {
        for (Pattern bad : badBody) {
            if (bad.matcher(body).find()) {
                return Optional.of("the body matches " + bad.pattern());
            }
        }
        for (Pattern good : goodBody) {
            if (!good.matcher(body).find()) {
                return Optional.of("the body does not match " + good.pattern());
            }
        }
        return Optional.empty();
    }

    /** What is wrong with the way it came, or nothing. */
    Optional<String> brokenByTransport(HttpHead head, boolean secure) {
        String version = "HTTP/" + head.major() + "." + head.minor();
        if (!versions.isEmpty() && !versions.contains(version)) {
            return Optional.of("the answer is " + version + ", which valid-http-versions does not take");
        }
        if (secure && failIfSecure) {
            return Optional.of("the answer came over TLS, which fail-if-ssl forbids");
        }
        if (!secure && failIfNotSecure) {
            return Optional.of("the answer came without TLS, which fail-if-not-ssl forbids");
        }
        return Optional.empty();
    }
}
