/**
 * Samples of the past, read from OpenMetrics text into a history. {@link dev.monitoring.core.backfill.Backfill} is the way in,
 * {@link dev.monitoring.core.backfill.OpenMetricsText} what it reads. Knows writers through their contract and never sees a
 * store; says of every sample that was not kept why not.
 */
@NullMarked
package dev.monitoring.core.backfill;

import org.jspecify.annotations.NullMarked;
