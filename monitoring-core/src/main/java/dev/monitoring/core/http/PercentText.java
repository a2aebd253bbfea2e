package dev.monitoring.core.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent encoding, undone strictly: every escape is two hexadecimal digits and the whole is UTF-8. */
final class PercentText {
    private PercentText() {}

    /**
     * The text that {@code encoded} stands for.
     *
     * @param form whether a plus sign stands for a space, as in queries and forms
     * @throws HttpException 400 if an escape is broken or the bytes are not UTF-8
     */
    static String decode(String encoded, boolean form) {
        if (encoded.indexOf('%') < 0 && isPlainAscii(encoded)) {
            return form ? encoded.replace('+', ' ') : encoded;
        }
        byte[] sent = encoded.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[sent.length];
        int length = 0;
        for (int i = 0; i < sent.length; i++) {
            if (sent[i] == '%') {
                int high = i + 2 < sent.length ? Character.digit(sent[i + 1], 16) : -1;
                int low = i + 2 < sent.length ? Character.digit(sent[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw broken(encoded);
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = form && sent[i] == '+' ? (byte) ' ' : sent[i];
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken(encoded);
        }
    }

    private static boolean isPlainAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static HttpException broken(String encoded) {
        String shown = encoded.length() <= 100 ? encoded : encoded.substring(0, 100) + "…";
        return new HttpException(
                400, "\"" + shown + "\" is not valid percent encoding; use %XX per byte of UTF-8 text, and %25 for %");
    }
}
