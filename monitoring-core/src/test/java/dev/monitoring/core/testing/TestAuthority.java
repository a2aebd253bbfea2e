package dev.monitoring.core.testing;

import dev.monitoring.core.time.Clock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority for tests: it signs what it is asked to. Immutable. */
public final class TestAuthority {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    /** ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
    private static final byte[] ECDSA = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestAuthority(String name, KeyPair keys, X509Certificate certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /**
     * A key with its certificate.
     *
     * @param keys the key, of an elliptic curve unless asked otherwise
     * @param certificate signed by the authority
     * @param authority the authority's certificate
     */
    public record Identity(KeyPair keys, X509Certificate certificate, X509Certificate authority) {
        /** A context for a server that shows this certificate, or for a client that does. */
        public SSLContext context() throws GeneralSecurityException, IOException {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keyStore("secret"), "secret".toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        }

        /** A key store that holds the key and its certificate. */
        public KeyStore keyStore(String password) throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("key", keys.getPrivate(), password.toCharArray(), new X509Certificate[] {certificate});
            return store;
        }

        /** The certificate as PEM. */
        public String certificatePem() throws GeneralSecurityException {
            return pem("CERTIFICATE", certificate.getEncoded());
        }

        /** The key as PEM, in the form of PKCS#8. */
        public String keyPem() {
            return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        /** Writes the certificate as PEM. */
        public Path writeCertificate(Path file) throws GeneralSecurityException, IOException {
            return Files.writeString(file, certificatePem());
        }

        /** Writes the key as PEM, in the form of PKCS#8. */
        public Path writeKey(Path file) throws IOException {
            return Files.writeString(file, keyPem());
        }

        /** Writes {@link #keyStore} to a file. */
        public Path writeKeyStore(Path file, String password) throws GeneralSecurityException, IOException {
            try (OutputStream out = Files.newOutputStream(file)) {
                keyStore(password).store(out, password.toCharArray());
            }
            return file;
        }
    }

    /** A new authority. */
    public static TestAuthority named(String name) throws GeneralSecurityException {
        KeyPair keys = ellipticKeys();
        Instant now = Instant.ofEpochMilli(Clock.system().epochMillis()).truncatedTo(ChronoUnit.SECONDS);
        X509Certificate certificate = sign(
                name,
                keys,
                name,
                keys,
                now.minus(1, ChronoUnit.DAYS),
                now.plus(3650, ChronoUnit.DAYS),
                List.of(),
                true);
        return new TestAuthority(name, keys, certificate);
    }

    /** A certificate for host names and addresses that is good for 30 days. */
    public Identity issue(String... names) throws GeneralSecurityException {
        Instant now = Instant.ofEpochMilli(Clock.system().epochMillis()).truncatedTo(ChronoUnit.SECONDS);
        return issue(ellipticKeys(), now.minus(1, ChronoUnit.DAYS), now.plus(30, ChronoUnit.DAYS), names);
    }

    /** A certificate with a period and a key of its own. */
    public Identity issue(KeyPair holder, Instant notBefore, Instant notAfter, String... names)
            throws GeneralSecurityException {
        X509Certificate signed = sign(name, keys, names[0], holder, notBefore, notAfter, List.of(names), false);
        return new Identity(holder, signed, certificate);
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** Writes the authority's certificate as PEM. */
    public Path write(Path file) throws GeneralSecurityException, IOException {
        return Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
    }

    /** A key of the curve P-256. */
    public static KeyPair ellipticKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** A block of PEM. */
    public static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static X509Certificate sign(
            String issuer,
            KeyPair issuerKeys,
            String subject,
            KeyPair subjectKeys,
            Instant notBefore,
            Instant notAfter,
            List<String> names,
            boolean authority)
            throws GeneralSecurityException {
        byte[] toSign = sequence(
                element(0xa0, integer(BigInteger.TWO)),
                integer(new BigInteger(62, new SecureRandom()).add(BigInteger.ONE)),
                ECDSA,
                commonName(issuer),
                sequence(time(notBefore), time(notAfter)),
                commonName(subject),
                subjectKeys.getPublic().getEncoded(),
                element(0xa3, sequence(authority ? basicConstraints() : alternativeNames(names))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuerKeys.getPrivate());
        signature.update(toSign);
        byte[] der = sequence(toSign, ECDSA, element(0x03, concat(new byte[] {0}, signature.sign())));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] basicConstraints() {
        byte[] isAuthority = {0x01, 0x01, (byte) 0xff};
        return sequence(oid(0x55, 0x1d, 0x13), isAuthority, element(0x04, sequence(isAuthority)));
    }

    private static byte[] alternativeNames(List<String> names) {
        byte[] all = new byte[0];
        for (String name : names) {
            all = concat(
                    all,
                    name.matches("[0-9.]+|.*:.*")
                            ? element(0x87, address(name))
                            : element(0x82, name.getBytes(StandardCharsets.US_ASCII)));
        }
        return sequence(oid(0x55, 0x1d, 0x11), element(0x04, sequence(all)));
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static byte[] commonName(String name) {
        byte[] text = element(0x0c, name.getBytes(StandardCharsets.UTF_8));
        return sequence(element(0x31, sequence(oid(0x55, 0x04, 0x03), text)));
    }

    private static byte[] time(Instant time) {
        return element(0x18, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    private static byte[] oid(int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return element(0x06, content);
    }

    private static byte[] sequence(byte[]... parts) {
        return element(0x30, concat(parts));
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] head;
        if (length < 0x80) {
            head = new byte[] {(byte) tag, (byte) length};
        } else if (length < 0x100) {
            head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        } else {
            head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        }
        return concat(head, content);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
