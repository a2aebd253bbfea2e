package dev.monitoring.alerts.notify.email;

/**
 * The mail server that takes messages from us. Immutable.
 *
 * @param host its name or address, that of version 6 without brackets
 */
record SmartHost(String host, int port) {
    /** The port of mail over TLS from the first byte on. */
    static final int IMPLICIT_TLS_PORT = 465;

    /**
     * Reads {@code mail.example.org:587}.
     *
     * @throws IllegalArgumentException saying what is wrong with it, and what would be right
     */
    static SmartHost parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw wrong(text);
        }
        if (colon < 0 || !host.matches("[!-~]+") || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw wrong(text);
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is none; use one from 1 to 65535");
        }
        return new SmartHost(host, port);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not a host with a port; write it as mail.example.org:587");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
