package dev.monitoring.core.endpoint;

import java.io.IOException;
import java.io.InputStream;

/**
 * A body sent in chunks, each with its size in front. Confined to one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-7.1">RFC 9112, section 7.1</a>
 */
final class ChunkedInput extends InputStream {
    private final InputStream in;
    private long left;
    private boolean begun;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ended && left == 0) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new IOException("the server closed the connection in the middle of its answer");
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        HttpWire.Lines lines = new HttpWire.Lines(in);
        if (begun && !lines.next().isEmpty()) {
            throw new IOException("a chunk of the answer is longer than it says");
        }
        begun = true;
        String size = lines.next().split(";", 2)[0].strip();
        try {
            left = size.length() > 15 ? -1 : Long.parseLong(size, 16);
        } catch (NumberFormatException e) {
            left = -1;
        }
        if (left < 0) {
            left = 0;
            throw new IOException("a chunk of the answer begins without its size");
        }
        if (left == 0) {
            while (!lines.next().isEmpty()) {
                // Trailers say nothing that is asked for.
            }
            ended = true;
        }
    }
}
