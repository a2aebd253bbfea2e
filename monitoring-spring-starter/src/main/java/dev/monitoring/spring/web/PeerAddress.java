package dev.monitoring.spring.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses of callers as containers write them. No name is ever looked up. */
public final class PeerAddress {
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    private PeerAddress() {}

    /** The address; null where the text is none. */
    public static @Nullable InetAddress parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        try {
            return IPV4.matcher(plain).matches() || IPV6.matcher(plain).matches() ? InetAddress.getByName(plain) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
