/**
 * A snapshot as Prometheus text 0.0.4 or OpenMetrics 1.0, chosen by {@code Accept}. The way in is
 * {@link dev.monitoring.prometheus.exposition.Exposition}. Knows sources and their snapshots, and neither HTTP nor how the
 * samples came to be.
 */
@NullMarked
package dev.monitoring.prometheus.exposition;

import org.jspecify.annotations.NullMarked;
