package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.series.SampleBuffer;

/**
 * What a run may take. Confined to one thread.
 *
 * @param limits of samples and points
 * @param interrupt says when it has to stop
 * @param buffer where samples are read into; nobody else's while it runs, and anybody's afterwards
 */
public record Allowance(QueryLimits limits, Interrupt interrupt, SampleBuffer buffer) {}
