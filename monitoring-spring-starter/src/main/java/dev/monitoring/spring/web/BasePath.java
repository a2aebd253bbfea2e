package dev.monitoring.spring.web;

import dev.monitoring.spring.autoconfigure.StarterSettings;
import java.util.Optional;

/**
 * Where the routes lie in the host's server, below its context path. Immutable.
 *
 * @param path begins with a slash and does not end with one: {@code /monitoring}
 */
public record BasePath(String path) {
    /**
     * A path.
     *
     * @throws IllegalArgumentException if it is not one of plain segments
     */
    public BasePath {
        if (!StarterSettings.isPath(path)) {
            throw new IllegalArgumentException("\"" + path + "\" is no path for routes; use for example /monitoring");
        }
    }

    /** What a request's raw path says below this one, beginning with a slash; empty where it does not write this one. */
    public Optional<String> below(String contextPath, String rawPath) {
        String base = contextPath + path;
        return rawPath.startsWith(base + "/") ? Optional.of(rawPath.substring(base.length())) : Optional.empty();
    }

    /** Where a request for this path without a slash is sent: with one, so that relative addresses in pages are right. */
    public String redirect() {
        return path.substring(path.lastIndexOf('/') + 1) + "/";
    }
}
