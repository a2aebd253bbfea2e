package dev.monitoring.collectors.system;

import dev.monitoring.core.collect.Bundle;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code /metrics/system} shows. Most figures have one expression per operating system, joined by {@code or}: the
 * names differ, and only those of one system are there.
 *
 * <p>Rates are those between the last two samples ({@code irate}): right from the second sample on, whatever the interval.
 * {@code rate} over a minute would divide the first seconds after the start by sixty.
 */
final class SystemBundle {
    private static final String JOB = SystemCollectorFactory.JOB;
    private static final String WINDOWS_JOB = SystemCollectorFactory.WINDOWS_JOB;
    private static final String LINUX_USED =
            "(" + node("memory_MemTotal_bytes") + " - " + node("memory_MemAvailable_bytes") + ")";
    private static final String MACOS_USED =
            "(" + node("memory_total_bytes") + " - " + node("memory_available_bytes") + ")";
    private static final String WINDOWS_USED =
            "(" + windows("os_visible_memory_bytes") + " - " + windows("memory_available_bytes") + ")";
    private static final String FILE_SYSTEM_USED =
            "(" + node("filesystem_size_bytes") + " - " + node("filesystem_free_bytes") + ")";
    private static final String VOLUME_USED =
            "(" + windows("logical_disk_size_bytes") + " - " + windows("logical_disk_free_bytes") + ")";

    /** As df has it: what only root may still use counts neither as used nor as free. */
    private static final String FILE_SYSTEM_PERCENT =
            "100 * " + FILE_SYSTEM_USED + " / (" + FILE_SYSTEM_USED + " + " + node("filesystem_avail_bytes") + ")";

    private static final String VOLUME_PERCENT = "100 * " + VOLUME_USED + " / " + windows("logical_disk_size_bytes");

    static final Bundle BUNDLE = new Bundle("system", "this host", entries());

    private SystemBundle() {}

    private static List<Bundle.Entry> entries() {
        List<Bundle.Entry> entries = new ArrayList<>();
        names(entries);
        processors(entries);
        memory(entries);
        entries.add(value("disk_percent", "max(" + FILE_SYSTEM_PERCENT + ")", "max(" + VOLUME_PERCENT + ")"));
        activity(entries);
        entries.add(fileSystems());
        entries.add(disks());
        entries.add(network());
        return entries;
    }

    private static void names(List<Bundle.Entry> entries) {
        entries.add(new Bundle.Text("host", node("uname_info"), List.of("nodename", "sysname", "release", "machine")));
        entries.add(new Bundle.Text("os", node("os_info"), List.of("pretty_name", "id", "version_id")));
        entries.add(value(
                "uptime_seconds",
                "max(" + node("time_seconds") + " - " + node("boot_time_seconds") + ")",
                "max(" + windows("os_time") + " - " + windows("system_system_up_time") + ")"));
    }

    private static void processors(List<Bundle.Entry> entries) {
        entries.add(value(
                "cpus",
                "count(node_cpu_seconds_total{job=\"node\",mode=\"idle\"})",
                "max(" + windows("cs_logical_processors") + ")"));
        entries.add(value(
                "cpu_percent",
                "100 * (1 - " + cpuShare("node_cpu_seconds_total", JOB, "idle", ".*") + ")",
                // Windows counts the modes interrupt and dpc in privileged too.
                "100 * (1 - " + cpuShare("windows_cpu_time_total", WINDOWS_JOB, "idle", "idle|user|privileged") + ")"));
        for (String mode : List.of("user", "nice", "system", "iowait", "irq", "softirq", "steal")) {
            entries.add(
                    value("cpu_" + mode + "_percent", "100 * " + cpuShare("node_cpu_seconds_total", JOB, mode, ".*")));
        }
        entries.add(value("load1", max("load1")));
        entries.add(value("load5", max("load5")));
        entries.add(value("load15", max("load15")));
    }

    private static void memory(List<Bundle.Entry> entries) {
        entries.add(value(
                "mem_total_bytes",
                max("memory_MemTotal_bytes"),
                max("memory_total_bytes"),
                "max(" + windows("os_visible_memory_bytes") + ")"));
        entries.add(value(
                "mem_used_bytes", "max(" + LINUX_USED + ")", "max(" + MACOS_USED + ")", "max(" + WINDOWS_USED + ")"));
        entries.add(value(
                "mem_available_bytes",
                max("memory_MemAvailable_bytes"),
                max("memory_available_bytes"),
                "max(" + windows("memory_available_bytes") + ")"));
        entries.add(value(
                "mem_percent",
                "max(100 * " + LINUX_USED + " / " + node("memory_MemTotal_bytes") + ")",
                "max(100 * " + MACOS_USED + " / " + node("memory_total_bytes") + ")",
                "max(100 * " + WINDOWS_USED + " / " + windows("os_visible_memory_bytes") + ")"));
        entries.add(value(
                "swap_total_bytes",
                max("memory_SwapTotal_bytes"),
                max("memory_swap_total_bytes"),
                "max(" + windows("os_paging_limit_bytes") + ")"));
        entries.add(value(
                "swap_percent",
                "max(100 * (1 - " + node("memory_SwapFree_bytes") + " / (" + node("memory_SwapTotal_bytes") + " > 0)))",
                "max(0 * " + node("memory_SwapTotal_bytes") + ")", // a machine without swap uses none of it
                "max(100 * " + node("memory_swap_used_bytes") + " / (" + node("memory_swap_total_bytes") + " > 0))",
                "max(100 * (1 - " + windows("os_paging_free_bytes") + " / (" + windows("os_paging_limit_bytes")
                        + " > 0)))"));
    }

    private static void activity(List<Bundle.Entry> entries) {
        entries.add(value("processes_running", max("procs_running")));
        entries.add(value("processes_blocked", max("procs_blocked")));
        entries.add(value("open_files", max("filefd_allocated")));
        entries.add(value("tcp_connections", max("netstat_Tcp_CurrEstab")));
        for (String resource : List.of("cpu", "memory", "io")) {
            entries.add(value(
                    resource.replace("memory", "mem") + "_pressure_percent",
                    "100 * max(irate(node_pressure_" + resource + "_waiting_seconds_total{job=\"node\"}[2m]))"));
        }
    }

    private static Bundle.Table fileSystems() {
        return new Bundle.Table(
                "filesystems",
                "mountpoint",
                List.of(
                        row(
                                "size_bytes",
                                "mountpoint",
                                node("filesystem_size_bytes"),
                                volume(windows("logical_disk_size_bytes"))),
                        row("used_bytes", "mountpoint", FILE_SYSTEM_USED, volume(VOLUME_USED)),
                        row(
                                "available_bytes",
                                "mountpoint",
                                node("filesystem_avail_bytes"),
                                volume(windows("logical_disk_free_bytes"))),
                        row("used_percent", "mountpoint", FILE_SYSTEM_PERCENT, volume(VOLUME_PERCENT)),
                        row(
                                "inodes_used_percent",
                                "mountpoint",
                                "100 * (1 - " + node("filesystem_files_free") + " / (" + node("filesystem_files")
                                        + " > 0))"),
                        row("error", "mountpoint", node("filesystem_device_error"))));
    }

    private static Bundle.Table disks() {
        return new Bundle.Table(
                "disks",
                "device",
                List.of(
                        diskRate("read_bytes_per_second", "read_bytes_total", "read_bytes_total"),
                        diskRate("written_bytes_per_second", "written_bytes_total", "write_bytes_total"),
                        diskRate("reads_per_second", "reads_completed_total", "reads_total"),
                        diskRate("writes_per_second", "writes_completed_total", "writes_total"),
                        row(
                                "busy_percent",
                                "device",
                                "100 * irate(node_disk_io_time_seconds_total{job=\"node\"}[2m])")));
    }

    private static Bundle.Table network() {
        return new Bundle.Table(
                "network",
                "device",
                List.of(
                        networkRate("received_bytes_per_second", "receive_bytes_total", "bytes_received_total"),
                        networkRate("sent_bytes_per_second", "transmit_bytes_total", "bytes_sent_total"),
                        networkRate("receive_errors_per_second", "receive_errs_total", "packets_received_errors_total"),
                        networkRate("send_errors_per_second", "transmit_errs_total", "packets_outbound_errors_total"),
                        row("up", "device", node("network_up"))));
    }

    private static Bundle.Value diskRate(String name, String nodeCounter, String windowsCounter) {
        return row(
                name,
                "device",
                "irate(" + node("disk_" + nodeCounter) + "[2m])",
                renamed("irate(" + windows("physical_disk_" + windowsCounter) + "[2m])", "disk", "device"));
    }

    private static Bundle.Value networkRate(String name, String nodeCounter, String windowsCounter) {
        return row(
                name,
                "device",
                "irate(" + node("network_" + nodeCounter) + "[2m])",
                renamed("irate(" + windows("net_" + windowsCounter) + "[2m])", "nic", "device"));
    }

    /** Time in one mode over time in all: exact even when two runs are not quite an interval apart. */
    private static String cpuShare(String counter, String job, String mode, String modes) {
        String seconds = "sum(irate(" + counter + "{job=\"" + job + "\",mode";
        return seconds + "=\"" + mode + "\"}[2m])) / " + seconds + "=~\"" + modes + "\"}[2m]))";
    }

    private static String volume(String expression) {
        return renamed(expression, "volume", "mountpoint");
    }

    private static String renamed(String expression, String from, String to) {
        return "label_replace(" + expression + ", \"" + to + "\", \"$1\", \"" + from + "\", \"(.*)\")";
    }

    private static String node(String name) {
        return "node_" + name + "{job=\"" + JOB + "\"}";
    }

    private static String windows(String name) {
        return "windows_" + name + "{job=\"" + WINDOWS_JOB + "\"}";
    }

    private static String max(String name) {
        return "max(" + node(name) + ")";
    }

    private static Bundle.Value row(String name, String label, String... expressions) {
        return value(
                name,
                List.of(expressions).stream()
                        .map(expression -> "max by (" + label + ") (" + expression + ")")
                        .toArray(String[]::new));
    }

    private static Bundle.Value value(String name, String... expressions) {
        return new Bundle.Value(name, String.join(" or ", expressions));
    }
}
