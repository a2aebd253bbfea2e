package dev.monitoring.spring.web.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServletTurnTest {
    private final ServletTurn turn = new ServletTurn();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void callsNothingOnceTheContainerEndsTheRequest() throws Exception {
        assertEquals(1, turn.call(calls::incrementAndGet));

        assertTrue(turn.end());

        assertThrows(IOException.class, () -> turn.call(calls::incrementAndGet));
        turn.last(calls::incrementAndGet);
        assertEquals(1, calls.get());
    }

    @Test
    void endsARequestOnce() {
        turn.last(calls::incrementAndGet);
        turn.last(calls::incrementAndGet);

        assertEquals(1, calls.get());
        assertFalse(turn.end());
    }

    @Test
    void lastCallIsOverBeforeTheContainerGoesOn() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        Thread caller = new Thread(() -> turn.last(() -> {
            called.countDown();
            // Until the container's thread waits for it.
            while (!turn.isAwaited()) {
                Thread.onSpinWait();
            }
            calls.incrementAndGet();
        }));
        caller.start();
        called.await();

        boolean first = CompletableFuture.supplyAsync(turn::end).join();

        assertFalse(first);
        assertEquals(1, calls.get());
        caller.join();
    }
}
