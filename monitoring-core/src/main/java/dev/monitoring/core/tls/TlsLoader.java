package dev.monitoring.core.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Reads files into key and trust managers; what is wrong is said with the file and a remedy. */
final class TlsLoader {
    /** The bundle of all public authorities has 220 KB. */
    private static final int MAX_FILE_BYTES = 4 << 20;

    private TlsLoader() {}

    static X509ExtendedTrustManager trustManager(TlsFiles files) throws IOException {
        if (files.trustsAll()) {
            return new TrustAll();
        }
        X509ExtendedTrustManager trust;
        Optional<PemSource> pem = files.authorities();
        Optional<StoreFile> store = files.trustStore();
        try {
            if (pem.isPresent()) {
                trust = trustManager(storeOf(Pem.certificates(pem.get())));
            } else if (store.isPresent()) {
                KeyStore opened = open(store.get());
                if (!hasCertificate(opened)) {
                    throw new IOException("trust store " + store.get().file() + " holds no certificate of an authority;"
                            + " import one with: keytool -importcert -file ca.pem -keystore "
                            + store.get().file());
                }
                trust = trustManager(opened);
            } else {
                trust = trustManager((KeyStore) null);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the authorities to trust cannot be used: " + e.getMessage(), e);
        }
        return files.serverName().isPresent()
                ? new NamedTrust(trust, files.serverName().get())
                : trust;
    }

    static List<KeyManager> keyManagers(TlsFiles files) throws IOException {
        if (files.pair().isPresent()) {
            return keyManagers(files.pair().get());
        }
        if (files.keyStore().isPresent()) {
            return keyManagers(files.keyStore().get());
        }
        return List.of();
    }

    private static List<KeyManager> keyManagers(PemPair pair) throws IOException {
        List<X509Certificate> chain = Pem.certificates(pair.certificate());
        PrivateKey key =
                Pem.privateKey(pair.key(), pair.password(), chain.get(0).getPublicKey());
        if (!KeyMatch.belongs(key, chain.get(0).getPublicKey())) {
            throw new IOException("key " + pair.key() + " holds another key than that of the first certificate in "
                    + pair.certificate() + "; name the two that were made together, and put the chain behind it");
        }
        try {
            KeyStore store = storeOf(List.of());
            store.setKeyEntry("key", key, new char[0], chain.toArray(new X509Certificate[0]));
            return keyManagers(store, new char[0]);
        } catch (GeneralSecurityException e) {
            throw new IOException(pair + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<KeyManager> keyManagers(StoreFile file) throws IOException {
        try {
            KeyStore store = open(file);
            boolean hasKey = false;
            for (String alias : Collections.list(store.aliases())) {
                hasKey |= store.isKeyEntry(alias);
            }
            if (!hasKey) {
                throw new IOException("key store " + file + " holds no private key; make one that does with:"
                        + " openssl pkcs12 -export -in cert.pem -inkey key.pem -out " + file);
            }
            return keyManagers(store, file.passwordChars());
        } catch (UnrecoverableKeyException e) {
            throw new IOException(
                    "the key in key store " + file + " has another password than the store; give it the store's", e);
        } catch (GeneralSecurityException e) {
            throw new IOException("key store " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static List<KeyManager> keyManagers(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return List.of(factory.getKeyManagers());
    }

    private static X509ExtendedTrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager trust) {
                return trust;
            }
        }
        throw new GeneralSecurityException("this Java has no trust manager for certificates");
    }

    private static KeyStore storeOf(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority" + i, authorities.get(i));
        }
        return store;
    }

    private static boolean hasCertificate(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    private static KeyStore open(StoreFile store) throws IOException {
        read(store.file()); // says what is wrong with the file itself
        try {
            return KeyStore.getInstance(store.file().toFile(), store.passwordChars());
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            boolean password = e.getCause() instanceof UnrecoverableKeyException;
            throw new IOException(
                    "key store " + store + " cannot be opened: "
                            + (password
                                    ? "the password is wrong; correct it"
                                    : "it is neither PKCS#12 nor JKS, or its" + " password is wrong; check both"),
                    e);
        }
    }

    static byte[] read(Path file) throws IOException {
        try {
            long size = Files.size(file);
            if (size > MAX_FILE_BYTES) {
                throw new IOException(file + " has " + size + " bytes, more than the " + MAX_FILE_BYTES
                        + " that keys and certificates may have; name another file");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("file " + file + " does not exist; correct the path, or create it", e);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "file " + file + " may not be read by user " + System.getProperty("user.name")
                            + "; give it leave to",
                    e);
        }
    }
}
