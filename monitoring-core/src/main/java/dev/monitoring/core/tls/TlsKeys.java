package dev.monitoring.core.tls;

/**
 * What the keys of our side of TLS are called where the user wrote them, so that messages name the key at hand. Immutable.
 *
 * @param authority the file of the authorities to trust
 * @param serverName the name in the server's certificate
 * @param certificate the file of our certificate
 * @param key the file of its key
 */
public record TlsKeys(String authority, String serverName, String certificate, String key) {
    /** Those of this library's settings. */
    public static final TlsKeys SETTINGS =
            new TlsKeys("tls.ca-file", "tls.server-name", "tls.cert-file", "tls.key-file");
}
