package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.series.MemorySeries;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How many queries run at the same time. */
class QueryGateTest {
    private final MemorySeries data = new MemorySeries().add(Labels.of("__name__", "x"), 0, 1);
    private final QueryEngine engine = new QueryEngine(
            data,
            Clock.system(),
            QueryConfig.defaults().withLimits(QueryLimits.defaults().withMaxConcurrent(1)));
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private Thread occupy() throws InterruptedException {
        QueryOptions holding = QueryOptions.none().withCancellation(() -> {
            running.countDown();
            try {
                return !release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
        Thread thread = new Thread(() -> engine.instant("x", 0, holding), "holding");
        thread.start();
        assertTrue(running.await(20, TimeUnit.SECONDS));
        return thread;
    }

    @Test
    void aQueryThatFindsNoPlaceInTimeIsTurnedAway() throws InterruptedException {
        Thread holder = occupy();

        QueryException refusal = assertThrows(
                QueryException.class,
                () -> engine.instant("x", 0, QueryOptions.none().withTimeout(Duration.ofMillis(20))));

        assertEquals(Code.UNAVAILABLE, refusal.code());
        assertTrue(refusal.message().contains(QueryLimits.MAX_CONCURRENT_KEY), refusal.message());
        release.countDown();
        holder.join(10_000);
    }

    @Test
    void aQueryWaitsForAPlace() throws InterruptedException {
        Thread holder = occupy();
        AtomicReference<QueryResult> answer = new AtomicReference<>();
        Thread waiter = new Thread(() -> answer.set(engine.instant("x", 0)), "waiting");

        waiter.start();
        release.countDown();
        waiter.join(10_000);
        holder.join(10_000);

        assertNotNull(answer.get());
    }

    @Test
    void aQueryThatNobodyWaitsForAnyMoreGivesUpItsWait() throws InterruptedException {
        Thread holder = occupy();

        QueryException refusal = assertThrows(
                QueryException.class,
                () -> engine.instant("x", 0, QueryOptions.none().withCancellation(() -> true)));

        assertEquals(Code.CANCELED, refusal.code());
        release.countDown();
        holder.join(10_000);
    }

    @Test
    void aPlaceIsFreeAgainAfterAFailure() {
        assertThrows(QueryException.class, () -> engine.instant("x +", 0));

        assertNotNull(engine.instant("x", 0));
    }

    @Test
    void aWaitingThreadThatIsInterruptedStopsAndStaysInterrupted() throws InterruptedException {
        Thread holder = occupy();
        AtomicReference<QueryException> refusal = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>(false);
        Thread waiter = new Thread(
                () -> {
                    refusal.set(assertThrows(QueryException.class, () -> engine.instant("x", 0)));
                    interrupted.set(Thread.currentThread().isInterrupted());
                },
                "waiting");

        waiter.start();
        waiter.interrupt();
        waiter.join(10_000);

        assertEquals(Code.CANCELED, refusal.get().code());
        assertTrue(interrupted.get());
        release.countDown();
        holder.join(10_000);
    }
}
