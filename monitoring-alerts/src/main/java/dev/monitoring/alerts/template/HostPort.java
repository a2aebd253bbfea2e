package dev.monitoring.alerts.template;

import org.jspecify.annotations.Nullable;

/** A host with a port, {@code web1.example:9100} or {@code [::1]:9100}, as Go's package net takes them apart. */
record HostPort(String host, String port) {
    private static final int MAX_PART = 255;
    private static final int IPV6_GROUPS = 8;

    /** Null where it is not of that form. */
    static @Nullable HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        String host;
        int from = 0;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0 || close + 1 != colon) {
                return null;
            }
            host = text.substring(1, close);
            from = close + 1;
            if (text.indexOf('[', 1) >= 0) {
                return null;
            }
        } else {
            host = text.substring(0, colon);
            if (host.indexOf(':') >= 0 || text.indexOf('[') >= 0) {
                return null;
            }
        }
        return text.indexOf(']', from) >= 0 ? null : new HostPort(host, text.substring(colon + 1));
    }

    static String withoutPort(String text) {
        HostPort parsed = parse(text);
        return parsed == null ? text : parsed.host;
    }

    /** The first name of a host, with its port; addresses stay whole. */
    static String withoutDomain(String text) {
        HostPort parsed = parse(text);
        String host = parsed == null ? text : parsed.host;
        if (isAddress(host)) {
            return text;
        }
        int dot = host.indexOf('.');
        String name = dot < 0 ? host : host.substring(0, dot);
        if (parsed == null || parsed.port.isEmpty()) {
            return name;
        }
        return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + parsed.port;
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 ? isIpv6(host) : isIpv4(host);
    }

    private static boolean isIpv4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || part.length() > 1 && part.startsWith("0") || Integer.parseInt(part) > MAX_PART) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String host) {
        int gap = host.indexOf("::");
        if (gap >= 0 && host.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        int groups = gap < 0
                ? groups(host, true)
                : sum(groups(host.substring(0, gap), false), groups(host.substring(gap + 2), true));
        return gap < 0 ? groups == IPV6_GROUPS : groups >= 0 && groups < IPV6_GROUPS;
    }

    private static int sum(int a, int b) {
        return a < 0 || b < 0 ? -1 : a + b;
    }

    /** How many groups of 16 bits a part of an address has; -1 if it is none. */
    private static int groups(String text, boolean mayEndInIpv4) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (mayEndInIpv4 && i == parts.length - 1 && isIpv4(part)) {
                count += 2;
            } else if (part.isEmpty()
                    || part.length() > 4
                    || !part.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
                return -1;
            } else {
                count++;
            }
        }
        return count;
    }
}
