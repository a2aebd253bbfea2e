package dev.monitoring.core.http;

/**
 * One entry of the route table for a live channel: a WebSocket of text messages. Immutable.
 *
 * <p>The path has the form of {@link Route#path}. A browser may open the channel only from a page of the same origin; the
 * access rules hold as for any route.
 *
 * @param path for example {@code /ws/metrics}
 * @param access what the caller must be allowed to do
 * @param handler opens channels
 */
public record LiveRoute(String path, Access access, LiveHandler handler) {
    public LiveRoute {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path \"" + path + "\" must begin with a slash");
        }
    }
}
