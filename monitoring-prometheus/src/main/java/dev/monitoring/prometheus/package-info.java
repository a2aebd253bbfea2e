/**
 * The Prometheus surface: exposition formats, remote write and the Prometheus HTTP API.
 */
@NullMarked
package dev.monitoring.prometheus;

import org.jspecify.annotations.NullMarked;
