package dev.monitoring.collectors.system.oshi;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.List;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.LogicalProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;
import oshi.hardware.VirtualMemory;
import oshi.software.os.OSFileStore;
import oshi.software.os.OperatingSystem;

/** Windows in the words of windows_exporter, which its dashboards ask for. */
final class WindowsParts {
    private static final Family CPU = Family.counter(
                    "windows_cpu_time_total", "Time the processors spent in each mode, in seconds.")
            .in("seconds");
    private static final Family LOGICAL_PROCESSORS =
            Family.gauge("windows_cs_logical_processors", "Logical processors.");
    private static final Family PHYSICAL_MEMORY =
            Figures.bytes("windows_cs_physical_memory_bytes", "Memory of the machine.");
    private static final Family HOST_NAME = Family.gauge("windows_cs_hostname", "The host's names, as labels.");
    private static final Family CONTEXT_SWITCHES =
            Family.counter("windows_system_context_switches_total", "Context switches.");
    private static final Family THREADS = Family.gauge("windows_system_threads", "Threads of all processes.");
    private static final Family PROCESSES = Family.gauge("windows_os_processes", "Processes.");
    private static final Family UP_SINCE =
            Family.gauge("windows_system_system_up_time", "When the system started, in seconds since 1970.");
    private static final Family TIME = Family.gauge("windows_os_time", "The time, in seconds since 1970.");
    private static final Family INFO = Family.gauge("windows_os_info", "The system's version, as labels.");
    private static final Family VISIBLE =
            Figures.bytes("windows_os_visible_memory_bytes", "Memory the system can use.");
    private static final Family FREE_MEMORY =
            Figures.bytes("windows_os_physical_memory_free_bytes", "Memory that programs can get.");
    private static final Family AVAILABLE =
            Figures.bytes("windows_memory_available_bytes", "Memory that programs can get.");
    private static final Family PAGING_LIMIT =
            Figures.bytes("windows_os_paging_limit_bytes", "Size of the page files.");
    private static final Family PAGING_FREE =
            Figures.bytes("windows_os_paging_free_bytes", "Space left in the page files.");
    private static final Family VIRTUAL = Figures.bytes("windows_os_virtual_memory_bytes", "Memory and page files.");
    private static final Family VIRTUAL_FREE =
            Figures.bytes("windows_os_virtual_memory_free_bytes", "Memory and page files not in use.");
    private static final Family VOLUME_SIZE = Figures.bytes("windows_logical_disk_size_bytes", "Size of a volume.");
    private static final Family VOLUME_FREE =
            Figures.bytes("windows_logical_disk_free_bytes", "Space that is free on a volume.");
    private static final Family READS = Family.counter("windows_physical_disk_reads_total", "Reads completed.");
    private static final Family WRITES = Family.counter("windows_physical_disk_writes_total", "Writes completed.");
    private static final Family READ_BYTES =
            Figures.bytesCounter("windows_physical_disk_read_bytes_total", "Bytes read.");
    private static final Family WRITTEN_BYTES =
            Figures.bytesCounter("windows_physical_disk_write_bytes_total", "Bytes written.");
    private static final Family QUEUED =
            Family.gauge("windows_physical_disk_requests_queued", "Operations in progress.");
    private static final Family RECEIVED = Figures.bytesCounter("windows_net_bytes_received_total", "Bytes received.");
    private static final Family SENT = Figures.bytesCounter("windows_net_bytes_sent_total", "Bytes sent.");
    private static final Family PACKETS_RECEIVED =
            Family.counter("windows_net_packets_received_total", "Packets received.");
    private static final Family PACKETS_SENT = Family.counter("windows_net_packets_sent_total", "Packets sent.");
    private static final Family RECEIVE_ERRORS =
            Family.counter("windows_net_packets_received_errors_total", "Packets received with errors.");
    private static final Family SEND_ERRORS =
            Family.counter("windows_net_packets_outbound_errors_total", "Packets not sent because of errors.");
    private static final Family RECEIVE_DROPS =
            Family.counter("windows_net_packets_received_discarded_total", "Packets received and dropped.");
    private static final Family BANDWIDTH =
            Figures.bytes("windows_net_current_bandwidth_bytes", "The interface's speed per second.");

    private static final double MILLIS = 1e3;
    private static final double BITS = 8;

    private WindowsParts() {}

    static List<OshiPart> all() {
        return List.of(
                new OshiPart("cpu", WindowsParts::cpu),
                new OshiPart("cs", WindowsParts::computer),
                new OshiPart("os", WindowsParts::system),
                new OshiPart("memory", WindowsParts::memory),
                new OshiPart("logical_disk", WindowsParts::volumes),
                new OshiPart("physical_disk", WindowsParts::disks),
                new OshiPart("net", WindowsParts::network));
    }

    private static void cpu(OshiHost host, MetricSink sink) {
        CentralProcessor processor = host.processor();
        List<LogicalProcessor> logical = processor.getLogicalProcessors();
        long[][] ticks = processor.getProcessorCpuLoadTicks();
        for (int cpu = 0; cpu < ticks.length; cpu++) {
            int group = cpu < logical.size() ? logical.get(cpu).getProcessorGroup() : 0;
            int number = cpu < logical.size() ? logical.get(cpu).getProcessorNumber() : cpu;
            String core = group + "," + number;
            long interrupt = ticks[cpu][TickType.IRQ.getIndex()];
            long deferred = ticks[cpu][TickType.SOFTIRQ.getIndex()];
            add(host, sink, core, "user", ticks[cpu][TickType.USER.getIndex()]);
            // Windows counts interrupts as privileged time too; OSHI takes them out.
            add(host, sink, core, "privileged", ticks[cpu][TickType.SYSTEM.getIndex()] + interrupt + deferred);
            add(host, sink, core, "interrupt", interrupt);
            add(host, sink, core, "dpc", deferred);
            add(host, sink, core, "idle", ticks[cpu][TickType.IDLE.getIndex()]);
        }
        Figures.add(sink, CONTEXT_SWITCHES, Labels.EMPTY, processor.getContextSwitches());
    }

    private static void add(OshiHost host, MetricSink sink, String core, String mode, long millis) {
        Figures.add(sink, CPU, host.labels("core", core, "mode", mode), millis / MILLIS);
    }

    private static void computer(OshiHost host, MetricSink sink) {
        String name = host.system().getNetworkParams().getHostName();
        String domain = host.system().getNetworkParams().getDomainName();
        sink.add(LOGICAL_PROCESSORS, Labels.EMPTY, host.processor().getLogicalProcessorCount());
        Figures.add(sink, PHYSICAL_MEMORY, Labels.EMPTY, host.memory().getTotal());
        sink.add(
                HOST_NAME,
                host.labels("domain", domain, "fqdn", domain.isEmpty() ? name : name + "." + domain, "hostname", name),
                1);
    }

    private static void system(OshiHost host, MetricSink sink) {
        OperatingSystem system = host.system();
        OperatingSystem.OSVersionInfo version = system.getVersionInfo();
        String number = version.getVersion() == null ? "" : version.getVersion();
        String build = version.getBuildNumber() == null ? "" : Figures.known(version.getBuildNumber());
        sink.add(
                INFO,
                host.labels(
                        "build_number", build,
                        "product", system.getManufacturer() + " " + system.getFamily() + " " + number,
                        "version", System.getProperty("os.version", "") + (build.isEmpty() ? "" : "." + build)),
                1);
        Figures.add(sink, PROCESSES, Labels.EMPTY, system.getProcessCount());
        Figures.add(sink, THREADS, Labels.EMPTY, system.getThreadCount());
        Figures.add(sink, UP_SINCE, Labels.EMPTY, system.getSystemBootTime());
        sink.add(TIME, Labels.EMPTY, host.epochSeconds());
    }

    private static void memory(OshiHost host, MetricSink sink) {
        VirtualMemory pages = host.memory().getVirtualMemory();
        Figures.add(sink, VISIBLE, Labels.EMPTY, host.memory().getTotal());
        Figures.add(sink, FREE_MEMORY, Labels.EMPTY, host.memory().getAvailable());
        Figures.add(sink, AVAILABLE, Labels.EMPTY, host.memory().getAvailable());
        Figures.add(sink, PAGING_LIMIT, Labels.EMPTY, pages.getSwapTotal());
        Figures.add(sink, PAGING_FREE, Labels.EMPTY, pages.getSwapTotal() - pages.getSwapUsed());
        Figures.add(sink, VIRTUAL, Labels.EMPTY, pages.getVirtualMax());
        Figures.add(sink, VIRTUAL_FREE, Labels.EMPTY, pages.getVirtualMax() - pages.getVirtualInUse());
    }

    private static void volumes(OshiHost host, MetricSink sink) {
        for (OSFileStore store : host.fileSystems()) {
            if (store.getTotalSpace() > 0) {
                Labels labels = host.labels("volume", volume(store.getMount()));
                Figures.add(sink, VOLUME_SIZE, labels, store.getTotalSpace());
                Figures.add(sink, VOLUME_FREE, labels, store.getUsableSpace());
            }
        }
    }

    /** C: for C:\. */
    static String volume(String mount) {
        return mount.length() > 1 && mount.endsWith("\\") ? mount.substring(0, mount.length() - 1) : mount;
    }

    private static void disks(OshiHost host, MetricSink sink) {
        for (HWDiskStore disk : host.disks()) {
            Labels labels = host.labels("disk", disk(disk.getName()));
            Figures.add(sink, READS, labels, disk.getReads());
            Figures.add(sink, WRITES, labels, disk.getWrites());
            Figures.add(sink, READ_BYTES, labels, disk.getReadBytes());
            Figures.add(sink, WRITTEN_BYTES, labels, disk.getWriteBytes());
            Figures.add(sink, QUEUED, labels, disk.getCurrentQueueLength());
        }
    }

    /** 0 for \\.\PHYSICALDRIVE0. */
    static String disk(String name) {
        return name.replaceFirst("(?i)^\\\\\\\\\\.\\\\PHYSICALDRIVE", "");
    }

    private static void network(OshiHost host, MetricSink sink) {
        for (NetworkIF card : host.interfaces()) {
            Labels labels = host.labels("nic", card.getDisplayName());
            Figures.add(sink, RECEIVED, labels, card.getBytesRecv());
            Figures.add(sink, SENT, labels, card.getBytesSent());
            Figures.add(sink, PACKETS_RECEIVED, labels, card.getPacketsRecv());
            Figures.add(sink, PACKETS_SENT, labels, card.getPacketsSent());
            Figures.add(sink, RECEIVE_ERRORS, labels, card.getInErrors());
            Figures.add(sink, SEND_ERRORS, labels, card.getOutErrors());
            Figures.add(sink, RECEIVE_DROPS, labels, card.getInDrops());
            Figures.add(sink, BANDWIDTH, labels, card.getSpeed() / BITS);
        }
    }
}
