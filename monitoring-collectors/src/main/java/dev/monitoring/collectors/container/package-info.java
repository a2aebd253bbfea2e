/**
 * The container this process runs in: processor time, throttling, memory, I/O, tasks and network of its control groups,
 * version 1, version 2 and mixed, under cAdvisor's names.
 *
 * <p>Knows the collector SPI and no container runtime; it looks at its own groups only. The way in is {@link
 * dev.monitoring.collectors.container.ContainerCollectorFactory}.
 */
@NullMarked
package dev.monitoring.collectors.container;

import org.jspecify.annotations.NullMarked;
