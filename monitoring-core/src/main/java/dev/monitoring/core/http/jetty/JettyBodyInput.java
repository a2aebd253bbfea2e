package dev.monitoring.core.http.jetty;

import dev.monitoring.core.http.PeerWaits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request's body as it arrives. Confined to the handling thread. */
final class JettyBodyInput extends InputStream {
    private final Request request;
    private final PeerWaits waits;
    private Content.@Nullable Chunk chunk;
    private boolean ended;

    JettyBodyInput(Request request, PeerWaits waits) {
        this.request = request;
        this.waits = waits;
    }

    /** Whether all of it was read. */
    boolean isEnded() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        Content.Chunk current = next();
        if (current == null) {
            return -1;
        }
        ByteBuffer buffer = current.getByteBuffer();
        int length = Math.min(count, buffer.remaining());
        buffer.get(bytes, offset, length);
        if (!buffer.hasRemaining()) {
            release(current);
        }
        return length;
    }

    /** A chunk with bytes in it, or null at the end. */
    private Content.@Nullable Chunk next() throws IOException {
        while (!ended && chunk == null) {
            Content.Chunk read = request.read();
            if (read == null) {
                PeerWaits.Pending pending = new PeerWaits.Pending();
                request.demand(pending::succeeded);
                waits.await(pending);
            } else if (Content.Chunk.isFailure(read)) {
                throw new IOException("the body was not received in full", read.getFailure());
            } else if (read.hasRemaining()) {
                chunk = read;
            } else {
                release(read);
            }
        }
        return chunk;
    }

    private void release(Content.Chunk read) {
        ended = read.isLast();
        read.release();
        chunk = null;
    }
}
