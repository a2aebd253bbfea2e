package dev.monitoring.core.tls;

import java.util.Optional;

/**
 * A certificate and its key in PEM form. Immutable.
 *
 * @param certificate the certificate, its chain behind it
 * @param key the private key
 * @param password opens the key where it is encrypted; never shown
 */
record PemPair(PemSource certificate, PemSource key, Optional<String> password) {
    @Override
    public String toString() {
        return certificate + " and " + key;
    }
}
