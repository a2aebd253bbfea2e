/**
 * The JVM this library runs in: memory pools, buffers, garbage collection, threads, classes, CPU time, file descriptors.
 * Names, types and labels are those of Micrometer's binders as a Prometheus registry prints them, so that dashboards made
 * for those work.
 *
 * <p>Knows the collector SPI and the platform's management beans; no flight recorder, no agent. The way in is {@link
 * dev.monitoring.collectors.jvm.JvmCollectorFactory}.
 */
@NullMarked
package dev.monitoring.collectors.jvm;

import org.jspecify.annotations.NullMarked;
