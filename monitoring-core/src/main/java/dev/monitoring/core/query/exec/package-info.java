/**
 * Runs plans. Every part of a plan becomes an operator that knows its output series from the start and computes one of them
 * at a time, over all steps at once; labels are matched and grouped once per query, into integers. Knows plans, functions and
 * the contract of stored series; neither the language nor a store. The way in is
 * {@link dev.monitoring.core.query.exec.Execution}.
 */
@NullMarked
package dev.monitoring.core.query.exec;

import org.jspecify.annotations.NullMarked;
