package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Devices whose numbers lie in sysfs, a directory per device: thermal zones, power supplies, memory controllers, processor
 * frequencies and throttling.
 */
final class Devices {
    private static final double MILLI = 1e-3;
    private static final double KILO = 1e3;
    private static final double MICRO = 1e-6;
    private static final double TENTH = 0.1;

    private static final Family ZONE_TEMPERATURE =
            Family.gauge("node_thermal_zone_temp", "Temperature of a zone in degrees Celsius.");
    private static final Family COOLING = Family.gauge("node_cooling_device_cur_state", "How hard a device cools.");
    private static final Family COOLING_MAX =
            Family.gauge("node_cooling_device_max_state", "How hard a device can cool.");
    private static final Family CORRECTABLE =
            Family.counter("node_edac_correctable_errors_total", "Memory errors that were corrected.");
    private static final Family UNCORRECTABLE =
            Family.counter("node_edac_uncorrectable_errors_total", "Memory errors that could not be corrected.");
    private static final Family ROW_CORRECTABLE =
            Family.counter("node_edac_csrow_correctable_errors_total", "Memory errors corrected, by row of chips.");
    private static final Family ROW_UNCORRECTABLE = Family.counter(
            "node_edac_csrow_uncorrectable_errors_total", "Memory errors not corrected, by row of chips.");
    private static final Family CORE_THROTTLES =
            Family.counter("node_cpu_core_throttles_total", "Times a core was slowed because of heat.");
    private static final Family PACKAGE_THROTTLES =
            Family.counter("node_cpu_package_throttles_total", "Times a processor was slowed because of heat.");

    private static final String[][] FREQUENCIES = {
        {"cpuinfo_cur_freq", "node_cpu_frequency_hertz", "Frequency of a processor, as it reports it."},
        {"cpuinfo_min_freq", "node_cpu_frequency_min_hertz", "Lowest frequency of a processor."},
        {"cpuinfo_max_freq", "node_cpu_frequency_max_hertz", "Highest frequency of a processor."},
        {"scaling_cur_freq", "node_cpu_scaling_frequency_hertz", "Frequency of a processor, as it was scaled."},
        {"scaling_min_freq", "node_cpu_scaling_frequency_min_hertz", "Lowest frequency a processor is scaled to."},
        {"scaling_max_freq", "node_cpu_scaling_frequency_max_hertz", "Highest frequency a processor is scaled to."},
    };

    private static final String[][] SUPPLY_COUNTS = {
        {"authentic", "authentic"},
        {"calibrate", "calibrate"},
        {"capacity", "capacity"},
        {"capacity_alert_max", "capacity_alert_max"},
        {"capacity_alert_min", "capacity_alert_min"},
        {"cycle_count", "cyclecount"},
        {"online", "online"},
        {"present", "present"},
        {"time_to_empty_now", "time_to_empty_seconds"},
        {"time_to_full_now", "time_to_full_seconds"},
    };
    private static final String[][] SUPPLY_MICROS = {
        {"current_boot", "current_boot"},
        {"current_max", "current_max"},
        {"current_now", "current_ampere"},
        {"energy_empty", "energy_empty"},
        {"energy_empty_design", "energy_empty_design"},
        {"energy_full", "energy_full"},
        {"energy_full_design", "energy_full_design"},
        {"energy_now", "energy_watthour"},
        {"voltage_boot", "voltage_boot"},
        {"voltage_max", "voltage_max"},
        {"voltage_max_design", "voltage_max_design"},
        {"voltage_min", "voltage_min"},
        {"voltage_min_design", "voltage_min_design"},
        {"voltage_now", "voltage_volt"},
        {"voltage_ocv", "voltage_ocv"},
        {"charge_control_limit", "charge_control_limit"},
        {"charge_control_limit_max", "charge_control_limit_max"},
        {"charge_counter", "charge_counter"},
        {"charge_empty", "charge_empty"},
        {"charge_empty_design", "charge_empty_design"},
        {"charge_full", "charge_full"},
        {"charge_full_design", "charge_full_design"},
        {"charge_now", "charge_ampere"},
        {"charge_term_current", "charge_term_current"},
        {"constant_charge_current", "constant_charge_current"},
        {"constant_charge_current_max", "constant_charge_current_max"},
        {"constant_charge_voltage", "constant_charge_voltage"},
        {"constant_charge_voltage_max", "constant_charge_voltage_max"},
        {"precharge_current", "precharge_current"},
        {"input_current_limit", "input_current_limit"},
        {"power_now", "power_watt"},
    };
    private static final String[][] SUPPLY_TENTHS = {
        {"temp", "temp_celsius"},
        {"temp_alert_max", "temp_alert_max_celsius"},
        {"temp_alert_min", "temp_alert_min_celsius"},
        {"temp_ambient", "temp_ambient_celsius"},
        {"temp_ambient_alert_max", "temp_ambient_max_celsius"},
        {"temp_ambient_alert_min", "temp_ambient_min_celsius"},
        {"temp_max", "temp_max_celsius"},
        {"temp_min", "temp_min_celsius"},
    };

    private final KernelPaths paths;

    private Devices(KernelPaths paths) {
        this.paths = paths;
    }

    static List<HardwarePart> parts(KernelPaths paths) {
        Devices devices = new Devices(paths);
        return List.of(
                new AttributesPart("thermal_zone", devices::thermal),
                new AttributesPart("powersupplyclass", devices::powerSupplies),
                new AttributesPart("edac", devices::memoryControllers),
                new AttributesPart("cpufreq", devices::frequencies),
                new AttributesPart("", devices::throttles));
    }

    private Optional<List<Attribute>> thermal() throws IOException {
        Path directory = paths.sys("class/thermal");
        if (!Sysfs.isDirectory(directory)) {
            return Optional.empty();
        }
        List<Attribute> found = new ArrayList<>();
        for (String zone : Sysfs.numbered(directory, "thermal_zone")) {
            Path device = directory.resolve(zone);
            Labels labels = Labels.of(
                    "type", Sysfs.text(device.resolve("type")), "zone", zone.substring("thermal_zone".length()));
            addIfThere(found, device, "temp", ZONE_TEMPERATURE, labels, MILLI);
        }
        for (String name : Sysfs.numbered(directory, "cooling_device")) {
            Path device = directory.resolve(name);
            Labels labels = Labels.of(
                    "name", name.substring("cooling_device".length()), "type", Sysfs.text(device.resolve("type")));
            addIfThere(found, device, "cur_state", COOLING, labels, 1);
            addIfThere(found, device, "max_state", COOLING_MAX, labels, 1);
        }
        return Optional.of(found);
    }

    private Optional<List<Attribute>> powerSupplies() throws IOException {
        Path directory = paths.sys("class/power_supply");
        if (!Sysfs.isDirectory(directory)) {
            return Optional.empty();
        }
        List<Attribute> found = new ArrayList<>();
        for (String name : Sysfs.names(directory, "")) {
            Labels labels = Labels.of("power_supply", name);
            addSupply(found, directory.resolve(name), SUPPLY_COUNTS, labels, 1);
            addSupply(found, directory.resolve(name), SUPPLY_MICROS, labels, MICRO);
            addSupply(found, directory.resolve(name), SUPPLY_TENTHS, labels, TENTH);
        }
        return Optional.of(found);
    }

    private static void addSupply(
            List<Attribute> found, Path device, String[][] fileAndName, Labels labels, double factor) {
        for (String[] names : fileAndName) {
            Family family =
                    Family.gauge("node_power_supply_" + names[1], "Attribute " + names[0] + " of a power supply.");
            addIfThere(found, device, names[0], family, labels, factor);
        }
    }

    private Optional<List<Attribute>> memoryControllers() throws IOException {
        Path directory = paths.sys("devices/system/edac/mc");
        List<Attribute> found = new ArrayList<>();
        if (!Sysfs.isDirectory(directory)) {
            return Optional.of(found); // a machine without such memory counts no errors, and that is no failure
        }
        for (String name : Sysfs.numbered(directory, "mc")) {
            Path controller = directory.resolve(name);
            String number = name.substring("mc".length());
            Labels labels = Labels.of("controller", number);
            addIfThere(found, controller, "ce_count", CORRECTABLE, labels, 1);
            addIfThere(found, controller, "ue_count", UNCORRECTABLE, labels, 1);
            Labels unknown = Labels.of("controller", number, "csrow", "unknown");
            addIfThere(found, controller, "ce_noinfo_count", ROW_CORRECTABLE, unknown, 1);
            addIfThere(found, controller, "ue_noinfo_count", ROW_UNCORRECTABLE, unknown, 1);
            for (String row : Sysfs.numbered(controller, "csrow")) {
                Labels rowLabels = Labels.of("controller", number, "csrow", row.substring("csrow".length()));
                addIfThere(found, controller.resolve(row), "ce_count", ROW_CORRECTABLE, rowLabels, 1);
                addIfThere(found, controller.resolve(row), "ue_count", ROW_UNCORRECTABLE, rowLabels, 1);
            }
        }
        return Optional.of(found);
    }

    private Optional<List<Attribute>> frequencies() throws IOException {
        List<Attribute> found = new ArrayList<>();
        for (String cpu : processors()) {
            Path device = paths.sys("devices/system/cpu").resolve(cpu).resolve("cpufreq");
            Labels labels = Labels.of("cpu", cpu.substring("cpu".length()));
            for (String[] frequency : FREQUENCIES) {
                Family family = Family.gauge(frequency[1], frequency[2]).in("hertz");
                addIfThere(found, device, frequency[0], family, labels, KILO);
            }
        }
        return Optional.of(found);
    }

    private Optional<List<Attribute>> throttles() throws IOException {
        List<Attribute> found = new ArrayList<>();
        Set<Labels> seen = new HashSet<>();
        for (String cpu : processors()) {
            Path device = paths.sys("devices/system/cpu").resolve(cpu);
            if (!Sysfs.isDirectory(device.resolve("thermal_throttle"))) {
                continue;
            }
            String processor = Sysfs.text(device.resolve("topology/physical_package_id"));
            Labels core = Labels.of("core", Sysfs.text(device.resolve("topology/core_id")), "package", processor);
            if (seen.add(core)) {
                addIfThere(found, device, "thermal_throttle/core_throttle_count", CORE_THROTTLES, core, 1);
            }
            Labels whole = Labels.of("package", processor);
            if (seen.add(whole)) {
                addIfThere(found, device, "thermal_throttle/package_throttle_count", PACKAGE_THROTTLES, whole, 1);
            }
        }
        return Optional.of(found);
    }

    private List<String> processors() throws IOException {
        Path directory = paths.sys("devices/system/cpu");
        return Sysfs.isDirectory(directory) ? Sysfs.numbered(directory, "cpu") : List.of();
    }

    private static void addIfThere(
            List<Attribute> found, Path device, String name, Family family, Labels labels, double factor) {
        File file = device.resolve(name).toFile();
        if (file.exists()) {
            found.add(Attribute.decimal(file, family, labels, factor));
        }
    }
}
