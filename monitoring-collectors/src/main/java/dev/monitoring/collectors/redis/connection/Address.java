package dev.monitoring.collectors.redis.connection;

/**
 * Where a server listens. Immutable.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port from 1 to 65535
 */
public record Address(String host, int port) {
    /** Where Redis listens unless told otherwise. */
    public static final int REDIS_PORT = 6379;

    /** Where Sentinel listens unless told otherwise. */
    public static final int SENTINEL_PORT = 26379;

    public Address {
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@')) {
            throw new IllegalArgumentException("\"" + host + "\" is not a host; use a name or an address");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(port + " is not a port; use one from 1 to 65535");
        }
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code [::1]} or {@code [::1]:port}.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static Address parse(String text, int defaultPort) {
        String address = text.strip();
        if (address.startsWith("[")) {
            int end = address.indexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("\"" + text + "\" lacks a ]; write [::1]:" + defaultPort);
            }
            String rest = address.substring(end + 1);
            return new Address(address.substring(1, end), rest.isEmpty() ? defaultPort : port(text, rest, defaultPort));
        }
        int colon = address.indexOf(':');
        if (colon < 0) {
            return new Address(address, defaultPort);
        }
        if (colon != address.lastIndexOf(':')) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has several colons; write an IPv6 address in brackets: [::1]:" + defaultPort);
        }
        return new Address(address.substring(0, colon), port(text, address.substring(colon), defaultPort));
    }

    private static int port(String text, String colonAndPort, int defaultPort) {
        try {
            if (colonAndPort.charAt(0) == ':') {
                return Integer.parseInt(colonAndPort.substring(1));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is not an address; write host:port, for example cache-1:" + defaultPort);
    }

    /** The address as it is written: {@code cache-1:6379}, {@code [::1]:6379}. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
