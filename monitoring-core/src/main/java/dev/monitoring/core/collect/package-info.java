/**
 * The collector SPI, and the scheduler that runs collectors on their intervals, isolates their failures and slowness, and
 * backs off. Knows no collector and no store; what collectors deliver goes to the registry. The way in, for those who want
 * to watch something of their own, is {@link dev.monitoring.core.collect.CollectorFactory}.
 */
@NullMarked
package dev.monitoring.core.collect;

import org.jspecify.annotations.NullMarked;
