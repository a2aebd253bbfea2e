package dev.monitoring.spring.connection;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Spring's bundles of keys and certificates as the keys {@code tls.…} of a collector's target, in PEM form: the collectors
 * know no Spring, and nothing secret is written to a file. They are read once, at the start.
 */
final class SslKeys {
    /** The key of a target that names a bundle. */
    static final String BUNDLE = "ssl.bundle";

    private SslKeys() {}

    static boolean isBundle(String key) {
        return key.endsWith("." + BUNDLE);
    }

    /**
     * The keys of a bundle.
     *
     * @throws BeanReader.Unreadable if the bundle's private key does not leave its store
     */
    static Map<String, String> of(String name, SslBundle bundle) throws BeanReader.Unreadable {
        Map<String, String> keys = new LinkedHashMap<>();
        try {
            KeyStore trusted = bundle.getStores().getTrustStore();
            if (trusted != null) {
                String text = authorities(trusted);
                if (!text.isEmpty()) {
                    keys.put("tls.ca", text);
                }
            }
            KeyStore own = bundle.getStores().getKeyStore();
            if (own != null) {
                putPair(name, bundle, own, keys);
            }
        } catch (GeneralSecurityException | IllegalStateException e) {
            throw new BeanReader.Unreadable("SSL bundle \"" + name + "\" cannot be opened: " + e.getMessage());
        }
        return keys;
    }

    private static void putPair(String name, SslBundle bundle, KeyStore store, Map<String, String> keys)
            throws GeneralSecurityException, BeanReader.Unreadable {
        String wanted = bundle.getKey().getAlias();
        for (String alias : Collections.list(store.aliases())) {
            if (!store.isKeyEntry(alias) || wanted != null && !wanted.equalsIgnoreCase(alias)) {
                continue;
            }
            Key key = store.getKey(alias, password(bundle));
            byte[] encoded = key.getEncoded();
            if (encoded == null) {
                throw new BeanReader.Unreadable(
                        "the private key of SSL bundle \"" + name + "\" does not leave its store");
            }
            keys.put("tls.cert", certificates(List.of(store.getCertificateChain(alias))));
            keys.put("tls.key", pem("PRIVATE KEY", encoded));
            return;
        }
    }

    private static char @Nullable [] password(SslBundle bundle) {
        String password = bundle.getKey().getPassword();
        String ofStore = bundle.getStores().getKeyStorePassword();
        return password != null ? password.toCharArray() : ofStore != null ? ofStore.toCharArray() : new char[0];
    }

    private static String authorities(KeyStore store) throws GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (String alias : Collections.list(store.aliases())) {
            Certificate certificate = store.getCertificate(alias);
            if (certificate != null && store.isCertificateEntry(alias)) {
                text.append(certificates(List.of(certificate)));
            }
        }
        return text.toString();
    }

    private static String certificates(List<Certificate> chain) throws GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (Certificate certificate : chain) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return text.toString();
    }

    private static String pem(String kind, byte[] der) {
        String content = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + content + "\n-----END " + kind + "-----\n";
    }
}
