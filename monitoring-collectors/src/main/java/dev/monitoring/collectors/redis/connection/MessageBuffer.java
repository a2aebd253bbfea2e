package dev.monitoring.collectors.redis.connection;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from the thread that reads, which never waits, to one that works on them. Limited in bytes: what does
 * not fit is dropped and counted. Thread-safe.
 */
final class MessageBuffer {
    /** Seconds of a busy application. */
    private static final long MAX_BYTES = 8L << 20;

    /** What a message takes besides its bytes. */
    private static final int OVERHEAD_BYTES = 32;

    private final Object lock = new Object();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(); // guarded by lock
    private long bytes; // guarded by lock
    private boolean closed; // guarded by lock
    private final AtomicLong dropped;

    /** @param dropped where to count */
    MessageBuffer(AtomicLong dropped) {
        this.dropped = dropped;
    }

    void put(byte[] message) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            if (bytes + message.length > MAX_BYTES) {
                dropped.incrementAndGet();
                return;
            }
            waiting.add(message);
            bytes += message.length + OVERHEAD_BYTES;
            lock.notifyAll();
        }
    }

    /** Waits for the next message; null once it is closed. */
    byte @Nullable [] take() throws InterruptedException {
        synchronized (lock) {
            while (waiting.isEmpty() && !closed) {
                lock.wait();
            }
            byte[] next = closed ? null : waiting.remove();
            if (next != null) {
                bytes -= next.length + OVERHEAD_BYTES;
            }
            return next;
        }
    }

    void close() {
        synchronized (lock) {
            closed = true;
            waiting.clear();
            lock.notifyAll();
        }
    }
}
