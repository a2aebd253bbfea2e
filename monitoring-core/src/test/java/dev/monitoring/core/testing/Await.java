package dev.monitoring.core.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits in tests for what other threads bring about. Stateless. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LOOK_EVERY_MILLIS = 20;

    private Await() {}

    /**
     * Returns as soon as something holds.
     *
     * @param what is awaited, for the message
     * @throws AssertionError if it does not hold within half a minute
     */
    public static void until(String what, BooleanSupplier holds) {
        CountDownLatch never = new CountDownLatch(1);
        for (long looks = PATIENCE.toMillis() / LOOK_EVERY_MILLIS; !holds.getAsBoolean(); looks--) {
            if (looks == 0) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain: " + what);
            }
            try {
                if (never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }
}
