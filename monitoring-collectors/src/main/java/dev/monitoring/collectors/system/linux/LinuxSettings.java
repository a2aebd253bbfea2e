package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import java.time.Duration;

/**
 * What a {@link LinuxCollector} is told. Immutable.
 *
 * @param compat which exporter's labels
 * @param paths where the kernel's files are
 * @param filters which devices and fields are read
 * @param mountTimeout how long a file system may take to answer
 * @param nativeCalls whether to call the C library through JNA, where that is on the class path
 */
public record LinuxSettings(
        Compat compat, KernelPaths paths, LinuxFilters filters, Duration mountTimeout, boolean nativeCalls) {
    Pattern disksExclude() {
        return filters.disksExclude().orElse(compat.disksExclude());
    }
}
