package dev.monitoring.core.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The names a certificate is for: its subject alternative names. The subject's common name counts for nothing, as everywhere
 * since.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6125#section-6.4">RFC 6125, section 6.4</a>
 */
final class CertificateNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateNames() {}

    /** The host names and addresses. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS)) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            return List.of(); // a certificate whose names cannot be read is for nobody
        }
        return names;
    }

    static boolean match(X509Certificate certificate, String wanted) {
        return of(certificate).stream().anyMatch(name -> matches(name, wanted));
    }

    private static boolean matches(String name, String wanted) {
        if (wanted.indexOf(':') >= 0 || wanted.matches("[0-9.]+")) {
            return sameAddress(name, wanted);
        }
        String pattern = withoutDot(name);
        String host = withoutDot(wanted);
        if (pattern.startsWith("*.")) {
            int dot = host.indexOf('.');
            return dot > 0 && host.substring(dot).equals(pattern.substring(1));
        }
        return pattern.equals(host);
    }

    private static String withoutDot(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean sameAddress(String name, String wanted) {
        if (!name.matches("[0-9a-fA-F:.]+")) {
            return false;
        }
        try {
            return InetAddress.getByName(name).equals(InetAddress.getByName(wanted)); // literals: nobody is asked
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
