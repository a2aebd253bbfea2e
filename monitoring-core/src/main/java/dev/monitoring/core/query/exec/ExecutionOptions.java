package dev.monitoring.core.query.exec;

/**
 * How a plan is run. Immutable.
 *
 * @param lookbackMillis how old a sample may be to count as a series' value of the moment
 * @param delayedNameRemoval whether metric names are removed at the very end instead of by each operation
 * @param version2 whether Prometheus 2.42 is to be matched instead of 3
 */
public record ExecutionOptions(long lookbackMillis, boolean delayedNameRemoval, boolean version2) {}
