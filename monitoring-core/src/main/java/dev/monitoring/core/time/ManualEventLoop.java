package dev.monitoring.core.time;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An event loop that runs its tasks on the thread of a test, and lets time pass only when told to. Confined to that thread.
 */
public final class ManualEventLoop implements EventLoop {
    private final ManualClock clock;
    private final ArrayDeque<Entry> raised = new ArrayDeque<>();
    private final List<Entry> waiting = new ArrayList<>();
    private boolean running;
    private boolean closed;

    public ManualEventLoop(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public Wakeup wakeup(Runnable task) {
        return new Entry(task);
    }

    /** Always 0: what a task throws comes out where it was run from. */
    @Override
    public long failures() {
        return 0;
    }

    /** Lets time pass, and runs each task at its moment; a task that lets time pass itself may make it more. */
    public void advance(Duration duration) {
        long end = clock.nanoTime() + duration.toNanos();
        while (true) {
            Entry first = waiting.stream()
                    .min(Comparator.comparingLong(entry -> entry.nanoTime - end))
                    .orElse(null);
            if (first == null || first.nanoTime - end > 0) {
                break;
            }
            clock.advance(Duration.ofNanos(Math.max(0, first.nanoTime - clock.nanoTime())));
            waiting.remove(first);
            run(first);
        }
        clock.advance(Duration.ofNanos(Math.max(0, end - clock.nanoTime())));
    }

    /** Forgets all tasks. */
    @Override
    public void close() {
        closed = true;
        raised.clear();
        waiting.clear();
    }

    private void run(Entry entry) {
        raised.add(entry);
        if (running) {
            return;
        }
        running = true;
        try {
            for (Entry next = raised.poll(); next != null; next = raised.poll()) {
                next.task.run();
            }
        } finally {
            running = false;
        }
    }

    private final class Entry implements Wakeup {
        final Runnable task;
        long nanoTime;

        Entry(Runnable task) {
            this.task = task;
        }

        @Override
        public void now() {
            if (!closed && !raised.contains(this)) {
                run(this);
            }
        }

        @Override
        public void at(long moment) {
            cancel();
            nanoTime = moment;
            if (!closed) {
                waiting.add(this);
            }
        }

        @Override
        public void cancel() {
            waiting.remove(this);
        }
    }
}
