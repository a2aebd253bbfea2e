package dev.monitoring.collectors.bench;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How late collectors of sound servers begin while other servers hang: each kind of server has two, and one of the two is
 * frozen, first kind by kind, then all together. Printed beside how late they begin while nothing hangs, since a machine that
 * others use is late by itself.
 *
 * <p>Arguments: the seconds of each part (60), and the interval's milliseconds (1000).
 */
public final class HungServers {
    private static final Set<String> OF_THIS_MACHINE = Set.of("system", "jvm", "container", "gpu");

    /** A run that began this much before the others of its collector is none that was late by nearly an interval. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long TOO_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final String THREADS =
            "max_over_time((monitoring_scheduler_threads + monitoring_scheduler_lost_threads)[%ds:1s])";

    private final Duration part;
    private final long intervalNanos;
    private final Map<String, MeasuredCollector> sound = new TreeMap<>();
    private final Map<String, Long> phases = new TreeMap<>();

    private HungServers(Duration part, Duration interval) {
        this.part = part;
        this.intervalNanos = interval.toNanos();
    }

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        int millis = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        Duration interval = Duration.ofMillis(millis);
        try (WatchedServers sound = WatchedServers.start();
                WatchedServers hung = WatchedServers.start()) {
            new HungServers(Duration.ofSeconds(seconds), interval).run(sound, hung, interval);
        }
    }

    private void run(WatchedServers soundServers, WatchedServers hungServers, Duration interval) throws Exception {
        Duration timeout = interval.multipliedBy(4).dividedBy(5);
        CollectorContext context = new CollectorContext(Clock.system(), interval, timeout, "localhost");
        MonitoringBuilder builder = Monitoring.builder().withoutDiscovery().interval(interval);
        soundServers.collectors(port -> port, context).forEach((name, scheduled) -> {
            MeasuredCollector collector = new MeasuredCollector(scheduled.collector());
            sound.put(name, collector);
            builder.collector(new ScheduledCollector(collector, scheduled.target(), interval, timeout));
        });
        hungServers.collectors(port -> port, context).forEach((name, scheduled) -> {
            if (!OF_THIS_MACHINE.contains(name)) {
                Target target = new Target(
                        scheduled.target().job(), scheduled.target().instance(), Labels.of("server", "hung"));
                builder.collector(new ScheduledCollector(scheduled.collector(), target, interval, timeout));
            }
        });
        try (Monitoring monitoring = builder.start()) {
            pause();
            findPhases();
            System.out.printf(
                    "%d collectors of sound servers, every %d ms; how late they began, in ms%n",
                    sound.size(), interval.toMillis());
            measure("nothing hangs", monitoring);
            for (WatchedServers.Kind kind : WatchedServers.Kind.values()) {
                hungServers.freeze(kind);
                measure(kind + " hangs", monitoring);
                hungServers.thaw(kind);
                pause();
                sound.values().forEach(MeasuredCollector::takeRuns);
            }
            for (WatchedServers.Kind kind : WatchedServers.Kind.values()) {
                hungServers.freeze(kind);
            }
            measure("all hang", monitoring);
            for (WatchedServers.Kind kind : WatchedServers.Kind.values()) {
                hungServers.thaw(kind);
            }
            pause();
            long down = monitoring.sources().stream()
                    .filter(source -> source.health().consecutiveFailures() > 0)
                    .count();
            System.out.printf("targets still down %d s after: %d%n", part.toSeconds(), down);
        }
    }

    private void pause() throws InterruptedException {
        if (new CountDownLatch(1).await(part.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts it down");
        }
    }

    /** When within an interval each collector begins while nothing hangs. */
    private void findPhases() {
        sound.forEach((name, collector) -> {
            List<MeasuredCollector.Run> runs = collector.takeRuns();
            long origin = runs.get(runs.size() / 2).beginNanos();
            long earliest = runs.subList(1, runs.size()).stream() // the first begins at once
                    .mapToLong(run -> Math.floorMod(run.beginNanos() - origin + intervalNanos / 2, intervalNanos))
                    .min()
                    .orElseThrow();
            phases.put(name, origin - intervalNanos / 2 + earliest);
        });
    }

    private void measure(String what, Monitoring monitoring) throws InterruptedException {
        long expected = part.toNanos() / intervalNanos;
        long allThreads = pauseAndCountThreads();
        List<Long> late = new ArrayList<>();
        long skipped = 0;
        List<String> latest = new ArrayList<>();
        for (Map.Entry<String, MeasuredCollector> one : sound.entrySet()) {
            List<MeasuredCollector.Run> runs = one.getValue().takeRuns();
            skipped += Math.max(0, expected - 1 - runs.size());
            for (MeasuredCollector.Run run : runs) {
                long since = run.beginNanos() - phases.get(one.getKey()) + SLACK_NANOS;
                long nanos = Math.max(0, Math.floorMod(since, intervalNanos) - SLACK_NANOS);
                late.add(nanos);
                if (nanos > TOO_LATE_NANOS) {
                    latest.add(one.getKey() + " " + nanos / 1_000_000 + (run.delivered() ? "" : " and failed"));
                }
            }
        }
        for (long i = 0; i < skipped; i++) {
            late.add(intervalNanos);
        }
        Collections.sort(late);
        System.out.printf(
                "%-16s p50 %6.1f  p99 %6.1f  max %6.1f  of %d runs, %d skipped; at most %.0f threads of the scheduler, %d in all%n",
                what,
                late.get(late.size() / 2) / 1e6,
                late.get((int) Math.ceil(late.size() * 0.99) - 1) / 1e6,
                late.get(late.size() - 1) / 1e6,
                late.size() - skipped,
                skipped,
                mostThreads(monitoring),
                allThreads);
        if (!latest.isEmpty()) {
            System.out.println("  more than 100 ms: " + String.join(", ", latest));
        }
    }

    /** Waits, and counts the most threads of the library that there were at a time: those of clients and probes among them. */
    private long pauseAndCountThreads() throws InterruptedException {
        long most = 0;
        for (long second = 0; second < part.toSeconds(); second++) {
            TimeUnit.SECONDS.sleep(1);
            most = Math.max(
                    most,
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("monitoring-"))
                            .count());
        }
        return most;
    }

    private double mostThreads(Monitoring monitoring) {
        QueryValue value = monitoring
                .query(THREADS.formatted(part.toSeconds()))
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value();
        return value instanceof VectorValue vector
                ? vector.samples().stream()
                        .mapToDouble(VectorSample::value)
                        .max()
                        .orElse(Double.NaN)
                : Double.NaN;
    }
}
