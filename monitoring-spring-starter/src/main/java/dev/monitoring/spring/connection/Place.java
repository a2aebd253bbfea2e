package dev.monitoring.spring.connection;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a server listens, so that two ways to write it are equal: in small letters, and every name of this machine's loopback
 * as {@code localhost}. Immutable.
 *
 * @param host a name or an address, without brackets
 * @param port from 1; 0 stands for any
 */
record Place(String host, int port) {
    Place {
        String lower = host.strip().toLowerCase(Locale.ROOT);
        String bare = lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
        host = bare.equals("::1") || bare.startsWith("127.") ? "localhost" : bare;
    }

    /** Of {@code host}, {@code host:port}, {@code [::1]:port}; nothing of what is none of it. */
    static Optional<Place> of(String address, int defaultPort) {
        return ofUrl("any://" + address.strip(), defaultPort);
    }

    /** Of an address with a scheme; nothing of what has no host. */
    static Optional<Place> ofUrl(String url, int defaultPort) {
        try {
            URI uri = URI.create(url.strip());
            return Optional.ofNullable(uri.getHost())
                    .map(host -> new Place(host, uri.getPort() < 0 ? defaultPort : uri.getPort()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // whoever reads it in earnest says what is wrong with it
        }
    }

    /** Whether both may be the same server. */
    boolean covers(Place other) {
        return host.equals(other.host) && (port == other.port || port == 0 || other.port == 0);
    }

    /** The address as it is written: {@code cache-1:6379}, {@code [2001:db8::1]:6379}. */
    static String text(String host, int port) {
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return text(host, port);
    }
}
