/**
 * A Linux host, read from {@code /proc} and {@code /sys} into the families of node_exporter: names, types, labels and units
 * are its own. Reading is cheap enough for every few seconds: one reused buffer, no text objects, labels kept from run to
 * run. What may block (file systems, hardware) is read on threads apart, see {@link
 * dev.monitoring.collectors.system.linux.ReaderPool}.
 *
 * <p>node_exporter's collectors that are on by default and have no counterpart here: bcache, bcachefs, btrfs, fibrechannel,
 * infiniband, ipvs, nfs, nfsd, rapl, tapestats, watchdog, xfs, zfs, and the reading of text files that others fill. Without
 * JNA on the class path timex and the inodes of file systems are left out too.
 *
 * <p>Holds more types than other packages because it is one thing many times: a {@link
 * dev.monitoring.collectors.system.linux.Part} per file of the kernel, a {@link
 * dev.monitoring.collectors.system.linux.HardwarePart} per kind of device. Knows the collector SPI and nothing of other
 * systems. The way in is {@link dev.monitoring.collectors.system.linux.LinuxCollector}.
 */
@NullMarked
package dev.monitoring.collectors.system.linux;

import org.jspecify.annotations.NullMarked;
