package dev.monitoring.core.http.jetty;

import dev.monitoring.core.http.PeerWaits;
import dev.monitoring.core.http.PieceOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A streamed body on its way to Jetty. Confined to the handling thread. */
final class JettyBodyOutput extends PieceOutput {
    private final Response response;
    private final PeerWaits waits;

    JettyBodyOutput(Response response, PeerWaits waits) {
        this.response = response;
        this.waits = waits;
    }

    @Override
    protected void send(byte[] piece, int count, boolean last) throws IOException {
        PeerWaits.Pending pending = new PeerWaits.Pending();
        response.write(last, ByteBuffer.wrap(piece, 0, count), new Written(pending));
        waits.await(pending);
    }

    /** Ends a wait on whichever thread of Jetty's the write ended on. */
    private record Written(PeerWaits.Pending pending) implements Callback {
        @Override
        public void succeeded() {
            pending.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            pending.failed(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
