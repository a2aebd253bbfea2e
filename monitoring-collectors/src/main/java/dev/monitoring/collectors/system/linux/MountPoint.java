package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.model.Labels;

/**
 * A mounted file system. Immutable.
 *
 * @param path where it is mounted, as seen from here
 * @param type the file system's type: {@code ext4}
 * @param readOnly whether it is mounted for reading only
 * @param labels device, type and mount point
 * @param numbers device, its numbers, and mount point
 */
record MountPoint(String path, String type, boolean readOnly, Labels labels, Labels numbers) {}
