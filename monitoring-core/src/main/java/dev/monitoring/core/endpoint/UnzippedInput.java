package dev.monitoring.core.endpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A body packed with gzip, opened when it is first read: of an empty one nobody wants to know. Confined to one thread. */
final class UnzippedInput extends InputStream {
    private static final int BUFFER_BYTES = 8 << 10;

    private final InputStream packed;
    private @Nullable InputStream unpacked;

    UnzippedInput(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            InputStream in = unpacked;
            if (in == null) {
                in = new GZIPInputStream(packed, BUFFER_BYTES);
                unpacked = in;
            }
            return in.read(bytes, offset, length);
        } catch (EOFException | ZipException e) {
            throw new IOException("the answer says it is packed with gzip, but it cannot be unpacked", e);
        }
    }
}
