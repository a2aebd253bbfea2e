/**
 * Instant and range queries in PromQL over stored series, under limits of time, samples and concurrency. The way in is
 * {@link dev.monitoring.core.query.QueryEngine}; results are {@link dev.monitoring.core.query.value.QueryValue}s. Reads series
 * through their contract and never sees a store.
 */
@NullMarked
package dev.monitoring.core.query;

import org.jspecify.annotations.NullMarked;
