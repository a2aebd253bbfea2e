package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code topk}, {@code bottomk} and {@code limitk}: at each step some elements of each group, with their own labels.
 *
 * <h2>Design note</h2>
 *
 * The input is gone through once, row by row. For each group and step there is a heap with the worst chosen element on top,
 * so most values cost one comparison. The heaps are those of Go's {@code container/heap}, sift for sift, because which of
 * several equal elements is chosen depends on it.
 */
final class ChoiceOperator extends Operator {
    /** Which elements are chosen. */
    enum Choice {
        LARGEST,
        SMALLEST,
        FIRST
    }

    private final Operator input;
    private final List<Labels> labels = new ArrayList<>();
    private final List<Integer> series = new ArrayList<>();
    private final List<double[]> rows = new ArrayList<>();
    private final List<Integer> presents = new ArrayList<>();
    private final boolean[] drops;

    ChoiceOperator(Context context, Operator input, Grouping grouping, Choice choice, double[] wanted) {
        super(input.steps());
        this.input = input;
        this.drops = new boolean[input.size()];
        int[] limits = new int[steps()];
        int most = 0;
        for (int step = 0; step < limits.length; step++) {
            limits[step] = (int) Math.max(0, Math.min((long) wanted[step], input.size()));
            most = Math.max(most, limits[step]);
        }
        Groups groups = grouping.groups();
        for (int group = 0; group < groups.count() && most > 0; group++) {
            int room = Math.min(most, groups.size(group));
            long cells = 2L * room * steps();
            context.budget().hold(cells);
            StepHeaps heaps = new StepHeaps(steps(), room, limits, choice);
            double[] row = new double[steps()];
            for (int i = 0; i < groups.size(group); i++) {
                int member = groups.member(group, i);
                if (input.evaluate(member, row) > 0) {
                    drops[member] = input.dropsName(member);
                    heaps.add(member, row);
                }
            }
            collect(context, heaps, groups, group);
            context.budget().release(cells);
        }
    }

    /** Makes rows of what the heaps hold; for one moment in the order of choice. */
    private void collect(Context context, StepHeaps heaps, Groups groups, int group) {
        int[] rowOf = new int[input.size()];
        Arrays.fill(rowOf, -1);
        boolean ordered = steps() == 1;
        if (!ordered) {
            // Rows in the order of the input, whatever step chose them first.
            boolean[] chosen = heaps.chosen(input.size());
            for (int i = 0; i < groups.size(group); i++) {
                int member = groups.member(group, i);
                if (chosen[member]) {
                    rowOf[member] = newRow(context, member);
                }
            }
        }
        for (int step = 0; step < steps(); step++) {
            int count = ordered ? heaps.sort(step) : heaps.size(step);
            for (int i = 0; i < count; i++) {
                int member = heaps.series(step, i);
                if (rowOf[member] < 0) {
                    rowOf[member] = newRow(context, member);
                }
                rows.get(rowOf[member])[step] = heaps.value(step, i);
                presents.set(rowOf[member], presents.get(rowOf[member]) + 1);
            }
        }
    }

    private int newRow(Context context, int member) {
        context.budget().hold(steps());
        double[] row = new double[steps()];
        Arrays.fill(row, Absent.VALUE);
        rows.add(row);
        presents.add(0);
        series.add(member);
        labels.add(input.labels(member));
        return rows.size() - 1;
    }

    @Override
    int size() {
        return rows.size();
    }

    @Override
    Labels labels(int index) {
        return labels.get(index);
    }

    @Override
    boolean dropsName(int index) {
        return drops[series.get(index)];
    }

    @Override
    int evaluate(int index, double[] out) {
        System.arraycopy(rows.get(index), 0, out, 0, steps());
        return presents.get(index);
    }
}
