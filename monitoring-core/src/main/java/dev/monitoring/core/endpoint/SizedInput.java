package dev.monitoring.core.endpoint;

import java.io.IOException;
import java.io.InputStream;

/** A body whose size was announced. Confined to one thread. */
final class SizedInput extends InputStream {
    private final InputStream in;
    private final long size;
    private long left;

    SizedInput(InputStream in, long size) throws IOException {
        if (size < 0) {
            throw new IOException("the header Content-Length says " + size + ", which no body has");
        }
        this.in = in;
        this.size = size;
        this.left = size;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        int c = in.read();
        require(c);
        left--;
        return c;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        require(count);
        left -= count;
        return count;
    }

    private void require(int outcome) throws IOException {
        if (outcome < 0) {
            throw new IOException("the server closed the connection after " + (size - left) + " of the " + size
                    + " bytes of its answer");
        }
    }
}
