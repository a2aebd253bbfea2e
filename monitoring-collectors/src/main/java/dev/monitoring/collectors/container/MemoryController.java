package dev.monitoring.collectors.container;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Memory, of either version; only the names of the files and keys differ. */
final class MemoryController implements Controller {
    private static final Family USAGE = gauge("container_memory_usage_bytes", "Memory in use, page cache included.");
    private static final Family MAX_USAGE = gauge("container_memory_max_usage_bytes", "The most memory ever in use.");
    private static final Family WORKING_SET =
            gauge("container_memory_working_set_bytes", "Memory in use that could not be freed at once.");
    private static final Family RSS = gauge("container_memory_rss", "Memory that no file stands behind.");
    private static final Family CACHE = gauge("container_memory_cache", "Memory that files stand behind.");
    private static final Family MAPPED = gauge("container_memory_mapped_file", "Memory of files mapped by processes.");
    private static final Family SWAP = gauge("container_memory_swap", "Memory that was swapped out.");
    private static final Family KERNEL = gauge("container_memory_kernel_usage", "Memory the kernel uses for it.");
    private static final Family FAIL_COUNT =
            Family.counter("container_memory_failcnt", "Times the memory limit was reached.");
    private static final Family FAILURES =
            Family.counter("container_memory_failures_total", "Page faults, by kind and scope.");
    private static final Family OOM =
            Family.counter("container_oom_events_total", "Processes killed because memory was used up.");
    private static final Family LIMIT = gauge("container_spec_memory_limit_bytes", "The memory limit; 0 for none.");
    private static final Family RESERVATION =
            gauge("container_spec_memory_reservation_limit_bytes", "The memory reserved; 0 for none.");
    private static final Family SWAP_LIMIT =
            gauge("container_spec_memory_swap_limit_bytes", "The limit of memory and swap; 0 for none.");

    private final GroupFiles files;
    private final Labels labels;
    private final Labels[] faults;
    private final Names names;

    /** The names of one version's files and keys. A file is null where the version has the figure under a key only. */
    private record Names(
            File usage,
            File maxUsage,
            File limit,
            File reservation,
            File swapLimit,
            @Nullable File kernel,
            @Nullable File swap,
            @Nullable File failCount,
            GroupFiles.Keyed stat,
            GroupFiles.Keyed events,
            boolean version2) {}

    private MemoryController(GroupFiles files, Labels labels, Names names) {
        this.files = files;
        this.labels = labels;
        this.names = names;
        this.faults = new Labels[] {
            labels.with("failure_type", "pgfault").with("scope", "container"),
            labels.with("failure_type", "pgmajfault").with("scope", "container"),
            labels.with("failure_type", "pgfault").with("scope", "hierarchy"),
            labels.with("failure_type", "pgmajfault").with("scope", "hierarchy"),
        };
    }

    static Controller version1(GroupFiles files, Labels labels) {
        return new MemoryController(
                files,
                labels,
                new Names(
                        files.file("memory.usage_in_bytes"),
                        files.file("memory.max_usage_in_bytes"),
                        files.file("memory.limit_in_bytes"),
                        files.file("memory.soft_limit_in_bytes"),
                        files.file("memory.memsw.limit_in_bytes"),
                        files.file("memory.kmem.usage_in_bytes"),
                        null,
                        files.file("memory.failcnt"),
                        files.keyed(
                                "memory.stat",
                                "total_inactive_file",
                                "total_rss",
                                "total_cache",
                                "total_mapped_file",
                                "total_swap",
                                "kernel",
                                "pgfault",
                                "pgmajfault",
                                "total_pgfault",
                                "total_pgmajfault"),
                        files.keyed("memory.oom_control", "oom_kill", "max"),
                        false));
    }

    static Controller version2(GroupFiles files, Labels labels) {
        return new MemoryController(
                files,
                labels,
                new Names(
                        files.file("memory.current"),
                        files.file("memory.peak"),
                        files.file("memory.max"),
                        files.file("memory.low"),
                        files.file("memory.swap.max"),
                        null,
                        files.file("memory.swap.current"),
                        null,
                        files.keyed(
                                "memory.stat",
                                "inactive_file",
                                "anon",
                                "file",
                                "file_mapped",
                                "swap",
                                "kernel",
                                "pgfault",
                                "pgmajfault",
                                "total_pgfault",
                                "total_pgmajfault"),
                        files.keyed("memory.events", "oom_kill", "max"),
                        true));
    }

    private static Family gauge(String name, String help) {
        return Family.gauge(name, help).in("bytes");
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void collect(MetricSink sink) throws IOException {
        double usage = files.number(names.usage);
        Controller.add(sink, USAGE, labels, usage);
        Controller.add(sink, MAX_USAGE, labels, files.number(names.maxUsage));
        double[] stat = files.read(names.stat);
        Controller.add(sink, WORKING_SET, labels, Math.max(0, usage - stat[0]));
        Controller.add(sink, RSS, labels, stat[1]);
        Controller.add(sink, CACHE, labels, stat[2]);
        Controller.add(sink, MAPPED, labels, stat[3]);
        Controller.add(sink, SWAP, labels, numberOr(names.swap, stat[4]));
        Controller.add(sink, KERNEL, labels, numberOr(names.kernel, stat[5]));
        // Version 2 counts a group with all below it and knows no other scope.
        Controller.add(sink, FAILURES, faults[0], stat[6]);
        Controller.add(sink, FAILURES, faults[1], stat[7]);
        Controller.add(sink, FAILURES, faults[2], names.version2 ? stat[6] : stat[8]);
        Controller.add(sink, FAILURES, faults[3], names.version2 ? stat[7] : stat[9]);
        double[] events = files.read(names.events);
        Controller.add(sink, OOM, labels, events[0]);
        Controller.add(sink, FAIL_COUNT, labels, numberOr(names.failCount, events[1]));
        Controller.addLimit(sink, LIMIT, labels, files.number(names.limit));
        Controller.addLimit(sink, RESERVATION, labels, files.number(names.reservation));
        Controller.addLimit(sink, SWAP_LIMIT, labels, files.number(names.swapLimit));
    }

    private double numberOr(@Nullable File file, double other) throws IOException {
        return file == null ? other : files.number(file);
    }
}
