package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Labels;
import java.util.OptionalLong;

/**
 * An example of what a sample counted, as OpenMetrics attaches it. Immutable.
 *
 * @param labels which one, for instance a trace id
 * @param value its value
 * @param timestampMillis when it was, epoch milliseconds
 */
public record Exemplar(Labels labels, double value, OptionalLong timestampMillis) {}
