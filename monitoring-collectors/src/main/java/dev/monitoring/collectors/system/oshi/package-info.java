/**
 * A host that is not Linux, by what the library OSHI knows of it: macOS under node_exporter's names, Windows under those of
 * windows_exporter. OSHI is an optional dependency; these classes are loaded only where it is on the class path.
 *
 * <p>Knows the collector SPI and OSHI. The way in is {@link dev.monitoring.collectors.system.oshi.OshiCollector}.
 */
@NullMarked
package dev.monitoring.collectors.system.oshi;

import org.jspecify.annotations.NullMarked;
