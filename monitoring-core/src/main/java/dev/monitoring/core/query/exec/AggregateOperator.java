package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Accumulator;

/** Sums, means, counts and the like: one series per group. */
final class AggregateOperator extends Operator {
    private final Operator input;
    private final Grouping grouping;
    private final Accumulator accumulator;
    private final double[] row;
    private final boolean[] dropsName;

    AggregateOperator(Operator input, Grouping grouping, Accumulator accumulator) {
        super(input.steps());
        this.input = input;
        this.grouping = grouping;
        this.accumulator = accumulator;
        this.row = new double[input.steps()];
        this.dropsName = new boolean[grouping.groups().count()];
    }

    @Override
    int size() {
        return grouping.groups().count();
    }

    @Override
    Labels labels(int group) {
        return grouping.labels(group);
    }

    @Override
    boolean dropsName(int group) {
        return dropsName[group];
    }

    @Override
    int evaluate(int group, double[] out) {
        accumulator.begin();
        addMembers(group);
        if (accumulator.needsCare()) {
            accumulator.beginCarefully();
            addMembers(group);
        }
        return accumulator.finish(out);
    }

    private void addMembers(int group) {
        Groups groups = grouping.groups();
        for (int i = 0; i < groups.size(group); i++) {
            int series = groups.member(group, i);
            int present = input.evaluate(series, row);
            if (present > 0) {
                accumulator.add(row, present);
                dropsName[group] |= input.dropsName(series);
            }
        }
    }
}
