package dev.monitoring.core.endpoint;

import java.io.IOException;
import java.io.InputStream;

/** A body that may have only so many bytes. Confined to one thread. */
final class LimitedInput extends InputStream {
    private final InputStream in;
    private final long limit;
    private long left;
    private boolean ended;

    LimitedInput(InputStream in, long limit) {
        this.in = in;
        this.limit = limit;
        this.left = limit;
    }

    /** Whether all of it was read. */
    boolean isAtEnd() {
        return ended;
    }

    /** How many bytes were read. */
    long count() {
        return limit - left;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count < 0) {
            ended = true;
            return -1;
        }
        left -= count;
        if (left < 0) {
            throw new IOException("the answer has more than " + limit
                    + " bytes; correct the address, or raise body-size-limit if that is right");
        }
        return count;
    }
}
