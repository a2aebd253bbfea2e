package dev.monitoring.core.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Host and port as they stand in a {@code Host} header or an origin. Immutable.
 *
 * @param host a name in lower case, or an address; IPv6 without brackets
 * @param port the port, or -1 where none is given
 */
record Authority(String host, int port) {
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62})){0,30}");
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:]*:[0-9a-f:]*(\\.[0-9]{1,3}){0,3}");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** What {@code text} says, if it is a host with an optional port and nothing else. */
    static Optional<Authority> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int hostEnd;
        String host;
        if (lower.startsWith("[")) {
            int bracket = lower.indexOf(']');
            if (bracket < 0) {
                return Optional.empty();
            }
            host = lower.substring(1, bracket);
            hostEnd = bracket + 1;
            if (!IPV6.matcher(host).matches() || address(host) == null) {
                return Optional.empty();
            }
        } else {
            int colon = lower.indexOf(':');
            hostEnd = colon < 0 ? lower.length() : colon;
            host = lower.substring(0, hostEnd);
            if (host.length() > 253 || !NAME.matcher(host).matches()) {
                return Optional.empty();
            }
        }
        return port(lower, hostEnd).map(port -> new Authority(host, port));
    }

    /** The address that the host is written as; null where it is a name. No name is ever looked up. */
    @Nullable
    InetAddress literal() {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches() ? address(host) : null;
    }

    boolean isLoopback() {
        InetAddress literal = literal();
        return literal == null ? host.equals("localhost") : literal.isLoopbackAddress();
    }

    private static Optional<Integer> port(String text, int hostEnd) {
        if (hostEnd == text.length()) {
            return Optional.of(-1);
        }
        String digits = text.substring(hostEnd + 1);
        if (text.charAt(hostEnd) != ':' || !PORT.matcher(digits).matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(digits);
        return port == 0 || port > 65_535 ? Optional.empty() : Optional.of(port);
    }

    private static @Nullable InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
