package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerWaitsTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void stopThreads() {
        threads.forEach(Thread::interrupt);
    }

    private record Wait(PeerWaits.Pending pending, Future<?> returned) {}

    /** A wait that has got as far as it gets by itself. */
    private Wait begin(PeerWaits waits) {
        PeerWaits.Pending pending = new PeerWaits.Pending();
        FutureTask<?> task = new FutureTask<>(() -> {
            waits.await(pending);
            return null;
        });
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        Await.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING || task.isDone());
        return new Wait(pending, task);
    }

    @Test
    void givesNobodyUpWhoHasNotWaitedLong() throws Exception {
        PeerWaits waits = new PeerWaits(1, Duration.ZERO, NEVER, NEVER);
        List<Wait> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(begin(waits));
        }

        // One after another, each time with others waiting for its place.
        for (Wait wait : all) {
            wait.pending().succeeded();
            wait.returned().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void countsNoWaitThatIsBrief() throws Exception {
        PeerWaits waits = new PeerWaits(1, NEVER, Duration.ZERO, NEVER);
        Wait first = begin(waits);
        Wait second = begin(waits);

        second.pending().succeeded();
        second.returned().get(20, TimeUnit.SECONDS);
        first.pending().succeeded();
        first.returned().get(20, TimeUnit.SECONDS);
    }

    @Test
    void givesUpTheLongestOfTooManyLongWaits() throws Exception {
        PeerWaits waits = new PeerWaits(2, Duration.ZERO, Duration.ZERO, NEVER);
        List<Wait> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(begin(waits));
        }

        for (int i = 0; i < 3; i++) {
            Future<?> returned = all.get(i).returned();
            ExecutionException thrown =
                    assertThrows(ExecutionException.class, () -> returned.get(20, TimeUnit.SECONDS));
            assertEquals(
                    "too many callers are slow at once; the slowest is dropped",
                    thrown.getCause().getMessage());
        }
        for (int i = 3; i < 5; i++) {
            all.get(i).pending().succeeded();
            all.get(i).returned().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void endsAWaitThatLastsTooLong() {
        PeerWaits waits = new PeerWaits(1, Duration.ofMillis(1));

        IOException thrown = assertThrows(IOException.class, () -> waits.await(new PeerWaits.Pending()));

        assertEquals("the caller neither sends nor reads", thrown.getMessage());
    }
}
