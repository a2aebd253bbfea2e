package dev.monitoring.alerts.journal;

import dev.monitoring.core.model.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Builds the value of an entry: numbers of eight bytes, texts in UTF-8 behind their length, the rest made of these. What was
 * written is read in the same order by an {@link EntryReader}. Confined to one thread.
 */
public final class EntryWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    public EntryWriter number(long value) {
        bytes.write(number.putLong(0, value).array(), 0, Long.BYTES);
        return this;
    }

    /** A floating-point number, bit by bit. */
    public EntryWriter real(double value) {
        return number(Double.doubleToRawLongBits(value));
    }

    public EntryWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.write(number.putInt(0, utf8.length).array(), 0, Integer.BYTES);
        bytes.write(utf8, 0, utf8.length);
        return this;
    }

    public EntryWriter labels(Labels labels) {
        number(labels.size());
        labels.forEach((name, value) -> text(name).text(value));
        return this;
    }

    /** Texts by name, in their order. */
    public EntryWriter texts(Map<String, String> texts) {
        number(texts.size());
        texts.forEach((name, value) -> text(name).text(value));
        return this;
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** A name for what was written, of 64 characters, which nothing else has: its SHA-256. For keys. */
    public String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
