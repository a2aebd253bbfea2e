package dev.monitoring.core.endpoint;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection when a deadline passes while something is sent over it; see {@link Connection}. Thread-safe. Its thread, a
 * daemon, ends with {@link #end} or at the deadline.
 */
final class SendWatch {
    private final CountDownLatch sent = new CountDownLatch(1);

    private SendWatch() {}

    /** Begins to watch. */
    static SendWatch start(Deadline deadline, Connection connection) throws IOException {
        SendWatch watch = new SendWatch();
        Thread thread = new Thread(() -> watch.run(deadline, connection), "monitoring-send-watch");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "the system gives no thread to watch over a long request; raise its limit of threads", e);
        }
        return watch;
    }

    private void run(Deadline deadline, Connection connection) {
        try {
            while (!sent.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                if (deadline.hasPassed()) {
                    connection.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            connection.close(); // nobody would end the wait otherwise
        }
    }

    /** Ends the watch: everything was sent, or nothing can be any more. */
    void end() {
        sent.countDown();
    }
}
