package dev.monitoring.collectors.scrape;

import dev.monitoring.core.model.MetricType;

/**
 * An older name of a family that servers have renamed since, so that dashboards made for it still work. Immutable.
 *
 * @param family the name it has now
 * @param alias the name it had
 * @param type the type it had
 * @param factor what the old values were, in terms of the new ones
 */
record Alias(String family, String alias, MetricType type, double factor) {}
