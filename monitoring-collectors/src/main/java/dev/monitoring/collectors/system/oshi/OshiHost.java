package dev.monitoring.collectors.system.oshi;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;
import oshi.software.os.OSFileStore;
import oshi.software.os.OperatingSystem;
import oshi.spi.SystemInfoProvider;

/**
 * OSHI's objects, kept from run to run: making them costs up to a second, and listing disks or file systems anew each time
 * many times what updating them does. Lists are made anew once a minute. Confined to the runs.
 */
final class OshiHost {
    private static final long LIST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_LABELS = 10_000;

    private final Clock clock;
    private final OperatingSystem system;
    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final SystemInfoProvider provider;
    private final Map<String, Labels> labels = new HashMap<>();
    private @Nullable List<HWDiskStore> disks;
    private @Nullable List<NetworkIF> interfaces;
    private @Nullable List<OSFileStore> fileSystems;
    private long disksListedNanos;
    private long interfacesListedNanos;
    private long fileSystemsListedNanos;

    OshiHost(SystemInfoProvider provider, Clock clock) {
        this.clock = clock;
        this.provider = provider;
        this.system = provider.getOperatingSystem();
        this.processor = provider.getHardware().getProcessor();
        this.memory = provider.getHardware().getMemory();
    }

    OperatingSystem system() {
        return system;
    }

    CentralProcessor processor() {
        return processor;
    }

    GlobalMemory memory() {
        return memory;
    }

    double epochSeconds() {
        return clock.epochMillis() / 1e3;
    }

    /** Disks with the figures of now. */
    List<HWDiskStore> disks() {
        List<HWDiskStore> known = disks;
        if (known == null || isOld(disksListedNanos)) {
            known = provider.getHardware().getDiskStores();
            disks = known;
            disksListedNanos = clock.nanoTime();
        } else {
            known.forEach(HWDiskStore::updateAttributes);
        }
        return known;
    }

    /** Network interfaces with the figures of now. */
    List<NetworkIF> interfaces() {
        List<NetworkIF> known = interfaces;
        if (known == null || isOld(interfacesListedNanos)) {
            known = provider.getHardware().getNetworkIFs();
            interfaces = known;
            interfacesListedNanos = clock.nanoTime();
        } else {
            known.forEach(NetworkIF::updateAttributes);
        }
        return known;
    }

    /** Local file systems with the figures of now; those of servers may hang and are not asked for. */
    List<OSFileStore> fileSystems() {
        List<OSFileStore> known = fileSystems;
        if (known == null || isOld(fileSystemsListedNanos)) {
            known = system.getFileSystem().getFileStores(true);
            fileSystems = known;
            fileSystemsListedNanos = clock.nanoTime();
        } else {
            known.forEach(OSFileStore::updateAttributes);
        }
        return known;
    }

    /** Labels, made once. */
    Labels labels(String... namesAndValues) {
        if (labels.size() > MAX_LABELS) {
            labels.clear();
        }
        return labels.computeIfAbsent(String.join("\0", namesAndValues), key -> Labels.of(namesAndValues));
    }

    private boolean isOld(long listedNanos) {
        return clock.nanoTime() - listedNanos >= LIST_NANOS;
    }
}
