package dev.monitoring.core.query.value;

import dev.monitoring.core.model.Labels;

/**
 * One element of an instant vector. Immutable.
 *
 * @param timestampMillis the moment of evaluation, in epoch milliseconds, not the time of the stored sample
 */
public record VectorSample(Labels labels, long timestampMillis, double value) {}
