/** How fast pages are written, side by side with Micrometer's Prometheus registry. */
@NullMarked
package dev.monitoring.prometheus.exposition.bench;

import org.jspecify.annotations.NullMarked;
