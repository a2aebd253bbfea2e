package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Neighbours known on each interface: {@code /proc/net/arp}, a line per neighbour. */
final class ArpPart implements Part {
    private static final Family ENTRIES = Family.gauge("node_arp_entries", "Entries of the ARP table.");
    private static final int DEVICE_COLUMN = 5;
    private static final int MAX_DEVICES = 10_000;

    private final KernelText text;
    private final File file;
    private final NameTable<Device> devices = new NameTable<>();
    private final List<Device> seen = new ArrayList<>();

    ArpPart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.file = paths.proc("net/arp");
    }

    private static final class Device {
        private final Labels labels;
        private int entries;

        private Device(String name) {
            this.labels = Labels.of("device", name);
        }
    }

    @Override
    public List<String> names() {
        return List.of("arp");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        seen.clear();
        try {
            text.nextLine(); // headings
            while (text.nextLine()) {
                if (text.skipTokens(DEVICE_COLUMN) && text.nextToken()) {
                    count();
                }
            }
        } finally {
            text.close();
        }
        for (int i = 0; i < seen.size(); i++) {
            Device device = seen.get(i);
            sink.add(ENTRIES, device.labels, device.entries);
            device.entries = 0;
        }
        devices.trim(seen.size());
        return true;
    }

    private void count() {
        Device device = text.lookUp(devices);
        if (device == null) {
            if (devices.size() >= MAX_DEVICES) {
                return;
            }
            device = text.remember(devices, new Device(text.tokenText()));
        }
        if (device.entries == 0) {
            seen.add(device);
        }
        device.entries++;
    }
}
