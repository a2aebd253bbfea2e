package dev.monitoring.alerts;

import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rules in anew when their files change: all of them, or none where anything is wrong in them, so that the old ones go on.
 * Files that differ from one look to the next are still being written, and wait for another look. Thread-safe.
 */
final class RuleReload {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsExtension.class);

    private final RuleFiles files;
    private final List<RuleGroup> others;
    private final RuleEngine engine;
    private final Object lock = new Object();
    private String stamp; // of what was read last; guarded by lock
    private String seen; // of the last look; guarded by lock
    private List<Fault> faults; // guarded by lock
    private volatile EventLoop.@Nullable Wakeup look;

    /**
     * @param files where rules come from
     * @param others groups that stay whatever the files say
     * @param reading what was read of the files at the start, and given to the engine
     */
    RuleReload(RuleFiles files, List<RuleGroup> others, RuleEngine engine, RuleFiles.Reading reading) {
        this.files = files;
        this.others = List.copyOf(others);
        this.engine = engine;
        this.stamp = files.stamp();
        this.seen = stamp;
        this.faults = reading.faults();
    }

    /** Looks at the files again and again, on the workers. */
    void watch(Duration interval, Clock clock, EventLoop loop, Executor workers) {
        EventLoop.Wakeup again = loop.wakeup(() -> {
            try {
                workers.execute(this::reloadIfChanged);
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

    private void reloadIfChanged() {
        synchronized (lock) {
            String now = files.stamp();
            boolean settled = now.equals(seen);
            seen = now;
            if (!settled || now.equals(stamp)) {
                return;
            }
        }
        reload();
    }

    /** Reads all files anew, and gives what is wrong; where anything is, the rules stay as they are. */
    List<Fault> reload() {
        synchronized (lock) {
            stamp = files.stamp(); // before reading: what changes meanwhile is read again
            RuleFiles.Reading reading = files.read();
            faults = reading.faults();
            if (faults.isEmpty()) {
                List<RuleGroup> groups = new ArrayList<>(reading.groups());
                groups.addAll(others);
                engine.replace(groups);
                LOGGER.info("rules were taken in anew: {} groups", groups.size());
            } else {
                faults.forEach(fault -> LOGGER.warn("{}; the rules stay as they were", fault));
            }
            return faults;
        }
    }

    /** What was wrong with the files when they were read last. */
    List<Fault> faults() {
        synchronized (lock) {
            return faults;
        }
    }
}
