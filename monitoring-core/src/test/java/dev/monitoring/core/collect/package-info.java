/**
 * Tests of the collector SPI and the scheduler, and {@link dev.monitoring.core.collect.CollectorContract}, which every
 * collector of every module passes.
 */
package dev.monitoring.core.collect;
