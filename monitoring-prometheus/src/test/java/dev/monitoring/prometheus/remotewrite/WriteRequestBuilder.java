package dev.monitoring.prometheus.remotewrite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes requests of remote write 1.0 byte by byte, right and wrong ones. Confined to one thread. */
public final class WriteRequestBuilder {
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();

    /** A sample. */
    public record Sample(long timestampMillis, double value) {}

    /** Adds a series of one sample with labels in the order given. */
    public WriteRequestBuilder series(long timestampMillis, double value, String... namesAndValues) {
        return series(new Sample[] {new Sample(timestampMillis, value)}, namesAndValues);
    }

    public WriteRequestBuilder series(Sample[] samples, String... namesAndValues) {
        ByteArrayOutputStream series = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            series.writeBytes(field(1, label(namesAndValues[i], namesAndValues[i + 1])));
        }
        for (Sample sample : samples) {
            series.writeBytes(field(2, sample(sample)));
        }
        return timeseries(series.toByteArray());
    }

    /** Adds a series that is made already. */
    public WriteRequestBuilder timeseries(byte[] message) {
        request.writeBytes(field(1, message));
        return this;
    }

    public WriteRequestBuilder metadata(int type, String name, String help, String unit) {
        ByteArrayOutputStream metadata = new ByteArrayOutputStream();
        metadata.writeBytes(concat(varint(1 << 3), varint(type)));
        metadata.writeBytes(field(2, utf8(name)));
        metadata.writeBytes(field(4, utf8(help)));
        metadata.writeBytes(field(5, utf8(unit)));
        request.writeBytes(field(3, metadata.toByteArray()));
        return this;
    }

    /** Adds bytes as they are. */
    public WriteRequestBuilder raw(byte... bytes) {
        request.writeBytes(bytes);
        return this;
    }

    public byte[] message() {
        return request.toByteArray();
    }

    /** The message as a body. */
    public byte[] body() {
        return literals(message());
    }

    static byte[] label(String name, String value) {
        return concat(field(1, utf8(name)), field(2, utf8(value)));
    }

    static byte[] sample(Sample sample) {
        byte[] value = ByteBuffer.allocate(9)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) (1 << 3 | 1))
                .putLong(Double.doubleToRawLongBits(sample.value))
                .array();
        return concat(value, varint(2 << 3), varint(sample.timestampMillis));
    }

    static byte[] field(int number, byte[] content) {
        return concat(varint((long) number << 3 | 2), varint(content.length), content);
    }

    static byte[] varint(long value) {
        byte[] bytes = new byte[10];
        int size = 0;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return Arrays.copyOf(bytes, size);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** A snappy block of literals only, which is valid. */
    static byte[] literals(byte[] text) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(varint(text.length));
        for (int at = 0; at < text.length; at += 1 << 16) {
            int size = Math.min(1 << 16, text.length - at);
            block.write(61 << 2);
            block.write(size - 1);
            block.write(size - 1 >> 8);
            block.write(text, at, size);
        }
        return block.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
