package dev.monitoring.core.http.jetty;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;

/**
 * A streamed body on its way to the connection. A body that fits the buffer goes out in one piece with its length. Confined
 * to the handling thread.
 */
final class JettyBodyOutput extends OutputStream {
    private static final int BUFFER_BYTES = 32 << 10;

    private final Response response;
    private final PeerWaits waits;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;

    JettyBodyOutput(Response response, PeerWaits waits) {
        this.response = response;
        this.waits = waits;
    }

    @Override
    public void write(int b) throws IOException {
        if (length == buffer.length) {
            send(false);
        }
        buffer[length++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (length == buffer.length) {
                send(false);
            }
            int piece = Math.min(left, buffer.length - length);
            System.arraycopy(bytes, from, buffer, length, piece);
            length += piece;
            from += piece;
            left -= piece;
        }
    }

    /** Has no effect: small pieces would cost more than they tell. */
    @Override
    public void flush() {}

    /** The body is whole. */
    void complete() throws IOException {
        send(true);
    }

    private void send(boolean last) throws IOException {
        PeerWaits.Pending pending = new PeerWaits.Pending();
        response.write(last, ByteBuffer.wrap(buffer, 0, length), pending);
        waits.await(pending);
        length = 0;
    }
}
