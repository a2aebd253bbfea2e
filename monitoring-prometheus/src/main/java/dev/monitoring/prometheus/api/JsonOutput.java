package dev.monitoring.prometheus.api;

import dev.monitoring.core.model.Labels;
import dev.monitoring.prometheus.exposition.DecimalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * JSON straight to bytes: what the answers of the Prometheus API are made of, most of it numbers in quotes. The caller sees
 * to commas and braces. Confined to one thread; passes its buffer on to the stream when that is full.
 */
final class JsonOutput {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What stands for itself. As in Go's encoder, what a browser could take for markup does not. */
    private static final boolean[] PLAIN = new boolean[0x80];

    static {
        for (char c = 0x20; c < PLAIN.length; c++) {
            PLAIN[c] = "\"\\<>&".indexOf(c) < 0;
        }
    }

    private final OutputStream out;
    private final DecimalText decimals = new DecimalText();
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int size;

    JsonOutput(OutputStream out) {
        this.out = out;
    }

    /** Text as it is, ASCII only. */
    @SuppressWarnings("deprecation") // for ASCII it does what it should, and at the speed of a copy
    JsonOutput raw(String ascii) throws IOException {
        int length = ascii.length();
        reserve(length);
        ascii.getBytes(0, length, buffer, size);
        size += length;
        return this;
    }

    /** Bytes as they are. */
    JsonOutput raw(byte[] bytes) throws IOException {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
        return this;
    }

    /** A JSON string. */
    JsonOutput string(String text) throws IOException {
        int length = text.length();
        reserve(2 + 6 * Math.min(length, BUFFER_BYTES));
        byte[] into = buffer;
        int at = size;
        into[at++] = '"';
        int plain = 0;
        if (length <= BUFFER_BYTES) {
            // Nearly all texts are names that need no care.
            while (plain < length && isPlain(text.charAt(plain))) {
                into[at++] = (byte) text.charAt(plain++);
            }
        }
        size = at;
        if (plain < length) {
            carefully(text, plain);
        }
        reserve(1);
        buffer[size++] = '"';
        return this;
    }

    private static boolean isPlain(char c) {
        return c < PLAIN.length && PLAIN[c];
    }

    private void carefully(String text, int from) throws IOException {
        for (int i = from; i < text.length(); i++) {
            reserve(8);
            char c = text.charAt(i);
            if (isPlain(c)) {
                buffer[size++] = (byte) c;
            } else if (c == '"' || c == '\\') {
                buffer[size++] = '\\';
                buffer[size++] = (byte) c;
            } else if (c < 0x80 || c == '\u2028' || c == '\u2029') {
                escape(c);
            } else {
                i += encode(text, i) - 1;
            }
        }
    }

    /** A JSON object of labels. */
    JsonOutput labels(Labels labels) throws IOException {
        reserve(1);
        buffer[size++] = '{';
        for (int i = 0; i < labels.size(); i++) {
            if (i > 0) {
                raw(",");
            }
            string(labels.name(i)).raw(":").string(labels.value(i));
        }
        return raw("}");
    }

    /** Writes one entry of a list. */
    @FunctionalInterface
    interface EntryWriter<T> {
        void write(JsonOutput json, T entry) throws IOException;
    }

    /** A JSON array. */
    <T> JsonOutput list(List<T> entries, EntryWriter<T> writer) throws IOException {
        raw("[");
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                raw(",");
            }
            writer.write(this, entries.get(i));
        }
        return raw("]");
    }

    /** A value in quotes, in the shortest form that reads back. */
    JsonOutput value(double value) throws IOException {
        reserve(DecimalText.MAX_BYTES + 2);
        buffer[size++] = '"';
        size = decimals.write(value, buffer, size);
        buffer[size++] = '"';
        return this;
    }

    /** A time in seconds, with as many of three decimals as it needs. */
    JsonOutput seconds(long millis) throws IOException {
        reserve(DecimalText.MAX_BYTES);
        size = writeSeconds(millis, buffer, size);
        return this;
    }

    /** A number that is neither NaN nor infinite. */
    JsonOutput number(double value) throws IOException {
        reserve(DecimalText.MAX_BYTES);
        size = decimals.write(value, buffer, size);
        return this;
    }

    /** A point of a series: what {@link #openPoint} gave, and the value in quotes. */
    JsonOutput point(byte[] opening, double value) throws IOException {
        reserve(opening.length + DecimalText.MAX_BYTES + 3);
        byte[] into = buffer;
        System.arraycopy(opening, 0, into, size, opening.length);
        int next = size + opening.length;
        into[next++] = '"';
        next = decimals.write(value, into, next);
        into[next] = '"';
        into[next + 1] = ']';
        size = next + 2;
        return this;
    }

    /** {@code [seconds,} or, but for the first point, {@code ,[seconds,} as bytes to be written many times. */
    static byte[] openPoint(long millis, boolean first) {
        byte[] opening = new byte[DecimalText.MAX_BYTES + 3];
        int next = 0;
        if (!first) {
            opening[next++] = ',';
        }
        opening[next++] = '[';
        next = writeSeconds(millis, opening, next);
        opening[next++] = ',';
        return Arrays.copyOf(opening, next);
    }

    /** Passes on what is left. */
    void finish() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
    }

    private static int writeSeconds(long millis, byte[] into, int at) {
        int next = at;
        if (millis < 0) {
            into[next++] = '-';
        }
        long magnitude = Math.abs(millis);
        next = DecimalText.write(magnitude / 1000, into, next);
        int rest = (int) (magnitude % 1000);
        if (rest != 0) {
            into[next++] = '.';
            into[next++] = (byte) ('0' + rest / 100);
            into[next++] = (byte) ('0' + rest / 10 % 10);
            into[next++] = (byte) ('0' + rest % 10);
        }
        return next;
    }

    private void escape(char c) {
        buffer[size++] = '\\';
        if (c == '\n' || c == '\r' || c == '\t') {
            buffer[size++] = (byte) (c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
            return;
        }
        buffer[size++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            buffer[size++] = HEX[c >> shift & 0xf];
        }
    }

    /** Writes the character at {@code i} as UTF-8; returns how many chars of the text it takes. */
    private int encode(String text, int i) {
        int codePoint = text.codePointAt(i);
        if (codePoint < 0x800) {
            buffer[size++] = (byte) (0xc0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                buffer[size++] = (byte) (0xe0 | codePoint >> 12);
            } else {
                buffer[size++] = (byte) (0xf0 | codePoint >> 18);
                buffer[size++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
            }
            buffer[size++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
        }
        buffer[size++] = (byte) (0x80 | codePoint & 0x3f);
        return Character.charCount(codePoint);
    }

    private void reserve(int bytes) throws IOException {
        if (buffer.length - size >= bytes) {
            return;
        }
        finish();
        if (buffer.length < bytes) {
            buffer = new byte[bytes];
        }
    }
}
