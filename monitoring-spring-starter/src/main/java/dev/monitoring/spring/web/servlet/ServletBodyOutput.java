package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.PeerWaits;
import dev.monitoring.core.http.PieceOutput;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way to the container. Written by the handling thread, which waits until a piece has left; told by the
 * container's thread that the next may come.
 */
final class ServletBodyOutput extends PieceOutput implements WriteListener {
    private final HttpServletResponse response;
    private final ServletOutputStream out;
    private final ServletTurn turn;
    private final PeerWaits waits;
    private volatile PeerWaits.Pending writable = new PeerWaits.Pending();
    private @Nullable HttpResponse head;

    ServletBodyOutput(HttpServletResponse response, ServletOutputStream out, ServletTurn turn, PeerWaits waits) {
        this.response = response;
        this.out = out;
        this.turn = turn;
        this.waits = waits;
    }

    /** Begins anew with this answer's head, which goes out with the first piece and not before: a writer may fail. */
    void begin(HttpResponse answer) {
        head = answer;
        clear();
    }

    /** Whether nothing is out yet. */
    boolean isClean() {
        return head != null;
    }

    private void writeHead(int length) throws IOException {
        HttpResponse answer = head;
        if (answer != null) {
            waits.await(writable);
            head = null;
            turn.call(() -> {
                Answers.writeHead(answer, response);
                if (length >= 0) {
                    response.setContentLength(length);
                }
                return length;
            });
        }
    }

    @Override
    protected void send(byte[] piece, int count, boolean last) throws IOException {
        writeHead(last ? count : -1);
        turn.call(() -> {
            out.write(piece, 0, count);
            return count;
        });
        awaitWritten();
        if (last) {
            flushWritten();
        }
    }

    /**
     * Sends the head of an answer without a body.
     *
     * @param length what to say of the body's length; -1 for nothing
     */
    void completeWithoutBody(int length) throws IOException {
        writeHead(length);
        flushWritten();
    }

    private void flushWritten() throws IOException {
        turn.call(() -> {
            out.flush();
            return true;
        });
        awaitWritten();
    }

    private void awaitWritten() throws IOException {
        while (true) {
            PeerWaits.Pending next = new PeerWaits.Pending();
            writable = next;
            if (turn.call(out::isReady)) {
                return;
            }
            waits.await(next);
        }
    }

    @Override
    public void onWritePossible() {
        writable.succeeded();
    }

    @Override
    public void onError(Throwable cause) {
        writable.failed(new IOException("the caller is gone", cause));
    }
}
