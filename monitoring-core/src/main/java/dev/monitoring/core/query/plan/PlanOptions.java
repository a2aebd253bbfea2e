package dev.monitoring.core.query.plan;

/**
 * What decides the times in a plan besides the query. Immutable.
 *
 * @param lookbackMillis how old a sample may be to count as a series' value of the moment
 * @param subqueryStepMillis the step of subqueries that name none
 * @param version2 whether windows include their start, as in Prometheus 2.42
 */
public record PlanOptions(long lookbackMillis, long subqueryStepMillis, boolean version2) {}
