package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.NumberText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code count_values}: how many elements of each group have the same value, one series per value. */
final class CountValuesOperator extends Operator {
    /** The values of a group are told apart by their bits, so that NaN is one value. */
    private record Key(int group, long bits) {}

    private final List<Labels> labels = new ArrayList<>();
    private final List<double[]> rows = new ArrayList<>();

    private CountValuesOperator(Context context, Operator input, Grouping grouping, String target, boolean hidden) {
        super(input.steps());
        Map<Key, Integer> rowOf = new HashMap<>();
        Map<Labels, Integer> rowOfLabels = new HashMap<>();
        double[] row = new double[steps()];
        Groups groups = grouping.groups();
        for (int group = 0; group < groups.count(); group++) {
            for (int i = 0; i < groups.size(group); i++) {
                int series = groups.member(group, i);
                input.evaluate(series, row);
                for (int step = 0; step < steps(); step++) {
                    if (Absent.is(row[step])) {
                        continue;
                    }
                    Key key = new Key(group, Double.doubleToLongBits(row[step]));
                    Integer index = rowOf.get(key);
                    if (index == null) {
                        String text = hidden ? "" : NumberText.plain(row[step]);
                        index = rowOf(
                                context, rowOfLabels, grouping.labels(group).with(target, text));
                        rowOf.put(key, index);
                    }
                    double[] counts = rows.get(index);
                    counts[step] = Absent.is(counts[step]) ? 1 : counts[step] + 1;
                }
            }
        }
    }

    /** @param target the label that gets the value */
    static Operator of(Context context, Operator input, boolean without, List<String> names, String target) {
        // The label that gets the value replaces one of that name, so it does not tell groups apart.
        List<String> kept = new ArrayList<>(names);
        boolean hidden = without && names.contains(target);
        if (without) {
            kept.add(target);
        } else {
            kept.remove(target);
        }
        Grouping grouping = Grouping.of(input, without, kept);
        return new CountValuesOperator(context, input, grouping, target, hidden);
    }

    private int rowOf(Context context, Map<Labels, Integer> rowOfLabels, Labels seriesLabels) {
        Integer known = rowOfLabels.get(seriesLabels);
        if (known != null) {
            return known;
        }
        context.budget().hold(steps());
        double[] row = new double[steps()];
        Arrays.fill(row, Absent.VALUE);
        rows.add(row);
        labels.add(seriesLabels);
        rowOfLabels.put(seriesLabels, rows.size() - 1);
        return rows.size() - 1;
    }

    @Override
    int size() {
        return rows.size();
    }

    @Override
    Labels labels(int series) {
        return labels.get(series);
    }

    @Override
    int evaluate(int series, double[] out) {
        System.arraycopy(rows.get(series), 0, out, 0, steps());
        return Absent.countPresent(out, steps());
    }
}
