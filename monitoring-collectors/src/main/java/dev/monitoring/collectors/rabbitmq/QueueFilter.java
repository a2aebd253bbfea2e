package dev.monitoring.collectors.rabbitmq;

import com.google.re2j.Pattern;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Which queues count. Immutable.
 *
 * @param virtualHosts the virtual hosts whose queues count; none for all
 * @param include a pattern that the whole name must match
 * @param exclude a pattern that the whole name must not match
 */
record QueueFilter(List<String> virtualHosts, Optional<Pattern> include, Optional<Pattern> exclude) {
    /** All queues. */
    static final QueueFilter ALL = new QueueFilter(List.of(), Optional.empty(), Optional.empty());

    QueueFilter {
        virtualHosts = List.copyOf(virtualHosts);
    }

    /** Whether every queue counts. */
    boolean isAll() {
        return virtualHosts.isEmpty() && include.isEmpty() && exclude.isEmpty();
    }

    boolean admits(String virtualHost, String queue) {
        return (virtualHosts.isEmpty() || virtualHosts.contains(virtualHost))
                && (include.isEmpty() || include.get().matches(queue))
                && (exclude.isEmpty() || !exclude.get().matches(queue));
    }

    /** The path of the list of queues, from the API's root, as narrow as the server can make it, with {@code ?} at its end. */
    String path() {
        String path = virtualHosts.size() == 1 ? "/queues/" + encoded(virtualHosts.get(0)) : "/queues";
        return include.map(pattern -> path + "?use_regex=true&name=" + encoded("^(?:" + pattern.pattern() + ")$") + "&")
                .orElse(path + "?");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
