package dev.monitoring.collectors.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.monitoring.collectors.CountingSink;
import dev.monitoring.collectors.bench.WatchedServers.CountingLines;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * What all collectors cost together, against servers of the program's own: first each alone, over a line that counts bytes,
 * then all at once within {@link Monitoring}, at their interval, for some minutes.
 *
 * <p>The JVM compiles what runs often, in the first minutes more than all collectors cost afterwards; that part is printed
 * beside the sum, minute by minute.
 *
 * <p>Arguments: the minutes (10), the runs of each collector before (300: a day of a service compiles what a few minutes at
 * this interval only interpret; 0 shows a service that has just started), and the interval's seconds (5).
 */
public final class CostOfPolling {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final int MEASURED_RUNS = 60;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private CostOfPolling() {}

    /** Measures and prints; on Linux, which tells the time of each thread. */
    public static void main(String[] arguments) throws Exception {
        int minutes = argument(arguments, 0, 10);
        int runsBefore = argument(arguments, 1, 300);
        Duration interval = Duration.ofSeconds(argument(arguments, 2, 5));
        try (WatchedServers servers = WatchedServers.start()) {
            alone(servers, interval, runsBefore);
            together(servers, interval, minutes);
        }
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private static void alone(WatchedServers servers, Duration interval, int runsBefore) throws Exception {
        System.out.printf(
                "%nEach alone, %d runs after %d: of the thread that runs it; bytes both ways%n",
                MEASURED_RUNS, runsBefore);
        System.out.printf("%-10s %8s %8s %8s %8s %9s%n", "", "samples", "wall ms", "CPU ms", "kB", "wire B");
        ManualClock clock = ManualClock.at(Instant.ofEpochMilli(Clock.system().epochMillis()));
        CollectorContext context = new CollectorContext(clock, interval, interval, "localhost");
        List<String> names = List.copyOf(new TreeMap<>(servers.collectors(port -> port, context)).keySet());
        for (String name : names) {
            try (CountingLines lines = new CountingLines()) {
                MeasuredCollector collector = new MeasuredCollector(
                        servers.collectors(lines, context).get(name).collector());
                run(collector, clock, interval, Math.max(1, runsBefore)); // at least the first, which connects
                collector.takeRuns();
                long bytes = lines.bytes();
                long samples = run(collector, clock, interval, MEASURED_RUNS);
                print(name, samples, collector.takeRuns(), (lines.bytes() - bytes) / MEASURED_RUNS);
                collector.close();
            }
        }
    }

    private static long run(MeasuredCollector collector, ManualClock clock, Duration interval, int times)
            throws Exception {
        CountingSink sink = new CountingSink();
        for (int i = 0; i < times; i++) {
            clock.advance(interval);
            collector.collect(sink, Deadline.after(interval, Clock.system()));
        }
        return sink.samples() / times;
    }

    private static void together(WatchedServers servers, Duration interval, int minutes) throws Exception {
        CollectorContext context = new CollectorContext(Clock.system(), interval, TIMEOUT, "localhost");
        long idle = cpuNanosWithin(IDLE) * 1_000_000_000 / IDLE.toNanos();
        Map<String, MeasuredCollector> measured = new TreeMap<>();
        MonitoringBuilder builder = Monitoring.builder().withoutDiscovery().interval(interval);
        for (Map.Entry<String, ScheduledCollector> one :
                servers.collectors(port -> port, context).entrySet()) {
            MeasuredCollector collector = new MeasuredCollector(one.getValue().collector());
            measured.put(one.getKey(), collector);
            builder.collector(new ScheduledCollector(collector, one.getValue().target(), interval, TIMEOUT));
        }
        try (Monitoring monitoring = builder.start()) {
            System.out.printf("%nAll together every %ds; idle %.3f %% of a core%n", interval.toSeconds(), idle / 1e7);
            ThreadTimes begin = ThreadTimes.now();
            long cpuBegin = PROCESS.getProcessCpuTime();
            for (int minute = 1; minute <= minutes; minute++) {
                ThreadTimes before = ThreadTimes.now();
                long cpu = cpuNanosWithin(Duration.ofMinutes(1)) / 60 - idle;
                long compilers = ThreadTimes.now().since(before).entrySet().stream()
                                .filter(thread -> thread.getKey().contains("CompilerThre"))
                                .mapToLong(Map.Entry::getValue)
                                .sum()
                        / 60;
                System.out.printf(
                        "minute %d: %.3f %% of a core beyond idle, %.3f %% of it the JVM's compilers%n",
                        minute, cpu / 1e7, compilers / 1e7);
            }
            long seconds = TimeUnit.MINUTES.toSeconds(minutes);
            long cpu = (PROCESS.getProcessCpuTime() - cpuBegin) / seconds - idle;
            System.out.printf("in all: %.3f %% of a core beyond idle%n", cpu / 1e7);
            System.out.printf("%-10s %8s %8s %8s %8s%n", "", "runs", "wall ms", "CPU ms", "kB");
            measured.forEach((name, collector) -> {
                List<MeasuredCollector.Run> runs = collector.takeRuns();
                print(name, runs.size(), runs, -1);
            });
            System.out.printf("by thread, %% of a core:%n");
            ThreadTimes.now().since(begin).entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .filter(thread -> thread.getValue() / seconds >= 20_000)
                    .forEach(thread ->
                            System.out.printf("  %-16s %.3f%n", thread.getKey(), thread.getValue() / seconds / 1e7));
            monitoring.sources().stream()
                    .filter(source -> source.health().lastError().isPresent())
                    .forEach(source -> System.out.println(source.target() + ": " + source.health()));
        }
    }

    private static long cpuNanosWithin(Duration time) throws InterruptedException {
        long begin = PROCESS.getProcessCpuTime();
        if (new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("nobody counts it down");
        }
        return PROCESS.getProcessCpuTime() - begin;
    }

    private static void print(String name, long count, Collection<MeasuredCollector.Run> runs, long wireBytes) {
        System.out.printf(
                Locale.ROOT,
                "%-10s %8d %8.2f %8.2f %8.1f %9s%n",
                name,
                count,
                mean(runs, MeasuredCollector.Run::wallNanos) / 1e6,
                mean(runs, MeasuredCollector.Run::cpuNanos) / 1e6,
                mean(runs, MeasuredCollector.Run::allocatedBytes) / 1e3,
                wireBytes < 0 ? "" : wireBytes);
    }

    private static double mean(Collection<MeasuredCollector.Run> runs, ToLongFunction<MeasuredCollector.Run> figure) {
        return new ArrayList<>(runs).stream().mapToLong(figure).average().orElse(0);
    }
}
