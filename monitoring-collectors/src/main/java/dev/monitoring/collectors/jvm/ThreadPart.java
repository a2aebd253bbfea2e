package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Threads: how many, in which states, and whether some wait for each other for ever.
 *
 * <p>Cost. States are asked for with a stack depth of zero, which HotSpot answers without a safepoint: the application
 * runs on; it takes about 1 µs and 200 bytes per thread. The search for deadlocks does stop the application, for a time
 * that grows with the number of threads (well under a millisecond for a few hundred). A deadlock does not go away by
 * itself, so one search a minute finds it as surely as one per run.
 */
final class ThreadPart implements JvmPart {
    private static final Family LIVE = Family.gauge("jvm_threads_live_threads", "Threads alive.");
    private static final Family DAEMON = Family.gauge("jvm_threads_daemon_threads", "Daemon threads alive.");
    private static final Family PEAK = Family.gauge("jvm_threads_peak_threads", "The most threads alive at once.");
    private static final Family STARTED =
            Family.counter("jvm_threads_started_threads_total", "Threads started since the JVM started.");
    private static final Family STATES = Family.gauge("jvm_threads_states_threads", "Threads by state.");
    private static final Family DEADLOCKED = Family.gauge(
            "jvm_threads_deadlocked_threads", "Threads in deadlock on monitors or locks; looked for once a minute.");
    private static final Family DEADLOCKED_MONITOR = Family.gauge(
            "jvm_threads_deadlocked_monitor_threads", "Threads in deadlock on monitors; looked for once a minute.");

    private static final Family CURRENT = Family.gauge("jvm_threads_current", LIVE.help());
    private static final Family CURRENT_DAEMON = Family.gauge("jvm_threads_daemon", DAEMON.help());
    private static final Family CURRENT_PEAK = Family.gauge("jvm_threads_peak", PEAK.help());
    private static final Family STARTED_TOTAL = Family.counter("jvm_threads_started_total", STARTED.help());
    private static final Family STATE = Family.gauge("jvm_threads_state", STATES.help());
    private static final Family IN_DEADLOCK = Family.gauge("jvm_threads_deadlocked", DEADLOCKED.help());
    private static final Family IN_DEADLOCK_MONITOR =
            Family.gauge("jvm_threads_deadlocked_monitor", DEADLOCKED_MONITOR.help());

    private static final long DEADLOCK_SEARCH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Clock clock;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Thread.State, Labels> labels = new EnumMap<>(Thread.State.class);
    private final Map<Thread.State, Labels> upperCaseLabels = new EnumMap<>(Thread.State.class);
    private final Map<Thread.State, int[]> counts = new EnumMap<>(Thread.State.class);
    private long lastSearchNanos;
    private boolean searched;
    private int deadlocked;
    private int deadlockedOnMonitors;

    ThreadPart(Clock clock) {
        this.clock = clock;
        for (Thread.State state : Thread.State.values()) {
            labels.put(
                    state,
                    Labels.of("state", state.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            upperCaseLabels.put(state, Labels.of("state", state.name()));
            counts.put(state, new int[1]);
        }
    }

    @Override
    public String name() {
        return "threads";
    }

    @Override
    public void collect(MetricSink sink) {
        JvmPart.addBoth(LIVE, CURRENT, threads.getThreadCount(), sink);
        JvmPart.addBoth(DAEMON, CURRENT_DAEMON, threads.getDaemonThreadCount(), sink);
        JvmPart.addBoth(PEAK, CURRENT_PEAK, threads.getPeakThreadCount(), sink);
        JvmPart.addBoth(STARTED, STARTED_TOTAL, threads.getTotalStartedThreadCount(), sink);
        countStates();
        counts.forEach((state, count) -> sink.add(STATES, Objects.requireNonNull(labels.get(state)), count[0]));
        counts.forEach((state, count) -> sink.add(STATE, Objects.requireNonNull(upperCaseLabels.get(state)), count[0]));
        searchDeadlocks();
        if (threads.isSynchronizerUsageSupported()) {
            JvmPart.addBoth(DEADLOCKED, IN_DEADLOCK, deadlocked, sink);
        }
        JvmPart.addBoth(DEADLOCKED_MONITOR, IN_DEADLOCK_MONITOR, deadlockedOnMonitors, sink);
    }

    private void countStates() {
        counts.values().forEach(count -> count[0] = 0);
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds(), 0)) {
            if (thread != null) { // ended since its id was listed
                Objects.requireNonNull(counts.get(thread.getThreadState()))[0]++;
            }
        }
    }

    private void searchDeadlocks() {
        long now = clock.nanoTime();
        if (searched && now - lastSearchNanos < DEADLOCK_SEARCH_NANOS) {
            return;
        }
        searched = true;
        lastSearchNanos = now;
        if (threads.isSynchronizerUsageSupported()) {
            deadlocked = length(threads.findDeadlockedThreads());
        }
        deadlockedOnMonitors = length(threads.findMonitorDeadlockedThreads());
    }

    @SuppressWarnings("NullAway") // the bean answers null for none
    private static int length(long[] ids) {
        return ids == null ? 0 : ids.length;
    }
}
