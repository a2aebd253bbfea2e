package dev.monitoring.alerts;

import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of rules, objectives and routes anew: when asked, and, where wanted, when they have changed. A file that is
 * being written is left alone until it looks the same twice. Thread-safe.
 */
final class Reload {
    private final List<Watched> all;
    private final Runnable afterwards;
    private volatile EventLoop.@Nullable Wakeup look;

    /** Files with the stamps that they had. */
    private static final class Watched {
        final Reloadable files;
        String stamp; // guarded by this, as is seen
        String seen;

        Watched(Reloadable files) {
            this.files = files;
            this.stamp = files.stamp();
            this.seen = stamp;
        }

        synchronized List<Fault> reload() {
            stamp = files.stamp(); // before reading: what changes meanwhile is read again
            return files.reload();
        }

        synchronized boolean hasChanged() {
            String now = files.stamp();
            boolean settled = now.equals(seen);
            seen = now;
            return settled && !now.equals(stamp);
        }
    }

    /**
     * @param all each is taken in by itself
     * @param afterwards what is to be done whenever something was taken in
     */
    Reload(List<Reloadable> all, Runnable afterwards) {
        this.all = all.stream().map(Watched::new).toList();
        this.afterwards = afterwards;
    }

    /** Looks at the files again and again, on the workers. */
    void watch(Duration interval, Clock clock, EventLoop loop, Executor workers) {
        EventLoop.Wakeup again = loop.wakeup(() -> {
            try {
                workers.execute(this::reloadChanged);
            } catch (RejectedExecutionException e) {
                return; // the library is closing
            }
            EventLoop.Wakeup self = look;
            if (self != null) {
                self.at(clock.nanoTime() + interval.toNanos());
            }
        });
        look = again;
        again.now();
    }

    private void reloadChanged() {
        reload(all.stream().filter(Watched::hasChanged).toList());
    }

    /** Reads all files anew, and gives what is wrong. */
    List<Fault> reload() {
        return reload(all);
    }

    private List<Fault> reload(List<Watched> some) {
        List<Fault> faults = new ArrayList<>();
        boolean taken = false;
        for (Watched one : some) {
            List<Fault> found = one.reload();
            faults.addAll(found);
            taken |= found.isEmpty();
        }
        if (taken) {
            afterwards.run();
        }
        return faults;
    }

    /** What was wrong with the files when they were read last. */
    List<Fault> faults() {
        return all.stream().flatMap(one -> one.files.faults().stream()).toList();
    }
}
