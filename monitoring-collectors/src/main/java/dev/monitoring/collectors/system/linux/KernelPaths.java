package dev.monitoring.collectors.system.linux;

import java.io.File;
import java.nio.file.Path;

/**
 * Where the kernel's file systems are mounted; elsewhere than usual inside a container that watches its host. Immutable.
 *
 * @param procfs {@code /proc}
 * @param sysfs {@code /sys}
 * @param rootfs what the host's paths begin with, as seen from here; {@code /} for the host itself
 * @param udevData {@code /run/udev/data}
 */
public record KernelPaths(Path procfs, Path sysfs, Path rootfs, Path udevData) {
    File proc(String path) {
        return procfs.resolve(path).toFile();
    }

    Path sys(String path) {
        return sysfs.resolve(path);
    }

    /** A path of the host as seen from here. */
    Path host(String absolutePath) {
        return rootfs.resolve(absolutePath.substring(1));
    }

    boolean isHostItself() {
        return rootfs.equals(Path.of("/"));
    }
}
