package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What devices say in words: drives, power supplies, bonded interfaces, how processors are scaled. */
final class DeviceFacts {
    private static final Family NVME = Family.gauge("node_nvme_info", "An NVMe drive, as labels.");
    private static final Family POWER_SUPPLY =
            Family.gauge("node_power_supply_info", "A power supply's states and names, as labels.");
    private static final Family BONDING_SLAVES = Family.gauge("node_bonding_slaves", "Interfaces bonded to one.");
    private static final Family BONDING_ACTIVE =
            Family.gauge("node_bonding_active", "Interfaces bonded to one that are up.");
    private static final Family GOVERNOR =
            Family.gauge("node_cpu_scaling_governor", "1 for the governor that scales a processor's frequency.");
    private static final Family ISOLATED = Family.gauge("node_cpu_isolated", "Processors kept free of other tasks.");

    private static final List<String> POWER_SUPPLY_FILES = List.of(
            "capacity_level",
            "charge_type",
            "health",
            "manufacturer",
            "model_name",
            "scope",
            "serial_number",
            "status",
            "technology",
            "type",
            "usb_type");

    private final KernelPaths paths;

    private DeviceFacts(KernelPaths paths) {
        this.paths = paths;
    }

    static List<HardwarePart> parts(KernelPaths paths) {
        DeviceFacts facts = new DeviceFacts(paths);
        return List.of(
                HardwarePart.of("nvme", HostFacts.INTERVAL, facts::nvme),
                HardwarePart.of("", HostFacts.INTERVAL, facts::powerSupplies),
                HardwarePart.of("bonding", AttributesPart.INTERVAL, facts::bonding),
                HardwarePart.of("", HostFacts.INTERVAL, facts::processors));
    }

    private Optional<List<Sample>> nvme() throws IOException {
        Path directory = paths.sys("class/nvme");
        if (!Sysfs.isDirectory(directory)) {
            return Optional.empty();
        }
        List<Sample> samples = new ArrayList<>();
        for (String device : Sysfs.numbered(directory, "nvme")) {
            Path files = directory.resolve(device);
            Labels labels = Labels.of(
                    "device", device,
                    "firmware_revision", Sysfs.text(files.resolve("firmware_rev")),
                    "model", Sysfs.text(files.resolve("model")),
                    "serial", Sysfs.text(files.resolve("serial")),
                    "state", Sysfs.text(files.resolve("state")));
            samples.add(new Sample(NVME, labels, 1));
        }
        return Optional.of(samples);
    }

    private Optional<List<Sample>> powerSupplies() throws IOException {
        Path directory = paths.sys("class/power_supply");
        List<Sample> samples = new ArrayList<>();
        if (Sysfs.isDirectory(directory)) {
            for (String name : Sysfs.names(directory, "")) {
                Labels.Builder labels = Labels.builder().add("power_supply", name);
                for (String file : POWER_SUPPLY_FILES) {
                    labels.add(file, Sysfs.text(directory.resolve(name).resolve(file)));
                }
                samples.add(new Sample(POWER_SUPPLY, labels.build(), 1));
            }
        }
        return Optional.of(samples);
    }

    private Optional<List<Sample>> bonding() throws IOException {
        Path directory = paths.sys("class/net");
        List<String> masters = HostFacts.words(Sysfs.text(directory.resolve("bonding_masters")));
        if (!directory.resolve("bonding_masters").toFile().exists()) {
            return Optional.empty();
        }
        List<Sample> samples = new ArrayList<>();
        for (String master : masters) {
            Path device = directory.resolve(master);
            List<String> slaves = HostFacts.words(Sysfs.text(device.resolve("bonding/slaves")));
            int active = 0;
            for (String slave : slaves) {
                String state = Sysfs.text(device.resolve("lower_" + slave + "/bonding_slave/mii_status"));
                if (state.isEmpty()) {
                    state = Sysfs.text(device.resolve("slave_" + slave + "/bonding_slave/mii_status"));
                }
                active += state.equals("up") ? 1 : 0;
            }
            Labels labels = Labels.of("master", master);
            samples.add(new Sample(BONDING_SLAVES, labels, slaves.size()));
            samples.add(new Sample(BONDING_ACTIVE, labels, active));
        }
        return Optional.of(samples);
    }

    private Optional<List<Sample>> processors() throws IOException {
        Path directory = paths.sys("devices/system/cpu");
        List<Sample> samples = new ArrayList<>();
        if (Sysfs.isDirectory(directory)) {
            for (String cpu : Sysfs.numbered(directory, "cpu")) {
                Path scaling = directory.resolve(cpu).resolve("cpufreq");
                String current = Sysfs.text(scaling.resolve("scaling_governor"));
                for (String governor : HostFacts.words(Sysfs.text(scaling.resolve("scaling_available_governors")))) {
                    Labels labels = Labels.of("cpu", cpu.substring("cpu".length()), "governor", governor);
                    samples.add(new Sample(GOVERNOR, labels, governor.equals(current) ? 1 : 0));
                }
            }
            for (int cpu : cpuList(Sysfs.text(directory.resolve("isolated")))) {
                samples.add(new Sample(ISOLATED, Labels.of("cpu", String.valueOf(cpu)), 1));
            }
        }
        return Optional.of(samples);
    }

    /** The processors of a list such as 1,4-7. */
    static List<Integer> cpuList(String text) {
        List<Integer> cpus = new ArrayList<>();
        for (String range : text.split(",")) {
            if (range.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
                String[] ends = range.split("-");
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
                    cpus.add(cpu);
                }
            }
        }
        return cpus;
    }
}
