/**
 * The JVM this library runs in: memory pools, buffers, garbage collection, threads, classes, CPU time, file descriptors.
 * Names, types and labels are those of Micrometer's binders as a Prometheus registry prints them, so that dashboards made
 * for those work; what client_java's JVM metrics call otherwise stands there under that name too, for rules made for those.
 * Memory they both call {@code jvm_memory_used_bytes} and its like, and Micrometer's is by pool.
 *
 * <p>Knows the collector SPI and the platform's management beans; no flight recorder, no agent. The way in is {@link
 * dev.monitoring.collectors.jvm.JvmCollectorFactory}.
 */
@NullMarked
package dev.monitoring.collectors.jvm;

import org.jspecify.annotations.NullMarked;
