/**
 * The host this library runs on: processors, memory, disks, file systems, network, sensors. On Linux under node_exporter's
 * names, so that its dashboards and rules work; elsewhere what OSHI knows.
 *
 * <p>Knows the collector SPI and chooses the operating system; reading is {@code system.linux}'s and {@code system.oshi}'s.
 * The way in is {@link dev.monitoring.collectors.system.SystemCollectorFactory}.
 */
@NullMarked
package dev.monitoring.collectors.system;

import org.jspecify.annotations.NullMarked;
