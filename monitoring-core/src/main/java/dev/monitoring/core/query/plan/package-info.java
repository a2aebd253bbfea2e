/**
 * What a query computes, once its times are known: the tree with every offset, {@code @}, {@code start()} and range resolved
 * to milliseconds, the steps of every subquery, the time range of every selector, equal selectors made one, and the parts that
 * are the same at every step marked. Knows the language, and neither how functions compute nor where samples are kept. The way
 * in is {@link dev.monitoring.core.query.plan.Planner}.
 */
@NullMarked
package dev.monitoring.core.query.plan;

import org.jspecify.annotations.NullMarked;
