package dev.monitoring.alerts.notify;

import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What somebody outside says of an alert. Immutable.
 *
 * @param labels its identity, empty ones removed
 * @param annotations what it says to people, by name
 * @param startsAtMillis since when it fires, in epoch milliseconds, where that was said
 * @param endsAtMillis since when it is over, or will be over unless somebody says otherwise, where that was said
 * @param generatorUrl where its cause is seen; may be empty
 */
public record PostedAlert(
        Labels labels,
        Map<String, String> annotations,
        OptionalLong startsAtMillis,
        OptionalLong endsAtMillis,
        String generatorUrl) {
    public PostedAlert {
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
    }

    long startMillis(long nowMillis) {
        return startsAtMillis.orElse(endsAtMillis.orElse(nowMillis));
    }

    long endMillis(long nowMillis, Duration resolveTimeout) {
        return endsAtMillis.orElse(nowMillis + resolveTimeout.toMillis());
    }
}
