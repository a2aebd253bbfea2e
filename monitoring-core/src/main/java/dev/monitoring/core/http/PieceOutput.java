package dev.monitoring.core.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A streamed body on its way to the connection, gathered into pieces of up to 32 KiB. A body that fits one piece goes out
 * with its length. Confined to the handling thread.
 */
public abstract class PieceOutput extends OutputStream {
    /** Most answers need no more. */
    private static final int FIRST_BYTES = 8 << 10;

    private static final int MAX_BYTES = 32 << 10;

    private byte[] buffer = new byte[FIRST_BYTES];
    private int length;

    /**
     * Sends a piece, and returns once the array may be used anew.
     *
     * @param last whether the body is whole with it
     * @throws IOException if the caller is gone or too slow
     */
    protected abstract void send(byte[] piece, int count, boolean last) throws IOException;

    @Override
    public final void write(int b) throws IOException {
        makeRoom(1);
        buffer[length++] = (byte) b;
    }

    @Override
    public final void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            makeRoom(left);
            int piece = Math.min(left, buffer.length - length);
            System.arraycopy(bytes, from, buffer, length, piece);
            length += piece;
            from += piece;
            left -= piece;
        }
    }

    /** Has no effect: small pieces would cost more than they tell. */
    @Override
    public final void flush() {}

    /** The body is whole. */
    public final void complete() throws IOException {
        send(buffer, length, true);
        length = 0;
    }

    /** Forgets what was gathered and not sent. */
    protected final void clear() {
        length = 0;
    }

    /** Makes room for one byte at least, and for {@code wanted} where a piece may be so long. */
    private void makeRoom(int wanted) throws IOException {
        if (buffer.length - length >= wanted) {
            return;
        }
        if (buffer.length < MAX_BYTES) {
            int longer = Math.max(2 * buffer.length, (int) Math.min(MAX_BYTES, (long) length + wanted));
            buffer = Arrays.copyOf(buffer, Math.min(MAX_BYTES, longer));
        }
        if (length == buffer.length) {
            send(buffer, length, false);
            length = 0;
        }
    }
}
