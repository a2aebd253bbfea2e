/**
 * What each function of PromQL computes: kernels over windows of samples, over rows of step values and over label sets. Knows
 * neither the language nor where samples come from, and nothing about the order in which an engine calls it. The ways in are
 * {@link dev.monitoring.core.query.function.RangeFunctions}, {@link dev.monitoring.core.query.function.MathFunctions},
 * {@link dev.monitoring.core.query.function.Accumulators} and
 * {@link dev.monitoring.core.query.function.ClassicHistogram}.
 *
 * <p>A row is a {@code double[]} with one entry per step; a step without a value holds {@link Absent#VALUE}.
 */
@NullMarked
package dev.monitoring.core.query.function;

import org.jspecify.annotations.NullMarked;
