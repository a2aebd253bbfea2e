package dev.monitoring.core.query;

/**
 * What a query cost. Immutable.
 *
 * @param queuedNanos waiting for other queries to end
 * @param preparationNanos reading the text and planning
 * @param evaluationNanos computing, the order of the result included
 * @param readSamples how many samples steps looked at; one in the windows of two steps counts twice
 * @param peakSamples the most samples and points held at a time
 */
public record QueryStatistics(
        long queuedNanos, long preparationNanos, long evaluationNanos, long readSamples, long peakSamples) {}
