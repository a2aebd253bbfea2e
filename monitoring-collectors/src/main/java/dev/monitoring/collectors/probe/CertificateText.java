package dev.monitoring.collectors.probe;

import dev.monitoring.core.model.Labels;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** A certificate as the labels of {@code probe_ssl_last_chain_info}, worded as Go words it. Holds no state. */
final class CertificateText {
    private static final int DNS_NAME = 2;

    /** The longest text of a label; a certificate may name thousands of hosts. */
    private static final int MAX_CHARACTERS = 4096;

    /** What RFC 2253 has no word for and Go has, by its number. */
    private static final Map<String, String> WORDS = Map.of("2.5.4.5", "SERIALNUMBER", "2.5.4.17", "POSTALCODE");

    /** The order in which Go shows the parts of a name, whatever that in the certificate is. */
    private static final List<String> ORDER =
            List.of("SERIALNUMBER", "CN", "POSTALCODE", "STREET", "ST", "L", "OU", "O", "C");

    private CertificateText() {}

    /** The labels of a certificate. */
    static Labels labels(X509Certificate certificate, Compat compat) {
        Labels.Builder labels = Labels.builder()
                .set("fingerprint_sha256", fingerprint(certificate))
                .set("issuer", limited(name(certificate.getIssuerX500Principal())))
                .set("subject", limited(name(certificate.getSubjectX500Principal())))
                .set("subjectalternative", limited(String.join(",", hosts(certificate))));
        if (compat.tellsSerialNumber()) {
            labels.set("serialnumber", certificate.getSerialNumber().toString(16));
        }
        return labels.build();
    }

    private static String limited(String text) {
        return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS);
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            return "";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The host names among its alternative names. */
    private static List<String> hosts(X509Certificate certificate) {
        List<String> hosts = new ArrayList<>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME)) {
                    hosts.add(String.valueOf(name.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            return List.of(); // names that cannot be read are not shown
        }
        return hosts;
    }

    /**
     * A name as Go prints it: parts of a kind together, joined by a plus sign, in an order of its own; kinds it does not know
     * come first.
     *
     * @see <a href="https://pkg.go.dev/crypto/x509/pkix#Name.String">pkix.Name</a>
     */
    static String name(X500Principal principal) {
        String plain = principal.getName(X500Principal.RFC2253, WORDS);
        Map<String, List<String>> byKind = new LinkedHashMap<>();
        try {
            List<Rdn> parts =
                    new LdapName(plain).getRdns(); // from the end of the text, as they stand in the certificate
            for (Rdn part : parts) {
                NamingEnumeration<? extends Attribute> attributes =
                        part.toAttributes().getAll();
                while (attributes.hasMore()) {
                    Attribute attribute = attributes.next();
                    for (int i = 0; i < attribute.size(); i++) {
                        byKind.computeIfAbsent(attribute.getID(), kind -> new ArrayList<>())
                                .add(written(attribute.get(i)));
                    }
                }
            }
        } catch (InvalidNameException e) {
            return plain;
        } catch (NamingException e) {
            throw new IllegalStateException("attributes in memory are read without a directory", e);
        }
        List<String> shown = new ArrayList<>();
        byKind.forEach((kind, values) -> {
            if (!ORDER.contains(kind)) {
                shown.add(joined(kind, values));
            }
        });
        for (String kind : ORDER) {
            if (byKind.containsKey(kind)) {
                shown.add(joined(kind, byKind.get(kind)));
            }
        }
        return String.join(",", shown);
    }

    private static String joined(String kind, List<String> values) {
        return String.join("+", values.stream().map(value -> kind + "=" + value).toList());
    }

    private static String written(Object value) {
        return value instanceof byte[] bytes ? "#" + HexFormat.of().formatHex(bytes) : Rdn.escapeValue(value);
    }
}
