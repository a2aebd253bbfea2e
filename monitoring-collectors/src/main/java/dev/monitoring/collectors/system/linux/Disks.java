package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What udev and sysfs know of block devices besides their counters: model, serial number, file system, write cache. */
final class Disks {
    private static final Family INFO = gauge("info", "What a block device is, as labels.");
    private static final Family FILE_SYSTEM = gauge("filesystem_info", "The file system on a block device, as labels.");
    private static final Family DEVICE_MAPPER = gauge("device_mapper_info", "A mapped device's names, as labels.");
    private static final Family WRITE_CACHE = gauge("ata_write_cache", "Whether an ATA disk has a write cache.");
    private static final Family WRITE_CACHE_ENABLED =
            gauge("ata_write_cache_enabled", "Whether an ATA disk's write cache is on.");
    private static final Family ROTATION =
            gauge("ata_rotation_rate_rpm", "Turns per minute of an ATA disk; 0 without moving parts.");
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final String PROPERTY = "E:";

    private final KernelPaths paths;
    private final Pattern excluded;
    private final boolean rotationalLabel;

    private Disks(LinuxSettings settings) {
        this.paths = settings.paths();
        this.excluded = settings.disksExclude();
        this.rotationalLabel = settings.compat() == Compat.NODE_EXPORTER_1_11;
    }

    static HardwarePart part(LinuxSettings settings) {
        Disks disks = new Disks(settings);
        return HardwarePart.of("", INTERVAL, disks::read);
    }

    private static Family gauge(String name, String help) {
        return Family.gauge("node_disk_" + name, help);
    }

    private Optional<List<Sample>> read() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (String line : Sysfs.lines(paths.procfs().resolve("diskstats"))) {
            String[] words = line.strip().split("\\s+");
            if (words.length > 3 && !excluded.matcher(words[2]).find()) {
                device(samples, words[0], words[1], words[2]);
            }
        }
        return Optional.of(samples);
    }

    private void device(List<Sample> samples, String major, String minor, String device) {
        Map<String, String> udev = properties(paths.udevData().resolve("b" + major + ":" + minor));
        Labels.Builder info = Labels.builder()
                .add("device", device)
                .add("major", major)
                .add("minor", minor)
                .add("path", udev.getOrDefault("ID_PATH", ""))
                .add("wwn", udev.getOrDefault("ID_WWN", ""))
                .add("model", udev.getOrDefault("ID_MODEL", ""))
                .add("serial", serial(udev))
                .add("revision", udev.getOrDefault("ID_REVISION", ""));
        if (rotationalLabel) {
            Path queue = paths.sys("block").resolve(device).resolve("queue/rotational");
            info.add("rotational", Sysfs.text(queue).equals("1") ? "1" : "0");
        }
        samples.add(new Sample(INFO, info.build(), 1));
        if (udev.containsKey("ID_FS_TYPE")) {
            samples.add(new Sample(FILE_SYSTEM, fileSystem(device, udev), 1));
        }
        if (udev.containsKey("DM_NAME")) {
            samples.add(new Sample(DEVICE_MAPPER, deviceMapper(device, udev), 1));
        }
        if (udev.containsKey("ID_ATA")) {
            Labels labels = Labels.of("device", device);
            number(samples, WRITE_CACHE, labels, udev.get("ID_ATA_WRITE_CACHE"));
            number(samples, WRITE_CACHE_ENABLED, labels, udev.get("ID_ATA_WRITE_CACHE_ENABLED"));
            number(samples, ROTATION, labels, udev.get("ID_ATA_ROTATION_RATE_RPM"));
        }
    }

    private static String serial(Map<String, String> udev) {
        for (String key : List.of("SCSI_IDENT_SERIAL", "ID_SERIAL_SHORT", "ID_SERIAL")) {
            String serial = udev.getOrDefault(key, "");
            if (!serial.isEmpty()) {
                return serial;
            }
        }
        return "";
    }

    private static Labels fileSystem(String device, Map<String, String> udev) {
        return Labels.of(
                "device", device,
                "type", udev.getOrDefault("ID_FS_TYPE", ""),
                "usage", udev.getOrDefault("ID_FS_USAGE", ""),
                "uuid", udev.getOrDefault("ID_FS_UUID", ""),
                "version", udev.getOrDefault("ID_FS_VERSION", ""));
    }

    private static Labels deviceMapper(String device, Map<String, String> udev) {
        return Labels.of(
                "device", device,
                "name", udev.getOrDefault("DM_NAME", ""),
                "uuid", udev.getOrDefault("DM_UUID", ""),
                "vg_name", udev.getOrDefault("DM_VG_NAME", ""),
                "lv_name", udev.getOrDefault("DM_LV_NAME", ""),
                "lv_layer", udev.getOrDefault("DM_LV_LAYER", ""));
    }

    private static void number(List<Sample> samples, Family family, Labels labels, @Nullable String text) {
        if (text != null && text.matches("[0-9]{1,9}")) {
            samples.add(new Sample(family, labels, Integer.parseInt(text)));
        }
    }

    private static Map<String, String> properties(Path file) {
        Map<String, String> properties = new HashMap<>();
        for (String line : Sysfs.lines(file)) {
            int equals = line.indexOf('=');
            if (line.startsWith(PROPERTY) && equals > 0) {
                properties.put(line.substring(PROPERTY.length(), equals), line.substring(equals + 1));
            }
        }
        return properties;
    }
}
