package dev.monitoring.core.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Certificates and private keys in PEM form: X.509, PKCS#8 plain and encrypted, PKCS#1 for RSA, SEC 1 for elliptic curves.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** What a block says it is, and its bytes. */
    private record Block(String kind, byte[] der) {}

    private Pem() {}

    /** All certificates of a text, at least one. */
    static List<X509Certificate> certificates(PemSource source) throws IOException {
        byte[] text = source.read();
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(text, source)) {
            if (block.kind.equals("CERTIFICATE") || block.kind.equals("X509 CERTIFICATE")) {
                certificates.add(certificate(block.der, source));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(source + " holds no certificate in PEM form; one begins with"
                    + " -----BEGIN CERTIFICATE-----, and a binary one becomes it by: "
                    + source.openssl("x509 -inform der"));
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der, PemSource source) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IOException(
                    source + " holds a certificate that cannot be read: " + e.getMessage() + "; see what "
                            + source.openssl("x509") + " says",
                    e);
        }
    }

    /** The private key of a text, of the same kind as {@code publicKey}. */
    static PrivateKey privateKey(PemSource source, Optional<String> password, PublicKey publicKey) throws IOException {
        byte[] text = source.read();
        String algorithm = publicKey.getAlgorithm();
        for (Block block : blocks(text, source)) {
            if (!block.kind.endsWith("PRIVATE KEY")) {
                continue;
            }
            if (isOldEncryption(text)) {
                throw new IOException(source + " holds a private key in OpenSSL's old encryption, which Java does"
                        + " not read; write it anew with: " + source.openssl("pkcs8 -topk8 -v2 aes-256-cbc"));
            }
            try {
                byte[] pkcs8 = switch (block.kind) {
                    case "RSA PRIVATE KEY" -> Der.pkcs8OfPkcs1(block.der);
                    case "EC PRIVATE KEY" -> Der.pkcs8OfSec1(block.der);
                    case "ENCRYPTED PRIVATE KEY" -> decrypt(block.der, source, password);
                    default -> block.der;
                };
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new IOException(
                        source + " holds a private key that cannot be read as one of kind " + algorithm
                                + ", as its certificate has; see what " + source.openssl("pkey") + " says",
                        e);
            }
        }
        throw new IOException(
                source + " holds no private key in PEM form; one begins with" + " -----BEGIN PRIVATE KEY-----");
    }

    private static byte[] decrypt(byte[] der, PemSource source, Optional<String> password) throws IOException {
        if (password.isEmpty()) {
            throw new IOException(source + " holds an encrypted private key; set tls.key-password");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            // Of PBES2 only the parameters know which cipher it is; their text is the name of the algorithm.
            String algorithm =
                    info.getAlgName().equals("PBES2") ? info.getAlgParameters().toString() : info.getAlgName();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm)
                            .generateSecret(new PBEKeySpec(password.get().toCharArray())),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the private key in " + source + " does not open with tls.key-password; correct it, or write the"
                            + " key anew with: openssl pkcs8 -topk8 -v2 aes-256-cbc",
                    e);
        }
    }

    private static boolean isOldEncryption(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1).contains("Proc-Type: 4,ENCRYPTED");
    }

    private static List<Block> blocks(byte[] text, PemSource source) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            String content = matcher.group(2);
            byte[] der = new byte[0]; // of a block with headers: it is encrypted, as whoever wants it will say
            if (content.indexOf(':') < 0) {
                try {
                    der = Base64.getMimeDecoder().decode(content);
                } catch (IllegalArgumentException e) {
                    throw new IOException(
                            source + " holds a damaged " + matcher.group(1) + " block: it is not base64; write"
                                    + " it anew",
                            e);
                }
            }
            blocks.add(new Block(matcher.group(1), der));
        }
        return blocks;
    }
}
