package dev.monitoring.core.http.jetty;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/**
 * Writes a body at hand without holding a thread. In slices, because the JDK copies what is written into a buffer outside
 * the heap that is as large as the piece and stays with the thread.
 */
final class SlicedWrite extends IteratingNestedCallback {
    private static final int SLICE_BYTES = 64 << 10;

    private final Response response;
    private final byte[] body;
    private int position;
    private boolean done;

    SlicedWrite(Response response, byte[] body, Callback whole) {
        super(whole);
        this.response = response;
        this.body = body;
    }

    @Override
    protected Action process() {
        if (done) {
            return Action.SUCCEEDED;
        }
        int length = Math.min(SLICE_BYTES, body.length - position);
        ByteBuffer slice = ByteBuffer.wrap(body, position, length).slice();
        position += length;
        done = position == body.length;
        response.write(done, slice, this);
        return Action.SCHEDULED;
    }
}
