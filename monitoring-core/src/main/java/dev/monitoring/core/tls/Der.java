package dev.monitoring.core.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The older forms of private keys put into that of PKCS#8, the only one that Java reads.
 *
 * <pre>
 * PrivateKeyInfo ::= SEQUENCE { version 0, AlgorithmIdentifier, OCTET STRING { the older form } }
 * ECPrivateKey   ::= SEQUENCE { version 1, OCTET STRING, [0] curve OPTIONAL, [1] public key OPTIONAL }
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5208">RFC 5208</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5915">RFC 5915</a>
 */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int CURVE = 0xa0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    /** rsaEncryption, 1.2.840.113549.1.1.1, with the NULL that it wants as parameters. */
    private static final byte[] RSA = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** id-ecPublicKey, 1.2.840.10045.2.1. */
    private static final byte[] ELLIPTIC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private Der() {}

    static byte[] pkcs8OfPkcs1(byte[] key) {
        return element(SEQUENCE, concat(VERSION_0, element(SEQUENCE, RSA), element(OCTETS, key)));
    }

    static byte[] pkcs8OfSec1(byte[] key) {
        byte[] algorithm = element(SEQUENCE, concat(ELLIPTIC, curve(key)));
        return element(SEQUENCE, concat(VERSION_0, algorithm, element(OCTETS, key)));
    }

    /** What is inside the tag of the curve of an ECPrivateKey. */
    private static byte[] curve(byte[] key) {
        int[] at = {0};
        int[] whole = next(key, at, key.length);
        at[0] = whole[1];
        while (at[0] < whole[2]) {
            int[] element = next(key, at, whole[2]);
            if (element[0] == CURVE) {
                return Arrays.copyOfRange(key, element[1], element[2]);
            }
        }
        throw new IllegalArgumentException("the key does not name its curve");
    }

    /** Tag, begin and end of the content of the element at {@code at[0]}, which is moved behind it. */
    private static int[] next(byte[] der, int[] at, int end) {
        int i = at[0];
        if (i + 2 > end) {
            throw new IllegalArgumentException("the key ends too early");
        }
        int tag = der[i++] & 0xff;
        int length = der[i++] & 0xff;
        if (length > 0x82 || length == 0x80) {
            throw new IllegalArgumentException("the key has a length that no key has");
        }
        if (length > 0x80) {
            int bytes = length - 0x80;
            length = 0;
            while (bytes-- > 0 && i < end) {
                length = length << 8 | der[i++] & 0xff;
            }
        }
        if (i + length > end) {
            throw new IllegalArgumentException("the key ends too early");
        }
        at[0] = i + length;
        return new int[] {tag, i, i + length};
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 5);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
