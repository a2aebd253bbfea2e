package dev.monitoring.collectors.system.oshi;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.Locale;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;
import oshi.hardware.VirtualMemory;
import oshi.software.os.OSFileStore;
import oshi.software.os.OperatingSystem;

/** macOS in the words of node_exporter, which differ from those it has for Linux where the systems do. */
final class NodeParts {
    private static final Family CPU = Family.counter(
                    "node_cpu_seconds_total", "Time the processors spent in each mode.")
            .in("seconds");
    private static final Family CONTEXT_SWITCHES = Family.counter("node_context_switches_total", "Context switches.");
    private static final Family INTERRUPTS = Family.counter("node_intr_total", "Interrupts serviced.");
    private static final Family LOAD_1 = Family.gauge("node_load1", "Load average over one minute.");
    private static final Family LOAD_5 = Family.gauge("node_load5", "Load average over five minutes.");
    private static final Family LOAD_15 = Family.gauge("node_load15", "Load average over 15 minutes.");
    private static final Family TOTAL = Figures.bytes("node_memory_total_bytes", "Memory of the machine.");
    private static final Family AVAILABLE =
            Figures.bytes("node_memory_available_bytes", "Memory that programs can get.");
    private static final Family SWAP_TOTAL = Figures.bytes("node_memory_swap_total_bytes", "Swap space.");
    private static final Family SWAP_USED = Figures.bytes("node_memory_swap_used_bytes", "Swap space in use.");
    private static final Family SWAPPED_IN =
            Figures.bytesCounter("node_memory_swapped_in_bytes_total", "Memory read back from swap.");
    private static final Family SWAPPED_OUT =
            Figures.bytesCounter("node_memory_swapped_out_bytes_total", "Memory written to swap.");
    private static final Family SIZE = Figures.bytes("node_filesystem_size_bytes", "Size of the file system.");
    private static final Family FREE = Figures.bytes("node_filesystem_free_bytes", "Space that is free.");
    private static final Family USABLE =
            Figures.bytes("node_filesystem_avail_bytes", "Space that is free for users without privileges.");
    private static final Family FILES = Family.gauge("node_filesystem_files", "Inodes in all.");
    private static final Family FREE_FILES = Family.gauge("node_filesystem_files_free", "Inodes not in use.");
    private static final Family READ_ONLY =
            Family.gauge("node_filesystem_readonly", "Whether it is mounted for reading only.");
    private static final Family DEVICE_ERROR =
            Family.gauge("node_filesystem_device_error", "Whether asking for its usage failed.");
    private static final Family DISK_INFO = Family.gauge("node_disk_info", "What a disk is, as labels.");
    private static final Family READS = Family.counter("node_disk_reads_completed_total", "Reads completed.");
    private static final Family WRITES = Family.counter("node_disk_writes_completed_total", "Writes completed.");
    private static final Family READ_BYTES = Figures.bytesCounter("node_disk_read_bytes_total", "Bytes read.");
    private static final Family WRITTEN_BYTES = Figures.bytesCounter("node_disk_written_bytes_total", "Bytes written.");
    private static final Family IO_NOW = Family.gauge("node_disk_io_now", "Operations in progress.");
    private static final Family RECEIVED = Figures.bytesCounter("node_network_receive_bytes_total", "Bytes received.");
    private static final Family SENT = Figures.bytesCounter("node_network_transmit_bytes_total", "Bytes sent.");
    private static final Family PACKETS_RECEIVED =
            Family.counter("node_network_receive_packets_total", "Packets received.");
    private static final Family PACKETS_SENT = Family.counter("node_network_transmit_packets_total", "Packets sent.");
    private static final Family RECEIVE_ERRORS =
            Family.counter("node_network_receive_errs_total", "Packets received with errors.");
    private static final Family SEND_ERRORS =
            Family.counter("node_network_transmit_errs_total", "Packets not sent because of errors.");
    private static final Family RECEIVE_DROPS =
            Family.counter("node_network_receive_drop_total", "Packets received and dropped.");
    private static final Family COLLISIONS = Family.counter("node_network_transmit_colls_total", "Collisions.");
    private static final Family MTU = Figures.bytes("node_network_mtu_bytes", "The longest packet.");
    private static final Family UP = Family.gauge("node_network_up", "Whether the interface is up.");
    private static final Family UNAME = Family.gauge("node_uname_info", "The kernel and the host's name, as labels.");
    private static final Family OS = Family.gauge("node_os_info", "The system's name and version, as labels.");
    private static final Family BOOT = Family.gauge(
                    "node_boot_time_seconds", "When the system started, in seconds since 1970.")
            .in("seconds");
    private static final Family TIME = Family.gauge("node_time_seconds", "The time, in seconds since 1970.")
            .in("seconds");

    private static final double MILLIS = 1e3;

    private NodeParts() {}

    static List<OshiPart> all() {
        return List.of(
                new OshiPart("cpu", NodeParts::cpu),
                new OshiPart("loadavg", NodeParts::load),
                new OshiPart("meminfo", NodeParts::memory),
                new OshiPart("filesystem", NodeParts::fileSystems),
                new OshiPart("diskstats", NodeParts::disks),
                new OshiPart("netdev", NodeParts::network),
                new OshiPart("uname", NodeParts::names));
    }

    private static void cpu(OshiHost host, MetricSink sink) {
        CentralProcessor processor = host.processor();
        long[][] ticks = processor.getProcessorCpuLoadTicks();
        for (int cpu = 0; cpu < ticks.length; cpu++) {
            String number = String.valueOf(cpu);
            add(host, sink, number, "user", ticks[cpu][TickType.USER.getIndex()]);
            add(host, sink, number, "nice", ticks[cpu][TickType.NICE.getIndex()]);
            add(host, sink, number, "system", ticks[cpu][TickType.SYSTEM.getIndex()]);
            add(host, sink, number, "idle", ticks[cpu][TickType.IDLE.getIndex()]);
        }
        Figures.add(sink, CONTEXT_SWITCHES, Labels.EMPTY, processor.getContextSwitches());
        Figures.add(sink, INTERRUPTS, Labels.EMPTY, processor.getInterrupts());
    }

    private static void add(OshiHost host, MetricSink sink, String cpu, String mode, long millis) {
        Figures.add(sink, CPU, host.labels("cpu", cpu, "mode", mode), millis / MILLIS);
    }

    private static void load(OshiHost host, MetricSink sink) {
        double[] averages = host.processor().getSystemLoadAverage(3);
        Figures.add(sink, LOAD_1, Labels.EMPTY, averages[0]);
        Figures.add(sink, LOAD_5, Labels.EMPTY, averages[1]);
        Figures.add(sink, LOAD_15, Labels.EMPTY, averages[2]);
    }

    private static void memory(OshiHost host, MetricSink sink) {
        VirtualMemory swap = host.memory().getVirtualMemory();
        double pageBytes = host.memory().getPageSize();
        Figures.add(sink, TOTAL, Labels.EMPTY, host.memory().getTotal());
        Figures.add(sink, AVAILABLE, Labels.EMPTY, host.memory().getAvailable());
        Figures.add(sink, SWAP_TOTAL, Labels.EMPTY, swap.getSwapTotal());
        Figures.add(sink, SWAP_USED, Labels.EMPTY, swap.getSwapUsed());
        Figures.add(sink, SWAPPED_IN, Labels.EMPTY, swap.getSwapPagesIn() * pageBytes);
        Figures.add(sink, SWAPPED_OUT, Labels.EMPTY, swap.getSwapPagesOut() * pageBytes);
    }

    private static void fileSystems(OshiHost host, MetricSink sink) {
        for (OSFileStore store : host.fileSystems()) {
            Labels labels =
                    host.labels("device", store.getVolume(), "fstype", store.getType(), "mountpoint", store.getMount());
            boolean known = store.getTotalSpace() > 0;
            sink.add(DEVICE_ERROR, labels, known ? 0 : 1);
            sink.add(READ_ONLY, labels, isReadOnly(store.getOptions()) ? 1 : 0);
            if (known) {
                Figures.add(sink, SIZE, labels, store.getTotalSpace());
                Figures.add(sink, FREE, labels, store.getFreeSpace());
                Figures.add(sink, USABLE, labels, store.getUsableSpace());
                Figures.add(sink, FILES, labels, store.getTotalInodes());
                Figures.add(sink, FREE_FILES, labels, store.getFreeInodes());
            }
        }
    }

    /** Options are separated by commas; both spellings occur. */
    static boolean isReadOnly(String options) {
        String marked = "," + options + ",";
        return marked.contains(",ro,") || marked.contains(",read-only,");
    }

    private static void disks(OshiHost host, MetricSink sink) {
        for (HWDiskStore disk : host.disks()) {
            String device = disk.getName().replaceFirst("^/dev/", "");
            Labels labels = host.labels("device", device);
            sink.add(
                    DISK_INFO,
                    host.labels(
                            "device", device,
                            "model", Figures.known(disk.getModel()),
                            "serial", Figures.known(disk.getSerial())),
                    1);
            Figures.add(sink, READS, labels, disk.getReads());
            Figures.add(sink, WRITES, labels, disk.getWrites());
            Figures.add(sink, READ_BYTES, labels, disk.getReadBytes());
            Figures.add(sink, WRITTEN_BYTES, labels, disk.getWriteBytes());
            Figures.add(sink, IO_NOW, labels, disk.getCurrentQueueLength());
        }
    }

    private static void network(OshiHost host, MetricSink sink) {
        for (NetworkIF card : host.interfaces()) {
            Labels labels = host.labels("device", card.getName());
            Figures.add(sink, RECEIVED, labels, card.getBytesRecv());
            Figures.add(sink, SENT, labels, card.getBytesSent());
            Figures.add(sink, PACKETS_RECEIVED, labels, card.getPacketsRecv());
            Figures.add(sink, PACKETS_SENT, labels, card.getPacketsSent());
            Figures.add(sink, RECEIVE_ERRORS, labels, card.getInErrors());
            Figures.add(sink, SEND_ERRORS, labels, card.getOutErrors());
            Figures.add(sink, RECEIVE_DROPS, labels, card.getInDrops());
            Figures.add(sink, COLLISIONS, labels, card.getCollisions());
            Figures.add(sink, MTU, labels, card.getMTU());
            sink.add(UP, labels, card.getIfOperStatus() == NetworkIF.IfOperStatus.UP ? 1 : 0);
        }
    }

    private static void names(OshiHost host, MetricSink sink) {
        OperatingSystem system = host.system();
        OperatingSystem.OSVersionInfo version = system.getVersionInfo();
        String versionText = version.getVersion() == null ? "" : version.getVersion();
        String build = version.getBuildNumber() == null ? "" : Figures.known(version.getBuildNumber());
        sink.add(
                UNAME,
                host.labels(
                        "sysname", System.getProperty("os.name", ""),
                        "release", System.getProperty("os.version", ""),
                        "version", build,
                        "machine", System.getProperty("os.arch", ""),
                        "nodename", system.getNetworkParams().getHostName(),
                        "domainname", system.getNetworkParams().getDomainName()),
                1);
        sink.add(
                OS,
                host.labels(
                        "id",
                        system.getFamily().toLowerCase(Locale.ROOT),
                        "name",
                        system.getFamily(),
                        "pretty_name",
                        system.getFamily() + " " + versionText,
                        "version",
                        versionText,
                        "version_id",
                        versionText,
                        "build_id",
                        build),
                1);
        Figures.add(sink, BOOT, Labels.EMPTY, system.getSystemBootTime());
        sink.add(TIME, Labels.EMPTY, host.epochSeconds());
    }
}
