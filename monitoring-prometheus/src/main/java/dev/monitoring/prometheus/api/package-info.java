/**
 * The routes that Prometheus and its users know: {@code /prometheus} and {@code /metrics} to be scraped,
 * {@code /api/v1/…} to be written to and asked. {@link dev.monitoring.prometheus.api.PrometheusExtension} is the way in.
 * Knows formats and receivers by their packages, and HTTP as values only.
 */
@NullMarked
package dev.monitoring.prometheus.api;

import org.jspecify.annotations.NullMarked;
