package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.PeerWaits;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A request's body as it arrives. Read by the handling thread; told by the container's that there is something to read. */
final class ServletBodyInput extends InputStream implements ReadListener {
    private final ServletInputStream in;
    private final ServletTurn turn;
    private final PeerWaits waits;
    private volatile Runnable arrival = () -> {};
    private volatile PeerWaits.Pending readable = new PeerWaits.Pending();
    private boolean begun;

    ServletBodyInput(ServletInputStream in, ServletTurn turn, PeerWaits waits) {
        this.in = in;
        this.turn = turn;
        this.waits = waits;
    }

    /** Begins to listen; {@code arrived} is run whenever there may be something to read, or nothing to wait for. */
    void listen(Runnable arrived) {
        arrival = arrived;
        in.setReadListener(this);
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
        if (!begun) {
            waits.await(readable);
            begun = true;
        }
        while (!turn.call(in::isFinished)) {
            PeerWaits.Pending next = new PeerWaits.Pending();
            readable = next;
            if (!turn.call(in::isReady)) {
                waits.await(next);
                continue;
            }
            int length = turn.call(() -> in.read(bytes, offset, count));
            if (length != 0) {
                return length;
            }
        }
        return -1;
    }

    @Override
    public void onDataAvailable() {
        readable.succeeded();
        arrival.run();
    }

    @Override
    public void onAllDataRead() {
        readable.succeeded();
        arrival.run();
    }

    @Override
    public void onError(Throwable cause) {
        readable.failed(new IOException("the body was not received in full", cause));
        arrival.run();
    }
}
