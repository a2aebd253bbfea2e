package dev.monitoring.core.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names with their values in the order added, from a form, a query, or both. Immutable once filled. */
final class Parameters {
    private final int limit;
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private int count;

    Parameters(int limit) {
        this.limit = limit;
    }

    /**
     * Adds what {@code encoded} holds: pairs divided by ampersands.
     *
     * @throws HttpException 400 if it is not valid percent encoding, 413 if there are too many pairs
     */
    Parameters add(@Nullable String encoded) {
        if (encoded == null) {
            return this;
        }
        int start = 0;
        while (start < encoded.length()) {
            int end = encoded.indexOf('&', start);
            end = end < 0 ? encoded.length() : end;
            if (end > start) {
                addPair(encoded, start, end);
            }
            start = end + 1;
        }
        return this;
    }

    private void addPair(String encoded, int start, int end) {
        if (++count > limit) {
            throw new HttpException(413, "more than " + limit + " parameters; send fewer");
        }
        int equals = encoded.indexOf('=', start);
        boolean valueless = equals < 0 || equals >= end;
        String name = PercentText.decode(encoded.substring(start, valueless ? end : equals), true);
        String value = valueless ? "" : PercentText.decode(encoded.substring(equals + 1, end), true);
        values.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
    }

    Map<String, List<String>> asMap() {
        return Collections.unmodifiableMap(values);
    }

    Optional<String> first(String name) {
        List<String> all = values.get(name);
        return all == null ? Optional.empty() : Optional.of(all.get(0));
    }
}
