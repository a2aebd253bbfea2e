/**
 * The contract between those who write samples, those who keep them and those who read them:
 * {@link dev.monitoring.core.series.SampleStore} for writers, {@link dev.monitoring.core.series.Queryable} for readers. Knows
 * labels and samples, and neither how they are kept nor what is computed from them.
 */
@NullMarked
package dev.monitoring.core.series;

import org.jspecify.annotations.NullMarked;
