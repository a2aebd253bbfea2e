package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.PeerWaits;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * A request's body as it arrives, one buffer at a time: the next is asked for when the last was read, so that no more waits
 * here than the server has anyway. Read by the handling thread, filled by the event loop.
 */
final class ReactiveBodyInput extends InputStream {
    private final Flux<DataBuffer> source;
    private final PeerWaits waits;
    private final Object lock = new Object();
    private final Receiver receiver = new Receiver();
    private @Nullable DataBuffer arrived; // guarded by lock
    private PeerWaits.@Nullable Pending awaited; // guarded by lock
    private @Nullable Throwable failure; // guarded by lock
    private @Nullable Runnable onArrival; // guarded by lock; called once
    private boolean asked; // guarded by lock; whether a buffer is on its way
    private boolean ended; // guarded by lock
    private boolean subscribed;

    ReactiveBodyInput(Flux<DataBuffer> source, PeerWaits waits) {
        this.source = source;
        this.waits = waits;
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
        DataBuffer buffer = next();
        if (buffer == null) {
            return -1;
        }
        int length = Math.min(count, buffer.readableByteCount());
        buffer.read(bytes, offset, length);
        if (buffer.readableByteCount() == 0) {
            synchronized (lock) {
                arrived = null;
            }
            DataBufferUtils.release(buffer);
        }
        return length;
    }

    /** A buffer with bytes in it; null at the end. */
    private @Nullable DataBuffer next() throws IOException {
        while (true) {
            PeerWaits.Pending pending = new PeerWaits.Pending();
            boolean ask;
            synchronized (lock) {
                if (arrived != null) {
                    return arrived;
                }
                if (failure != null) {
                    throw new IOException("the body was not received in full", failure);
                }
                if (ended) {
                    return null;
                }
                awaited = pending;
                ask = !asked;
                asked = true;
            }
            if (ask) {
                ask();
            }
            waits.await(pending);
        }
    }

    /** Asks for the first of it already, and says when there is something to read, or nothing to wait for. */
    void prefetch(Runnable arrival) {
        synchronized (lock) {
            onArrival = arrival;
            asked = true;
        }
        ask();
    }

    private void ask() {
        if (subscribed) {
            receiver.request(1);
        } else {
            subscribed = true;
            source.subscribe(receiver);
        }
    }

    /** Whether all of it was read. */
    boolean isEnded() {
        synchronized (lock) {
            return ended && failure == null;
        }
    }

    /** The caller has gone away. */
    void lost() {
        receiver.end(new IOException("the caller is gone"));
    }

    /** Lets go of what was not read, here and with the server. */
    void release() {
        if (subscribed) {
            receiver.cancel();
        }
        DataBuffer left;
        synchronized (lock) {
            ended = true;
            left = arrived;
            arrived = null;
        }
        DataBufferUtils.release(left);
    }

    private final class Receiver extends BaseSubscriber<DataBuffer> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // The first buffer is waited for already; a server may subscribe later, on its own thread.
            subscription.request(1);
        }

        @Override
        protected void hookOnNext(DataBuffer buffer) {
            boolean unwanted;
            synchronized (lock) {
                asked = false;
                unwanted = ended || buffer.readableByteCount() == 0;
                if (!unwanted) {
                    arrived = buffer;
                }
            }
            if (unwanted) {
                DataBufferUtils.release(buffer);
            }
            wake();
        }

        @Override
        protected void hookOnComplete() {
            end(null);
        }

        @Override
        protected void hookOnError(Throwable cause) {
            end(cause);
        }

        private void end(@Nullable Throwable cause) {
            synchronized (lock) {
                if (!ended) {
                    ended = true;
                    failure = cause;
                }
            }
            wake();
        }

        private void wake() {
            PeerWaits.Pending pending;
            Runnable arrival;
            synchronized (lock) {
                pending = awaited;
                awaited = null;
                arrival = onArrival;
                onArrival = null;
            }
            if (pending != null) {
                pending.succeeded();
            }
            if (arrival != null) {
                arrival.run();
            }
        }
    }
}
