package dev.monitoring.alerts;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;

/** A spool of six files, and requests of which one in a hundred fails. Confined to the thread that collects. */
final class Spool implements MetricCollector {
    private static final Family FILES = Family.gauge("spool_files", "Files.");
    private static final Family REQUESTS = Family.counter("spool_requests_total", "Requests.");
    private static final Family FAILED = Family.counter("spool_failed_total", "Failed requests.");
    private int runs;

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) {
        runs++;
        sink.add(FILES, Labels.EMPTY, 6);
        sink.add(REQUESTS, Labels.EMPTY, 100.0 * runs);
        sink.add(FAILED, Labels.EMPTY, runs);
    }
}
