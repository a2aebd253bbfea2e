package dev.monitoring.core.endpoint;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What stands before the body of a response. Immutable.
 *
 * @param major the 1 of HTTP/1.0
 * @param minor the 0 of HTTP/1.0
 * @param status the status code
 * @param headers the values of each header by its name in lower case, in the order sent
 */
public record HttpHead(int major, int minor, int status, Map<String, List<String>> headers) {
    public HttpHead {
        Map<String, List<String>> copy = new TreeMap<>();
        headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        headers = copy;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Whether a header lists {@code token} among its values, case aside. */
    boolean lists(String name, String token) {
        for (String value : headers.getOrDefault(name, List.of())) {
            for (String item : value.split(",")) {
                if (item.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the status is one that sends the client elsewhere. */
    public boolean isRedirect() {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }
}
