package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import java.util.Optional;

/**
 * Which devices and fields of a host are read. Immutable.
 *
 * @param mountPointsExclude mount points left out
 * @param fileSystemsExclude file system types left out
 * @param disksExclude block devices left out; if empty, those that the imitated exporter leaves out
 * @param networkDevicesExclude network interfaces left out
 * @param netstatFields counters of network protocols taken in, as {@code Protocol_Field}
 * @param vmstatFields lines of {@code /proc/vmstat} taken in
 */
public record LinuxFilters(
        Pattern mountPointsExclude,
        Pattern fileSystemsExclude,
        Optional<Pattern> disksExclude,
        Pattern networkDevicesExclude,
        Pattern netstatFields,
        Pattern vmstatFields) {}
