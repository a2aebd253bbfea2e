package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The attributes of network interfaces in {@code /sys/class/net}. They count as hardware because the kernel reads some of
 * them (speed, carrier) under the lock that configuring interfaces takes, asking the device's driver.
 */
final class NetworkInterfaces {
    private static final Family UP = gauge("up", "Whether the interface is up.");
    private static final Family INFO = gauge("info", "An interface's addresses and states, as labels.");
    private static final Duration INFO_INTERVAL = Duration.ofMinutes(1);
    private static final double MEGABIT_BYTES = 1e6 / 8;
    private static final int FLAG_UP = 1;

    private static final List<Spec> SPECS = List.of(
            decimal("addr_assign_type", gauge("address_assign_type", "How the address was assigned.")),
            decimal("carrier", gauge("carrier", "Whether there is a carrier.")),
            decimal("carrier_changes", counter("carrier_changes_total", "Times the carrier came or went.")),
            decimal("carrier_up_count", counter("carrier_up_changes_total", "Times the carrier came.")),
            decimal("carrier_down_count", counter("carrier_down_changes_total", "Times the carrier went.")),
            hex("dev_id", gauge("device_id", "Tells devices with the same address apart.")),
            decimal("dormant", gauge("dormant", "Whether the interface waits for an event to become up.")),
            hex("flags", gauge("flags", "The interface's flags as a number.")),
            decimal("ifindex", gauge("iface_id", "The interface's number.")),
            decimal("iflink", gauge("iface_link", "The number of the interface below this one.")),
            decimal("link_mode", gauge("iface_link_mode", "Whether a carrier alone makes the interface up.")),
            decimal("mtu", gauge("mtu_bytes", "The longest packet.").in("bytes")),
            decimal("name_assign_type", gauge("name_assign_type", "How the name was assigned.")),
            decimal("netdev_group", gauge("net_dev_group", "The interface's group.")),
            new Spec(
                    "speed",
                    Attribute.Format.DECIMAL,
                    gauge("speed_bytes", "The link's speed per second; negative where it is not known.")
                            .in("bytes"),
                    MEGABIT_BYTES),
            decimal("tx_queue_len", gauge("transmit_queue_length", "How many packets may wait to be sent.")),
            decimal("type", gauge("protocol_type", "The interface's hardware type as a number.")),
            new Spec("operstate", Attribute.Format.UP, UP, 1),
            decimal(
                    "statistics/rx_nohandler",
                    counter("receive_nohandler_total", "Packets received that nothing was there to take.")));

    private final Path directory;
    private final Pattern excluded;
    private final boolean adminStateLabel;

    private NetworkInterfaces(LinuxSettings settings) {
        this.directory = settings.paths().sys("class/net");
        this.excluded = settings.filters().networkDevicesExclude();
        this.adminStateLabel = settings.compat() == Compat.NODE_EXPORTER_1_11;
    }

    private record Spec(String file, Attribute.Format format, Family family, double factor) {}

    static List<HardwarePart> parts(LinuxSettings settings) {
        NetworkInterfaces interfaces = new NetworkInterfaces(settings);
        return List.of(
                new AttributesPart("netclass", interfaces::attributes),
                HardwarePart.of("", INFO_INTERVAL, interfaces::info));
    }

    private static Spec decimal(String file, Family family) {
        return new Spec(file, Attribute.Format.DECIMAL, family, 1);
    }

    private static Spec hex(String file, Family family) {
        return new Spec(file, Attribute.Format.HEXADECIMAL, family, 1);
    }

    private static Family gauge(String name, String help) {
        return Family.gauge("node_network_" + name, help);
    }

    private static Family counter(String name, String help) {
        return new Family("node_network_" + name, MetricType.COUNTER, "", help);
    }

    private Optional<List<Attribute>> attributes() throws IOException {
        if (!Sysfs.isDirectory(directory)) {
            return Optional.empty();
        }
        List<Attribute> attributes = new ArrayList<>();
        for (String device : devices()) {
            Labels labels = Labels.of("device", device);
            for (Spec spec : SPECS) {
                attributes.add(new Attribute(
                        directory.resolve(device).resolve(spec.file).toFile(),
                        spec.format,
                        spec.family,
                        labels,
                        spec.factor));
            }
        }
        return Optional.of(attributes);
    }

    private Optional<List<Sample>> info() throws IOException {
        List<Sample> samples = new ArrayList<>();
        if (Sysfs.isDirectory(directory)) {
            for (String device : devices()) {
                samples.add(new Sample(INFO, infoLabels(device), 1));
            }
        }
        return Optional.of(samples);
    }

    private Labels infoLabels(String device) {
        Path path = directory.resolve(device);
        Labels.Builder labels = Labels.builder()
                .add("device", device)
                .add("address", Sysfs.text(path.resolve("address")))
                .add("broadcast", Sysfs.text(path.resolve("broadcast")))
                .add("duplex", Sysfs.text(path.resolve("duplex")))
                .add("ifalias", Sysfs.text(path.resolve("ifalias")))
                .add("operstate", Sysfs.text(path.resolve("operstate")));
        if (adminStateLabel) {
            labels.add("adminstate", adminState(Sysfs.text(path.resolve("flags"))));
        }
        return labels.build();
    }

    private static String adminState(String flags) {
        if (!flags.matches("0x[0-9a-fA-F]{1,8}")) {
            return "unknown";
        }
        return (Long.parseLong(flags.substring(2), 16) & FLAG_UP) != 0 ? "up" : "down";
    }

    /** The interfaces; bonding_masters, which lies among them, is a file. */
    private List<String> devices() throws IOException {
        return Sysfs.names(directory, "").stream()
                .filter(device -> !device.equals("bonding_masters")
                        && !excluded.matcher(device).find())
                .toList();
    }
}
