package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.Bundle;
import java.util.List;

/** What {@code /metrics/jvm} shows. */
final class JvmBundle {
    static final Bundle BUNDLE = new Bundle(
            "jvm",
            "this JVM",
            List.of(
                    new Bundle.Text("runtime", "jvm_info{job=\"jvm\"}", List.of("runtime", "vendor", "version")),
                    value("uptime_seconds", "max(process_uptime_seconds{job=\"jvm\"})"),
                    value("cpu_percent", "100 * max(process_cpu_usage{job=\"jvm\"})"),
                    value("heap_used_bytes", "sum(jvm_memory_used_bytes{job=\"jvm\",area=\"heap\"})"),
                    value("heap_committed_bytes", "sum(jvm_memory_committed_bytes{job=\"jvm\",area=\"heap\"})"),
                    value("heap_max_bytes", "sum(jvm_memory_max_bytes{job=\"jvm\",area=\"heap\"} > 0)"),
                    value(
                            "heap_percent",
                            "100 * sum(jvm_memory_used_bytes{job=\"jvm\",area=\"heap\"})"
                                    + " / sum(jvm_memory_max_bytes{job=\"jvm\",area=\"heap\"} > 0)"),
                    value("nonheap_used_bytes", "sum(jvm_memory_used_bytes{job=\"jvm\",area=\"nonheap\"})"),
                    value("resident_bytes", "max(process_resident_memory_bytes{job=\"jvm\"})"),
                    value("buffer_used_bytes", "sum(jvm_buffer_memory_used_bytes{job=\"jvm\"})"),
                    value("gc_pauses_per_second", orZero("sum(rate(jvm_gc_pause_seconds_count{job=\"jvm\"}[1m]))")),
                    value(
                            "gc_pause_seconds_per_second",
                            orZero("sum(rate(jvm_gc_pause_seconds_sum{job=\"jvm\"}[1m]))")),
                    value("gc_pause_max_seconds", orZero("max(jvm_gc_pause_seconds_max{job=\"jvm\"})")),
                    value(
                            "allocated_bytes_per_second",
                            "sum(rate(jvm_gc_memory_allocated_bytes_total{job=\"jvm\"}[1m]))"),
                    value("threads", "max(jvm_threads_live_threads{job=\"jvm\"})"),
                    value("deadlocked_threads", "max(jvm_threads_deadlocked_threads{job=\"jvm\"})"),
                    value("classes", "max(jvm_classes_loaded_classes{job=\"jvm\"})"),
                    value("open_files", "max(process_open_fds{job=\"jvm\"})"),
                    value("max_files", "max(process_max_fds{job=\"jvm\"})"),
                    new Bundle.Table(
                            "pools",
                            "id",
                            List.of(
                                    value("used_bytes", "sum by (id) (jvm_memory_used_bytes{job=\"jvm\"})"),
                                    value("committed_bytes", "sum by (id) (jvm_memory_committed_bytes{job=\"jvm\"})"),
                                    value("max_bytes", "sum by (id) (jvm_memory_max_bytes{job=\"jvm\"} > 0)"))),
                    new Bundle.Table(
                            "thread_states",
                            "state",
                            List.of(value("threads", "sum by (state) (jvm_threads_states_threads{job=\"jvm\"})")))));

    private JvmBundle() {}

    private static Bundle.Value value(String name, String expression) {
        return new Bundle.Value(name, expression);
    }

    /** Zero where the JVM is watched but has not collected garbage yet. */
    private static String orZero(String expression) {
        return expression + " or 0 * max(jvm_info{job=\"jvm\"})";
    }
}
