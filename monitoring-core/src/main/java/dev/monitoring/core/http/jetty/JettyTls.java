package dev.monitoring.core.http.jetty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * The certificate to serve HTTPS with. Immutable.
 *
 * @param keyStore a key store file, PKCS#12 or JKS, with the private key and its certificates
 * @param password opens the key store; never shown
 */
public record JettyTls(Path keyStore, String password) {
    /**
     * A certificate.
     *
     * @throws IllegalArgumentException if the file cannot be read
     */
    public JettyTls {
        if (!Files.isReadable(keyStore)) {
            throw new IllegalArgumentException("key store " + keyStore + " cannot be read; name a PKCS#12 file, for"
                    + " example one made by: openssl pkcs12 -export -in cert.pem -inkey key.pem -out keystore.p12");
        }
    }

    /** Opens the key store once, so that a wrong password is said at start-up. */
    void check() throws IOException {
        try {
            KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new IOException(
                    "key store " + keyStore + " cannot be opened: " + e.getMessage()
                            + "; check that it is PKCS#12 or JKS, and its password",
                    e);
        }
    }

    @Override
    public String toString() {
        return "JettyTls[keyStore=" + keyStore + ", password=***]";
    }
}
