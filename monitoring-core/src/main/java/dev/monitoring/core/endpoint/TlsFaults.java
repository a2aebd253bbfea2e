package dev.monitoring.core.endpoint;

import dev.monitoring.core.tls.TlsKeys;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** What a failed handshake means for whoever has to mend it. */
public final class TlsFaults {
    private TlsFaults() {}

    /** Why the handshake failed, and what to do. */
    public static String explain(SSLException failure) {
        return explain(failure, TlsKeys.SETTINGS);
    }

    /** The same, naming the keys at hand. */
    public static String explain(SSLException failure, TlsKeys keys) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "the server's certificate has expired (" + cause.getMessage() + "); renew it";
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "the server's certificate is not valid yet (" + cause.getMessage() + "); compare the clocks";
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return "nobody who is trusted vouches for the server's certificate; set " + keys.authority()
                        + " to the certificate of the authority that signed it";
            }
            if (cause instanceof CertPathValidatorException) {
                return "the server's certificate does not hold: " + cause.getMessage();
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException && cause.getCause() == null) {
                return "the server's certificate is not for this host (" + cause.getMessage()
                        + "); correct the address, or set " + keys.serverName() + " to the name in the certificate";
            }
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains("plaintext connection") || message.startsWith("Unsupported or unrecognized")) {
            return "the server does not speak TLS at this port; let the address begin with http:, or correct the port";
        }
        if (message.contains("bad_certificate") || message.contains("certificate_required")) {
            return "the server wants a certificate of ours (" + message + "); set " + keys.certificate() + " and "
                    + keys.key();
        }
        return "the TLS handshake failed: " + message;
    }
}
