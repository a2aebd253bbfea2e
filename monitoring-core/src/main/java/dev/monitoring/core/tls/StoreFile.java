package dev.monitoring.core.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A key store. Immutable.
 *
 * @param file PKCS#12 or JKS
 * @param password opens it; never shown
 */
record StoreFile(Path file, Optional<String> password) {
    char[] passwordChars() {
        return password.orElse("").toCharArray();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
