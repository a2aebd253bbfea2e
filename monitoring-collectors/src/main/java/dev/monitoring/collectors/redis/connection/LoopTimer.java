package dev.monitoring.collectors.redis.connection;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Timeouts as scheduled tasks of an event loop, without a thread that ticks. Thread-safe. */
final class LoopTimer implements Timer {
    private final EventExecutorGroup loop;

    LoopTimer(EventExecutorGroup loop) {
        this.loop = loop;
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        Scheduled timeout = new Scheduled(task);
        timeout.future = loop.schedule(timeout::expire, delay, unit);
        return timeout;
    }

    /** The loop's owner ends the loop, and all timeouts with it. */
    @Override
    public Set<Timeout> stop() {
        return Set.of();
    }

    private final class Scheduled implements Timeout {
        private final TimerTask task;
        private volatile boolean expired;
        private volatile @Nullable ScheduledFuture<?> future;

        Scheduled(TimerTask task) {
            this.task = task;
        }

        private Object expire() throws Exception {
            expired = true;
            task.run(this);
            return this;
        }

        @Override
        public Timer timer() {
            return LoopTimer.this;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return expired;
        }

        @Override
        public boolean isCancelled() {
            ScheduledFuture<?> current = future;
            return current != null && current.isCancelled();
        }

        @Override
        public boolean cancel() {
            ScheduledFuture<?> current = future;
            return current != null && current.cancel(false);
        }
    }
}
