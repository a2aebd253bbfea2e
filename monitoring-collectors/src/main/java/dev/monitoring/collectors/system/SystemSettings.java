package dev.monitoring.collectors.system;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.monitoring.collectors.system.linux.Compat;
import dev.monitoring.collectors.system.linux.KernelPaths;
import dev.monitoring.collectors.system.linux.LinuxFilters;
import dev.monitoring.collectors.system.linux.LinuxSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of the section {@code system}, with node_exporter's defaults, and how they are read. */
final class SystemSettings {
    private static final Setting<Compat> COMPAT = Setting.choice(
            "compat",
            Compat.NODE_EXPORTER_1_11,
            Compat::word,
            "The exporter whose labels to use: node_exporter/1.11, or node_exporter/1.5 as Debian 12 has it.");
    private static final Setting<String> PROCFS = Setting.text("procfs", "/proc", "Where /proc is mounted.");
    private static final Setting<String> SYSFS = Setting.text("sysfs", "/sys", "Where /sys is mounted.");
    private static final Setting<String> ROOTFS = Setting.text(
            "rootfs", "/", "Where the host's root is mounted, when it is watched from inside a container.");
    private static final Setting<String> UDEV_DATA =
            Setting.text("udev-data", "/run/udev/data", "Where udev keeps what it knows of devices.");
    private static final Setting<String> MOUNT_POINTS_EXCLUDE = Setting.text(
            "mount-points-exclude",
            "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)",
            "A regular expression; file systems mounted there are left out.");
    private static final Setting<String> FILE_SYSTEMS_EXCLUDE = Setting.text(
            "file-systems-exclude",
            "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs"
                    + "|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$",
            "A regular expression; file systems of these types are left out.");
    private static final Setting<String> DISKS_EXCLUDE = Setting.text(
            "disks-exclude", null, "A regular expression; these block devices are left out. By default partitions.");
    private static final Setting<String> NETWORK_DEVICES_EXCLUDE = Setting.text(
            "network-devices-exclude", "^$", "A regular expression; these network interfaces are left out.");
    private static final Setting<String> NETSTAT_FIELDS = Setting.text(
            "netstat-fields",
            "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)"
                    + "|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)"
                    + "|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)"
                    + "|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$",
            "A regular expression over Protocol_Field; these counters of network protocols are taken in.");
    private static final Setting<String> VMSTAT_FIELDS = Setting.text(
            "vmstat-fields",
            "^(oom_kill|pgpg|pswp|pg.*fault).*",
            "A regular expression; these lines of /proc/vmstat are taken in.");
    private static final Setting<Duration> MOUNT_TIMEOUT = Setting.duration(
            "mount-timeout",
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            "How long a file system may take to answer before it counts as failed.");
    private static final Setting<Boolean> NATIVE_CALLS = Setting.flag(
            "native-calls",
            true,
            "Whether to ask the C library for inodes and the clock's state; needs JNA on the class path.");

    static final List<Setting<?>> ALL = List.of(
            COMPAT,
            PROCFS,
            SYSFS,
            ROOTFS,
            UDEV_DATA,
            MOUNT_POINTS_EXCLUDE,
            FILE_SYSTEMS_EXCLUDE,
            DISKS_EXCLUDE,
            NETWORK_DEVICES_EXCLUDE,
            NETSTAT_FIELDS,
            VMSTAT_FIELDS,
            MOUNT_TIMEOUT,
            NATIVE_CALLS);

    private SystemSettings() {}

    /** What the settings say; what is wrong in them is recorded there. */
    static LinuxSettings read(Settings settings) {
        Compat compat = settings.get(COMPAT);
        KernelPaths paths = new KernelPaths(
                path(settings, PROCFS), path(settings, SYSFS), path(settings, ROOTFS), path(settings, UDEV_DATA));
        LinuxFilters filters = new LinuxFilters(
                pattern(settings, MOUNT_POINTS_EXCLUDE),
                pattern(settings, FILE_SYSTEMS_EXCLUDE),
                settings.isSet(DISKS_EXCLUDE) ? Optional.of(pattern(settings, DISKS_EXCLUDE)) : Optional.empty(),
                pattern(settings, NETWORK_DEVICES_EXCLUDE),
                pattern(settings, NETSTAT_FIELDS),
                pattern(settings, VMSTAT_FIELDS));
        return new LinuxSettings(compat, paths, filters, settings.get(MOUNT_TIMEOUT), settings.get(NATIVE_CALLS));
    }

    private static Path path(Settings settings, Setting<String> setting) {
        String text = settings.get(setting);
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
            settings.fault(setting, "\"" + text + "\" is not an absolute path; let it begin with /");
        } catch (InvalidPathException e) {
            settings.fault(setting, "\"" + text + "\" is not a path: " + e.getReason());
        }
        return Path.of("/");
    }

    private static Pattern pattern(Settings settings, Setting<String> setting) {
        String text = settings.find(setting).orElse("");
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            settings.fault(
                    setting,
                    "\"" + text + "\" is not a regular expression: " + e.getDescription()
                            + "; use the syntax of RE2, as Prometheus does");
            return Pattern.compile("^$");
        }
    }
}
