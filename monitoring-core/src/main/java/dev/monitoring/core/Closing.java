package dev.monitoring.core;

import dev.monitoring.core.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of parts, one after the other, within one budget of time for all of them. Confined to the thread that closes.
 *
 * <p>Each part is closed on a thread of its own, {@code monitoring-close}, and may take two thirds of what is left of the
 * budget, the last one all of it. A part that is not done by then is interrupted and left to its thread, and the next one's
 * turn comes: parts have limits of their own, but those add up to more than the host was promised, and what an extension or
 * the host's meter registry does has none.
 */
final class Closing {
    private static final Logger log = LoggerFactory.getLogger(Monitoring.class);

    /** What {@link Monitoring#close} promises is five seconds; the rest is for a busy machine to notice. */
    private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(4_500);

    /** The system's, whatever time the parts go by: it is the caller who waits. */
    private final Clock clock = Clock.system();

    private final long endNanos = clock.nanoTime() + BUDGET_NANOS;
    private boolean interrupted;

    private Closing() {}

    /** Closes {@code parts} in their order. The caller's interrupt is kept for the caller. */
    static void all(List<AutoCloseable> parts) {
        Closing closing = new Closing();
        for (int i = 0; i < parts.size(); i++) {
            closing.close(parts.get(i), i == parts.size() - 1);
        }
        if (closing.interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(AutoCloseable part, boolean last) {
        Thread thread = new Thread(null, () -> closeQuietly(part), "monitoring-close", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(Closing.class.getClassLoader());
        try {
            thread.start();
        } catch (Throwable e) { // no memory or no permission for another thread
            closeQuietly(part);
            return;
        }
        long left = Math.max(0, endNanos - clock.nanoTime());
        if (!ends(thread, last ? left : left / 3 * 2)) {
            log.warn("a part does not close in time; the rest is closed all the same");
            thread.interrupt();
        }
    }

    private boolean ends(Thread thread, long nanos) {
        long end = clock.nanoTime() + nanos;
        while (true) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, end - clock.nanoTime());
                return !thread.isAlive();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Throwable e) { // an extension's, or the host's registry's; nothing of it may reach the host
            log.warn("a part did not close cleanly; the rest is closed all the same: {}", e.toString());
        }
    }
}
