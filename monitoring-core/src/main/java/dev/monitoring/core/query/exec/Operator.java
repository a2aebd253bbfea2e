package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;

/**
 * A part of a running query: some output series, known from the start, each of which it computes on demand over all steps.
 * Confined to one thread.
 *
 * <p>A scalar is an operator with one series without labels that has a value at every step.
 */
abstract class Operator {
    private final int steps;

    Operator(int steps) {
        this.steps = steps;
    }

    /** How many steps a row has. */
    final int steps() {
        return steps;
    }

    /** How many series may come out. Some may turn out empty. */
    abstract int size();

    /** The labels of a series. */
    abstract Labels labels(int series);

    /** The labels of a series, with any of {@link MetricNames#LABELS} that it had before: for those who look at others. */
    Labels labelsBesidesName(int series) {
        return labels(series);
    }

    /** Whether a series loses its metric name at the end. Known for sure only after the series was evaluated. */
    boolean dropsName(int series) {
        return false;
    }

    /**
     * Computes a series; any series, any number of times, in any order, though each once and in order is fastest.
     *
     * @param out gets a value for each step, or the mark of absence; at least as long as there are steps
     * @return how many steps got a value
     */
    abstract int evaluate(int series, double[] out);
}
