package dev.monitoring.alerts.journal;

import dev.monitoring.core.model.Labels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the value of an entry that an {@link EntryWriter} has built, in the same order. Every method throws
 * {@link IllegalArgumentException} where the bytes say something else. Confined to one thread.
 */
public final class EntryReader {
    private final ByteBuffer bytes;

    public EntryReader(byte[] value) {
        this.bytes = ByteBuffer.wrap(value);
    }

    /** The number that an entry begins with, by which it says how the rest is built. */
    public void version(int known) {
        long version = number();
        if (version != known) {
            throw new IllegalArgumentException("it has version " + version + ", and " + known + " is known");
        }
    }

    public long number() {
        need(Long.BYTES);
        return bytes.getLong();
    }

    public double real() {
        return Double.longBitsToDouble(number());
    }

    public String text() {
        need(Integer.BYTES);
        int length = bytes.getInt();
        need(length);
        byte[] utf8 = new byte[length];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    public Labels labels() {
        return Labels.of(texts());
    }

    public Map<String, String> texts() {
        long size = count();
        Map<String, String> texts = new LinkedHashMap<>();
        for (long i = 0; i < size; i++) {
            String name = text();
            texts.put(name, text());
        }
        return texts;
    }

    /** A number of things that follow, each at least a byte long. */
    public int count() {
        long count = number();
        if (count < 0 || count > bytes.remaining()) {
            throw new IllegalArgumentException(count + " things in " + bytes.remaining() + " bytes");
        }
        return (int) count;
    }

    private void need(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException(length + " bytes of " + bytes.remaining());
        }
    }
}
