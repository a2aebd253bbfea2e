package dev.monitoring.prometheus.exposition;

import dev.monitoring.core.registry.Snapshot;
import java.io.IOException;
import java.io.OutputStream;

/** A buffer of fixed size in front of a stream, and the lines written into it. Confined to one thread; reusable. */
final class TextOutput {
    /** Large enough that a page of 10,000 series takes few writes, small enough to keep. */
    private static final int CAPACITY_BYTES = 32 << 10;
    /** A value, a space, a time and a line feed. */
    private static final int TAIL_BYTES = DecimalText.MAX_BYTES + 1 + 21 + 1;

    private final byte[] buffer = new byte[CAPACITY_BYTES];
    private final DecimalText decimals = new DecimalText();
    private int size;

    /** Writes one sample's line; its value must be present. */
    void line(RenderedLayout rendered, int slot, Snapshot snapshot, ExpositionFormat format, OutputStream out)
            throws IOException {
        int start = rendered.starts[slot];
        int length = rendered.starts[slot + 1] - start;
        if (length + TAIL_BYTES > CAPACITY_BYTES - size) {
            flush(out);
            if (length + TAIL_BYTES > CAPACITY_BYTES) {
                out.write(rendered.bytes, start, length);
                length = 0;
            }
        }
        System.arraycopy(rendered.bytes, start, buffer, size, length);
        int next = decimals.write(snapshot.value(slot), buffer, size + length);
        if (snapshot.hasOwnTimestamp(slot)) {
            buffer[next++] = ' ';
            next = timestamp(snapshot.timestampMillis(slot), format, next);
        }
        buffer[next++] = '\n';
        size = next;
    }

    void bytes(byte[] bytes, OutputStream out) throws IOException {
        if (bytes.length > CAPACITY_BYTES - size) {
            flush(out);
            if (bytes.length > CAPACITY_BYTES) {
                out.write(bytes, 0, bytes.length);
                return;
            }
        }
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    void flush(OutputStream out) throws IOException {
        int pending = size;
        size = 0;
        out.write(buffer, 0, pending);
    }

    /** Forgets what was not written. */
    void clear() {
        size = 0;
    }

    /** Milliseconds in the text format, seconds in OpenMetrics. */
    private int timestamp(long millis, ExpositionFormat format, int at) {
        int next = at;
        if (millis < 0) {
            buffer[next++] = '-';
        }
        // Long.MIN_VALUE has no positive counterpart; a millisecond does not matter there.
        long magnitude = Math.abs(Math.max(millis, -Long.MAX_VALUE));
        return format == ExpositionFormat.TEXT
                ? DecimalText.write(magnitude, buffer, next)
                : DecimalText.writeThousandths(magnitude, buffer, next);
    }
}
