package dev.monitoring.collectors.container;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;

/** Processes and threads; the files of both versions have the same names. */
final class TaskController implements Controller {
    private static final Family THREADS = Family.gauge("container_threads", "Threads of all processes.");
    private static final Family MAX_THREADS =
            Family.gauge("container_threads_max", "How many threads there may be; 0 for no limit.");
    private static final Family PROCESSES = Family.gauge("container_processes", "Processes.");

    private final GroupFiles files;
    private final Labels labels;
    private final File current;
    private final File max;
    private final File processes;

    TaskController(GroupFiles files, Labels labels) {
        this.files = files;
        this.labels = labels;
        this.current = files.file("pids.current");
        this.max = files.file("pids.max");
        this.processes = files.file("cgroup.procs");
    }

    @Override
    public String name() {
        return "pids";
    }

    @Override
    public void collect(MetricSink sink) throws IOException {
        Controller.add(sink, THREADS, labels, files.number(current));
        Controller.addLimit(sink, MAX_THREADS, labels, files.number(max));
        Controller.add(sink, PROCESSES, labels, files.lines(processes));
    }
}
