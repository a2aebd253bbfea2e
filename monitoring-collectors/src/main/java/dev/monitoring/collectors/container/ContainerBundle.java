package dev.monitoring.collectors.container;

import dev.monitoring.core.collect.Bundle;
import java.util.List;

/** What {@code /metrics/container} shows. Rates are those between the last two samples, right from the second one on. */
final class ContainerBundle {
    private static final String LIMIT = "(container_spec_memory_limit_bytes{job=\"cadvisor\"} > 0)";
    private static final String CPU =
            "max(irate(container_cpu_usage_seconds_total{job=\"cadvisor\",cpu=\"total\"}[2m]))";

    static final Bundle BUNDLE = new Bundle(
            "container",
            "this process's container",
            List.of(
                    new Bundle.Text(
                            "container",
                            "container_memory_usage_bytes{job=\"cadvisor\"}",
                            List.of("id", "name", "image")),
                    value("memory_bytes", "max(container_memory_working_set_bytes{job=\"cadvisor\"})"),
                    value("memory_limit_bytes", "max(" + LIMIT + ")"),
                    value(
                            "memory_percent",
                            "100 * max(container_memory_working_set_bytes{job=\"cadvisor\"}) / max(" + LIMIT + ")"),
                    value("memory_rss_bytes", "max(container_memory_rss{job=\"cadvisor\"})"),
                    value("memory_cache_bytes", "max(container_memory_cache{job=\"cadvisor\"})"),
                    value("oom_kills", "max(container_oom_events_total{job=\"cadvisor\"})"),
                    value("cpu_cores", CPU),
                    value(
                            "cpu_limit_cores",
                            "max(container_spec_cpu_quota{job=\"cadvisor\"}) / max(container_spec_cpu_period{job=\"cadvisor\"})"),
                    value(
                            "cpu_percent",
                            "100 * " + CPU + " / (max(container_spec_cpu_quota{job=\"cadvisor\"})"
                                    + " / max(container_spec_cpu_period{job=\"cadvisor\"}))"),
                    value(
                            "throttled_percent",
                            "100 * max(irate(container_cpu_cfs_throttled_periods_total{job=\"cadvisor\"}[2m]))"
                                    + " / (max(irate(container_cpu_cfs_periods_total{job=\"cadvisor\"}[2m])) > 0)"),
                    value("pids", "max(container_threads{job=\"cadvisor\"})"),
                    value("processes", "max(container_processes{job=\"cadvisor\"})"),
                    new Bundle.Table(
                            "disks",
                            "device",
                            List.of(
                                    rate("read_bytes_per_second", "container_fs_reads_bytes_total", "device"),
                                    rate("written_bytes_per_second", "container_fs_writes_bytes_total", "device"))),
                    new Bundle.Table(
                            "network",
                            "interface",
                            List.of(
                                    rate(
                                            "received_bytes_per_second",
                                            "container_network_receive_bytes_total",
                                            "interface"),
                                    rate(
                                            "sent_bytes_per_second",
                                            "container_network_transmit_bytes_total",
                                            "interface")))));

    private ContainerBundle() {}

    private static Bundle.Value rate(String name, String counter, String label) {
        return value(name, "sum by (" + label + ") (irate(" + counter + "{job=\"cadvisor\"}[2m]))");
    }

    private static Bundle.Value value(String name, String expression) {
        return new Bundle.Value(name, expression);
    }
}
