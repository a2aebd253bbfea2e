package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What hardly ever changes of a host: kernel, distribution, board, clock sources, security module; mostly text that becomes
 * labels.
 */
final class HostFacts {
    static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final Family UNAME = Family.gauge("node_uname_info", "The kernel and the host's name, as labels.");
    private static final Family OS = Family.gauge("node_os_info", "The distribution, as labels.");
    private static final Family OS_VERSION =
            Family.gauge("node_os_version", "The distribution's version as a number, major and minor.");
    private static final Family DMI = Family.gauge("node_dmi_info", "Board, firmware and product, as labels.");
    private static final Family SELINUX = Family.gauge("node_selinux_enabled", "Whether SELinux is on.");
    private static final Family SELINUX_MODE =
            Family.gauge("node_selinux_current_mode", "Whether SELinux enforces its rules.");
    private static final Family CLOCK_SOURCE =
            Family.gauge("node_time_clocksource_current_info", "The clock source in use, as a label.");
    private static final Family CLOCK_SOURCES =
            Family.gauge("node_time_clocksource_available_info", "The clock sources there are, as labels.");
    private static final List<String> OS_KEYS = List.of(
            "BUILD_ID",
            "ID",
            "ID_LIKE",
            "IMAGE_ID",
            "IMAGE_VERSION",
            "NAME",
            "PRETTY_NAME",
            "VARIANT",
            "VARIANT_ID",
            "VERSION",
            "VERSION_CODENAME",
            "VERSION_ID");
    private static final List<String> DMI_FILES = List.of(
            "bios_date",
            "bios_release",
            "bios_vendor",
            "bios_version",
            "board_asset_tag",
            "board_name",
            "board_serial",
            "board_vendor",
            "board_version",
            "chassis_asset_tag",
            "chassis_serial",
            "chassis_vendor",
            "chassis_version",
            "product_family",
            "product_name",
            "product_serial",
            "product_sku",
            "product_uuid",
            "product_version",
            "sys_vendor");
    private final KernelPaths paths;
    private final String architecture;

    private HostFacts(KernelPaths paths, String architecture) {
        this.paths = paths;
        this.architecture = architecture;
    }

    /** The parts; {@code architecture} is the JVM's word for it, where the kernel has no file. */
    static List<HardwarePart> parts(KernelPaths paths, String architecture) {
        HostFacts facts = new HostFacts(paths, architecture);
        return List.of(
                HardwarePart.of("uname", INTERVAL, facts::uname),
                HardwarePart.of("os", INTERVAL, facts::distribution),
                HardwarePart.of("dmi", INTERVAL, facts::board),
                HardwarePart.of("selinux", INTERVAL, facts::selinux),
                HardwarePart.of("", INTERVAL, facts::clockSources));
    }

    private Optional<List<Sample>> uname() {
        Path kernel = paths.procfs().resolve("sys/kernel");
        String system = Sysfs.text(kernel.resolve("ostype"));
        if (system.isEmpty()) {
            return Optional.empty();
        }
        String machine = Sysfs.text(kernel.resolve("arch"));
        return one(
                UNAME,
                Labels.of(
                        "sysname", system,
                        "release", Sysfs.text(kernel.resolve("osrelease")),
                        "version", Sysfs.text(kernel.resolve("version")),
                        "machine", machine.isEmpty() ? machine(architecture) : machine,
                        "nodename", Sysfs.text(kernel.resolve("hostname")),
                        "domainname", Sysfs.text(kernel.resolve("domainname"))));
    }

    /** The kernel's word for an architecture by the JVM's. */
    static String machine(String architecture) {
        return switch (architecture.toLowerCase(Locale.ROOT)) {
            case "amd64" -> "x86_64";
            case "x86", "i386" -> "i686";
            case "arm" -> "armv7l";
            default -> architecture;
        };
    }

    private Optional<List<Sample>> distribution() {
        Map<String, String> release = osRelease();
        if (release.isEmpty()) {
            return Optional.empty();
        }
        Labels.Builder labels = Labels.builder();
        for (String key : OS_KEYS) {
            labels.add(key.toLowerCase(Locale.ROOT), release.getOrDefault(key, ""));
        }
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(OS, labels.build(), 1));
        String version = majorAndMinor(release.getOrDefault("VERSION_ID", ""));
        if (!version.isEmpty()) {
            Labels names = Labels.of(
                    "id", release.getOrDefault("ID", ""),
                    "id_like", release.getOrDefault("ID_LIKE", ""),
                    "name", release.getOrDefault("NAME", ""));
            samples.add(new Sample(OS_VERSION, names, Double.parseDouble(version)));
        }
        return Optional.of(samples);
    }

    /** The beginning of a version that is a number: 22.04 of 22.04.3. */
    private static String majorAndMinor(String version) {
        return version.matches("[0-9]{1,9}.*") ? version.replaceFirst("^([0-9]{1,9}(?:\\.[0-9]{1,9})?).*$", "$1") : "";
    }

    private Map<String, String> osRelease() {
        for (String file : List.of("/etc/os-release", "/usr/lib/os-release")) {
            Map<String, String> release = new LinkedHashMap<>();
            for (String line : Sysfs.lines(paths.host(file))) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#")) {
                    release.put(line.substring(0, equals), unquote(line.substring(equals + 1)));
                }
            }
            if (!release.isEmpty()) {
                return release;
            }
        }
        return Map.of();
    }

    private static String unquote(String value) {
        char quote = value.isEmpty() ? ' ' : value.charAt(0);
        boolean quoted =
                value.length() > 1 && (quote == '"' || quote == '\'') && value.charAt(value.length() - 1) == quote;
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    private Optional<List<Sample>> board() {
        Path directory = paths.sys("class/dmi/id");
        if (!Sysfs.isDirectory(directory)) {
            return Optional.empty();
        }
        Labels.Builder labels = Labels.builder();
        for (String file : DMI_FILES) {
            labels.set(file.equals("sys_vendor") ? "system_vendor" : file, Sysfs.text(directory.resolve(file)));
        }
        return one(DMI, labels.build());
    }

    private Optional<List<Sample>> selinux() {
        String mode = Sysfs.text(paths.sys("fs/selinux/enforce"));
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample(SELINUX, Labels.EMPTY, mode.isEmpty() ? 0 : 1));
        if (!mode.isEmpty()) {
            samples.add(new Sample(SELINUX_MODE, Labels.EMPTY, mode.equals("1") ? 1 : 0));
        }
        return Optional.of(samples);
    }

    private Optional<List<Sample>> clockSources() throws IOException {
        Path directory = paths.sys("devices/system/clocksource");
        List<Sample> samples = new ArrayList<>();
        if (Sysfs.isDirectory(directory)) {
            for (String name : Sysfs.numbered(directory, "clocksource")) {
                String number = name.substring("clocksource".length());
                Path device = directory.resolve(name);
                for (String source : words(Sysfs.text(device.resolve("available_clocksource")))) {
                    samples.add(new Sample(CLOCK_SOURCES, Labels.of("clocksource", source, "device", number), 1));
                }
                for (String source : words(Sysfs.text(device.resolve("current_clocksource")))) {
                    samples.add(new Sample(CLOCK_SOURCE, Labels.of("clocksource", source, "device", number), 1));
                }
            }
        }
        return Optional.of(samples);
    }

    /** The words of a text, which spaces separate. */
    static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    private static Optional<List<Sample>> one(Family family, Labels labels) {
        return Optional.of(List.of(new Sample(family, labels, 1)));
    }
}
