package dev.monitoring.collectors.postgres;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of a server since we connected. Immutable.
 *
 * @param major its major version: 15
 * @param shortVersion its version in three parts: {@code 15.4.0}
 * @param version what {@code version()} says
 * @param extensions the schema of each extension of the database, quoted where it must be
 */
record ServerFacts(int major, String shortVersion, String version, Map<String, String> extensions) {
    /** Nothing is known. */
    static final ServerFacts NONE = new ServerFacts(0, "", "", Map.of());

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?.*");

    ServerFacts {
        extensions = Map.copyOf(extensions);
    }

    /** {@code 15.4 (Debian 15.4-1)} as {@code 15.4.0}, {@code 18beta1} as {@code 18.0.0}. */
    static String shortened(String serverVersion) {
        Matcher matcher = NUMBERS.matcher(serverVersion);
        if (!matcher.matches()) {
            return "0.0.0";
        }
        return matcher.group(1) + "." + orZero(matcher.group(2)) + "." + orZero(matcher.group(3));
    }

    private static String orZero(String digits) {
        return digits == null ? "0" : digits;
    }

    /** Gathers what a server says. Confined to one thread. */
    static final class Builder {
        private final Map<String, String> extensions = new HashMap<>();
        private int major;
        private String shortVersion = "";
        private String version = "";

        void version(int number, String serverVersion, String whole) {
            major = number;
            shortVersion = shortened(serverVersion);
            version = whole;
        }

        void extension(String name, String schema) {
            extensions.put(name, schema);
        }

        ServerFacts build() {
            return new ServerFacts(major, shortVersion, version, extensions);
        }
    }
}
