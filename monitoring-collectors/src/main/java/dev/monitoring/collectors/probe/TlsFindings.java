package dev.monitoring.collectors.probe;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS handshake showed, be it that it failed. Immutable.
 *
 * @param chain what the server showed, its own certificate first; not empty
 * @param verified the way from its certificate to one that is trusted, both included; empty where there is none
 * @param version as Go words it, {@code TLS 1.3}; nothing where the handshake failed
 * @param cipher the cipher suite; nothing where the handshake failed
 */
record TlsFindings(
        List<X509Certificate> chain,
        List<X509Certificate> verified,
        Optional<String> version,
        Optional<String> cipher) {
    /** Go's zero time, of the year 1, which the exporter shows where no chain was verified. */
    private static final double NO_TIME = -62_135_596_800.0;

    TlsFindings {
        chain = List.copyOf(chain);
        verified = List.copyOf(verified);
    }

    /** The server's own certificate. */
    X509Certificate certificate() {
        return chain.get(0);
    }

    /** When the first of the certificates shown expires, epoch seconds. */
    double earliestExpirySeconds() {
        return earliest(chain);
    }

    /** When the verified chain ends to be one, epoch seconds; long ago where there is none. */
    double verifiedExpirySeconds() {
        return verified.isEmpty() ? NO_TIME : earliest(verified);
    }

    private static double earliest(List<X509Certificate> certificates) {
        return certificates.stream()
                .mapToLong(certificate -> certificate.getNotAfter().toInstant().getEpochSecond())
                .min()
                .orElseThrow();
    }
}
