package dev.monitoring.prometheus.remotewrite;

import dev.monitoring.core.model.MetricType;

/**
 * What a sender says about a metric family. Immutable.
 *
 * @param name the family's name, any UTF-8
 * @param help the help text, its first thousand characters, or the empty text
 * @param unit the unit, or the empty text
 */
public record MetricMetadata(String name, MetricType type, String help, String unit) {}
