package dev.monitoring.prometheus.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text under construction as UTF-8, with the escapes of the exposition formats. Confined to one thread. */
final class ByteText {
    private byte[] bytes;
    private int size;

    ByteText(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    ByteText text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return raw(text.substring(i).getBytes(StandardCharsets.UTF_8));
            }
            add((byte) c);
        }
        return this;
    }

    /** {@code ="value"} with backslash, quote and line feed escaped. */
    ByteText labelValue(String value) {
        return text("=\"").escaped(value, true).text("\"");
    }

    /** Text with backslash and line feed escaped, and the quote where {@code quotes} says so. */
    ByteText escaped(String text, boolean quotes) {
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' || c == '\n' || c == '"' && quotes) {
                text(text.substring(start, i)).add((byte) '\\');
                add(c == '\n' ? (byte) 'n' : (byte) c);
                start = i + 1;
            }
        }
        return text(start == 0 ? text : text.substring(start));
    }

    private ByteText raw(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    private void add(byte b) {
        reserve(1);
        bytes[size++] = b;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
        }
    }
}
