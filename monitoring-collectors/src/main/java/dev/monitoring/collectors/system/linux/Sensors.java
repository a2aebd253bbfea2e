package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Temperatures, fans, voltages and what else monitoring chips measure: {@code /sys/class/hwmon}. A file is named by kind,
 * number and element, {@code temp1_crit_alarm}; kind and element make the family's name and unit.
 *
 * @see <a href="https://docs.kernel.org/hwmon/sysfs-interface.html">The hwmon sysfs interface</a>
 */
final class Sensors {
    private static final Pattern FILE_NAME = Pattern.compile("([a-z]+(?:_enable|_interval)?)([0-9]*)(?:_(.+))?");
    private static final Set<String> KINDS = Set.of(
            "vrm",
            "beep_enable",
            "update_interval",
            "in",
            "cpu",
            "fan",
            "pwm",
            "temp",
            "curr",
            "power",
            "energy",
            "humidity",
            "intrusion",
            "freq");
    private static final Set<String> AVERAGING =
            Set.of("average_interval", "average_interval_min", "average_interval_max");
    private static final Set<String> SPEEDS = Set.of("input", "min", "max", "target");
    private static final Map<String, Measure> WHOLE_CHIP = Map.of(
            "beep_enable", gauge("node_hwmon_beep_enabled", 1),
            "vrm", gauge("node_hwmon_voltage_regulator_version", 1),
            "update_interval", gauge("node_hwmon_update_interval_seconds", 1e-3));
    private static final Family CHIP_NAMES =
            Family.gauge("node_hwmon_chip_names", "The names of monitoring chips, as labels.");
    private static final Family SENSOR_LABEL =
            Family.gauge("node_hwmon_sensor_label", "What a sensor is called by its chip, as labels.");
    private static final double MILLI = 1e-3;
    private static final double MICRO = 1e-6;

    private final Path directory;
    private final Map<String, Family> families = new HashMap<>();

    private Sensors(KernelPaths paths) {
        this.directory = paths.sys("class/hwmon");
    }

    static List<HardwarePart> parts(KernelPaths paths) {
        Sensors sensors = new Sensors(paths);
        Sensors names = new Sensors(paths);
        return List.of(
                new AttributesPart("hwmon", sensors::attributes),
                HardwarePart.of("", HostFacts.INTERVAL, names::chipNames));
    }

    private Optional<List<Attribute>> attributes() throws IOException {
        if (!Sysfs.isDirectory(directory)) {
            return Optional.empty();
        }
        List<Attribute> attributes = new ArrayList<>();
        for (String name : Sysfs.names(directory, "")) {
            Path chip = directory.resolve(name);
            String label = chipLabel(chip);
            addAll(attributes, label, chip);
            if (Sysfs.isDirectory(chip.resolve("device"))) {
                addAll(attributes, label, chip.resolve("device")); // where older drivers put theirs
            }
        }
        return Optional.of(attributes);
    }

    private void addAll(List<Attribute> attributes, String chip, Path files) throws IOException {
        List<String> names = Sysfs.names(files, "");
        for (String name : names) {
            Matcher parts = FILE_NAME.matcher(name);
            if (!parts.matches() || !KINDS.contains(parts.group(1))) {
                continue;
            }
            String kind = parts.group(1);
            String number = parts.group(2).isEmpty() ? "0" : parts.group(2);
            String element = parts.group(3) == null ? "" : parts.group(3);
            if (element.equals("label")) {
                continue;
            }
            boolean plainToo = names.contains(kind + parts.group(2));
            Measure measure = measure(kind, element, plainToo);
            if (Names.isMetricName(measure.name)) {
                attributes.add(Attribute.decimal(
                        files.resolve(name).toFile(),
                        families.computeIfAbsent(measure.name, measure::family),
                        Labels.of("chip", chip, "sensor", kind + number),
                        measure.factor));
            }
        }
    }

    /** A family's name and type, and what the file's number is multiplied by. */
    private record Measure(String name, MetricType type, double factor) {
        private Family family(String familyName) {
            return new Family(familyName, type, "", "A value of monitoring chips; see the kernel's hwmon interface.");
        }
    }

    private static Measure gauge(String name, double factor) {
        return new Measure(name, MetricType.GAUGE, factor);
    }

    private static Measure measure(String kind, String element, boolean plainToo) {
        if (element.isEmpty() && WHOLE_CHIP.containsKey(kind)) {
            return WHOLE_CHIP.get(kind);
        }
        boolean input = element.equals("input");
        String suffix = input ? (plainToo ? "_input" : "") : element.isEmpty() ? "" : "_" + clean(element);
        String name = "node_hwmon_" + kind + suffix;
        if (element.equals("fault") || element.equals("alarm")) {
            return gauge(name, 1);
        }
        if (element.equals("beep")) {
            return gauge(name + "_enabled", 1);
        }
        return withUnit(kind, element, name);
    }

    private static Measure withUnit(String kind, String element, String name) {
        return switch (kind) {
            case "in", "cpu" -> gauge(name + "_volts", MILLI);
            case "temp" -> element.equals("type") ? gauge(name, 1) : gauge(name + "_celsius", MILLI);
            case "curr" -> gauge(name + "_amps", MILLI);
            case "energy" -> new Measure(name + "_joule_total", MetricType.COUNTER, MICRO);
            case "power" ->
                element.equals("accuracy")
                        ? gauge(name, MICRO)
                        : AVERAGING.contains(element) ? gauge(name + "_seconds", MILLI) : gauge(name + "_watt", MICRO);
            case "humidity" -> gauge(name, MICRO);
            case "fan" -> gauge(SPEEDS.contains(element) ? name + "_rpm" : name, 1);
            case "freq" -> element.equals("input") ? gauge(name + "_freq_mhz", MICRO) : gauge(name, 1);
            default -> gauge(name, 1);
        };
    }

    private Optional<List<Sample>> chipNames() throws IOException {
        List<Sample> samples = new ArrayList<>();
        if (!Sysfs.isDirectory(directory)) {
            return Optional.of(samples);
        }
        for (String name : Sysfs.names(directory, "")) {
            Path chip = directory.resolve(name);
            String label = chipLabel(chip);
            String readable = clean(Sysfs.text(chip.resolve("name")));
            if (!readable.isEmpty()) {
                samples.add(new Sample(CHIP_NAMES, Labels.of("chip", label, "chip_name", readable), 1));
            }
            for (String file : Sysfs.names(chip, "")) {
                Matcher parts = FILE_NAME.matcher(file);
                if (parts.matches() && "label".equals(parts.group(3)) && KINDS.contains(parts.group(1))) {
                    String sensor = parts.group(1) + (parts.group(2).isEmpty() ? "0" : parts.group(2));
                    String text = Sysfs.text(chip.resolve(file));
                    samples.add(new Sample(SENSOR_LABEL, Labels.of("chip", label, "label", text, "sensor", sensor), 1));
                }
            }
        }
        return Optional.of(samples);
    }

    /**
     * A name that stays the same over reboots, unlike hwmon's numbers: the device by bus and address, else the driver's
     * name for it.
     */
    private static String chipLabel(Path chip) throws IOException {
        Path device = chip.resolve("device");
        if (Sysfs.isDirectory(device)) {
            Path real = device.toRealPath();
            String address = clean(String.valueOf(real.getFileName()));
            Path parent = real.getParent();
            String bus = parent == null ? "" : clean(String.valueOf(parent.getFileName()));
            if (!address.isEmpty()) {
                return bus.isEmpty() ? address : bus + "_" + address;
            }
        }
        String name = clean(Sysfs.text(chip.resolve("name")));
        return name.isEmpty() ? clean(String.valueOf(chip.toRealPath().getFileName())) : name;
    }

    private static String clean(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9:_]", "_").replaceAll("^_+|_+$", "");
    }
}
