package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.ObserverStatus;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the scheduler and the registry say about themselves. Confined to the thread that collects; what it reads is
 * thread-safe.
 */
final class SchedulerMetrics implements SelfMetrics.Contributor {
    private static final Family RUNS =
            Family.counter("monitoring_collector_runs_total", "Runs of a collector, by what became of them.");
    private static final Family SKIPPED = Family.counter(
            "monitoring_collector_skipped_total",
            "Ticks at which a collector was not run because it still was at work.");
    private static final Family EARLY = Family.counter(
            "monitoring_collector_early_runs_total", "Runs between ticks that the source of a collector asked for.");
    private static final Family DROPPED = Family.counter(
            "monitoring_collector_samples_dropped_total", "Samples of a collector that were not kept, by reason.");
    private static final Family LAST_SUCCESS = Family.gauge(
                    "monitoring_collector_last_success_timestamp_seconds", "When a collector last delivered.")
            .in("seconds");
    private static final Family BACKING_OFF = Family.gauge(
            "monitoring_collector_backing_off", "Whether a collector failed so often that it is tried less often.");
    private static final Family LAG = Family.gauge(
                    "monitoring_scheduler_tick_lag_seconds", "How late ticks were at most since the last run of this.")
            .in("seconds");
    private static final Family QUEUED =
            Family.gauge("monitoring_scheduler_queued_runs", "Runs that wait for a thread.");
    private static final Family THREADS =
            Family.gauge("monitoring_scheduler_threads", "Threads of the scheduler, those that hang not counted.");
    private static final Family LOST = Family.gauge(
            "monitoring_scheduler_lost_threads",
            "Threads that hang in a collector beyond its deadline and were replaced.");
    private static final Family OBSERVER_FAILURES =
            Family.counter("monitoring_observer_failures_total", "Calls that an observer of samples threw from.");
    private static final Family OBSERVER_DROPPED = Family.counter(
            "monitoring_observer_dropped_total", "Results an observer of samples never got because it was too slow.");
    private static final Family OBSERVER_QUEUED =
            Family.gauge("monitoring_observer_queued", "Results that wait for an observer of samples.");

    private final CollectorScheduler scheduler;
    private final Registry registry;
    private final Map<CollectorTask, TaskLabels> taskLabels = new HashMap<>();
    private final Map<String, Labels> observerLabels = new HashMap<>();

    SchedulerMetrics(CollectorScheduler scheduler, Registry registry) {
        this.scheduler = scheduler;
        this.registry = registry;
    }

    /** The label sets of one collector's series. */
    private static final class TaskLabels {
        final Labels own;
        final Labels ok;
        final Labels partial;
        final Labels failed;
        final Labels timedOut;
        final Labels beyondLimit;
        final Labels duplicate;
        final Labels conflict;
        final Labels illegal;

        TaskLabels(Source source) {
            own = Labels.of(
                    "collector", source.collector(), "target", source.target().instance());
            ok = own.with("result", "ok");
            partial = own.with("result", "partial");
            failed = own.with("result", "failed");
            timedOut = own.with("result", "timeout");
            beyondLimit = own.with("reason", "limit");
            duplicate = own.with("reason", "duplicate");
            conflict = own.with("reason", "type");
            illegal = own.with("reason", "illegal");
        }
    }

    @Override
    public void contribute(MetricSink sink) {
        long lagNanos = 0;
        for (CollectorTask task : scheduler.tasks()) {
            lagNanos = Math.max(lagNanos, task.counts().takeMaxLagNanos());
            contribute(sink, task);
        }
        sink.add(LAG, Labels.EMPTY, lagNanos / 1e9);
        sink.add(QUEUED, Labels.EMPTY, scheduler.queuedRuns());
        sink.add(THREADS, Labels.EMPTY, scheduler.threadCount());
        sink.add(LOST, Labels.EMPTY, scheduler.lostThreads());
        for (ObserverStatus observer : registry.observers()) {
            Labels labels = observerLabels.computeIfAbsent(observer.name(), name -> Labels.of("observer", name));
            sink.add(OBSERVER_FAILURES, labels, observer.failures());
            sink.add(OBSERVER_DROPPED, labels, observer.dropped());
            sink.add(OBSERVER_QUEUED, labels, observer.queued());
        }
    }

    private void contribute(MetricSink sink, CollectorTask task) {
        Source source = task.feed().source();
        TaskLabels labels = taskLabels.computeIfAbsent(task, absent -> new TaskLabels(source));
        TaskCounts counts = task.counts();
        sink.add(RUNS, labels.ok, counts.okRuns());
        sink.add(RUNS, labels.partial, counts.partialRuns());
        sink.add(RUNS, labels.failed, counts.failedRuns());
        sink.add(RUNS, labels.timedOut, counts.timedOutRuns());
        sink.add(SKIPPED, labels.own, counts.skippedTicks());
        sink.add(EARLY, labels.own, counts.earlyRuns());
        RunFaults faults = task.faults();
        sink.add(DROPPED, labels.beyondLimit, faults.beyondLimitInAll());
        sink.add(DROPPED, labels.duplicate, faults.duplicatesInAll());
        sink.add(DROPPED, labels.conflict, faults.conflictsInAll());
        sink.add(DROPPED, labels.illegal, faults.illegalInAll());
        CollectorHealth health = source.health();
        health.lastSuccess().map(Instant::toEpochMilli).ifPresent(at -> sink.add(LAST_SUCCESS, labels.own, at / 1e3));
        sink.add(BACKING_OFF, labels.own, health.state() == CollectorHealth.State.BACKING_OFF ? 1 : 0);
    }
}
