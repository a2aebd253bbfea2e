package dev.monitoring.core;

import dev.monitoring.core.backfill.Backfill;
import dev.monitoring.core.collect.CollectorScheduler;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What works the same whatever is watched: history, queries, registry, and the scheduler still without collectors.
 * Immutable.
 *
 * <p>Made on a thread of its own while collectors are found and configured: loading all of these classes takes a fresh JVM
 * about as long as the other half of the start. There, too, SLF4J looks for the host's logging where nobody asked for a
 * logger before, which takes as long again.
 */
record Engine(
        RingBufferStore store,
        QueryEngine queries,
        Registry registry,
        CollectorScheduler.Builder scheduler,
        Backfill backfill) {
    /** An engine in the making. The thread that makes it ends with it. */
    static final class Pending implements AutoCloseable {
        private final CompletableFuture<Configured> configured = new CompletableFuture<>();
        private final FutureTask<Engine> task;
        private final Thread thread;

        private Pending(Clock clock) {
            task = new FutureTask<>(() -> make(configured, clock));
            thread = new Thread(null, task, "monitoring-start", 0, false);
            thread.setDaemon(true);
        }

        /** Says how it is to be; to be called once. */
        void configure(Configured howToBe) {
            configured.complete(howToBe);
        }

        /** Waits for it. The caller's interrupt is kept for the caller. */
        Engine await() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        thread.join();
                        return task.get();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    } catch (ExecutionException e) {
                        throw unwrapped(e.getCause());
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Ends it, whatever became of it. */
        @Override
        public void close() {
            if (configured.cancel(false)) {
                return; // nobody said how it is to be, so there will be none
            }
            Engine engine = await();
            engine.registry.close();
            engine.store.close();
        }

        private static RuntimeException unwrapped(@Nullable Throwable failure) {
            if (failure instanceof Error error) {
                throw error;
            }
            return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
        }
    }

    /** Begins to make one; it waits to hear how it is to be. */
    static Pending begin(Clock clock) {
        Pending pending = new Pending(clock);
        pending.thread.start();
        return pending;
    }

    private static Engine make(CompletableFuture<Configured> howToBe, Clock clock) {
        LoggerFactory.getLogger(Monitoring.class);
        Configured configured = howToBe.join();
        RingBufferStore store = RingBufferStore.create(configured.store(), clock);
        Registry registry = new Registry();
        registry.observe("history", new StoreFeed(store, clock));
        CollectorScheduler.Builder scheduler =
                CollectorScheduler.builder(registry).clock(clock);
        Backfill backfill =
                new Backfill(store, store::statistics, configured.store().retention(), clock);
        return new Engine(store, new QueryEngine(store, clock, configured.queries()), registry, scheduler, backfill);
    }
}
