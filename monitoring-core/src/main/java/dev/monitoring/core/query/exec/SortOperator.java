package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.NaturalOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The elements of one moment in another order. */
final class SortOperator extends UnaryOperator {
    private final int[] order;
    private final double[] values;

    private SortOperator(Operator input, int[] order, double[] values) {
        super(input);
        this.order = order;
        this.values = values;
    }

    /** By value, NaN last both ways. */
    static SortOperator byValue(Operator input, boolean descending) {
        double[] values = values(input);
        Comparator<Integer> ascending = (a, b) -> Double.compare(values[a], values[b]);
        Comparator<Integer> byValue = descending ? ascending.reversed() : ascending;
        Comparator<Integer> numbersFirst = Comparator.comparing(i -> Double.isNaN(values[i]));
        return sorted(input, values, numbersFirst.thenComparing(byValue));
    }

    /** By the values of labels, in natural order, then by all labels. */
    static SortOperator byLabels(Operator input, List<String> names, boolean descending) {
        Comparator<Labels> byLabels = Comparator.naturalOrder();
        for (int i = names.size() - 1; i >= 0; i--) {
            String name = names.get(i);
            Comparator<Labels> byName =
                    Comparator.comparing(labels -> labels.valueOrEmpty(name), NaturalOrder.INSTANCE);
            byLabels = byName.thenComparing(byLabels);
        }
        Comparator<Integer> ascending = Comparator.comparing(input::labels, byLabels);
        return sorted(input, values(input), descending ? ascending.reversed() : ascending);
    }

    private static double[] values(Operator input) {
        double[] values = new double[input.size()];
        double[] row = new double[1];
        for (int i = 0; i < values.length; i++) {
            input.evaluate(i, row);
            values[i] = row[0];
        }
        return values;
    }

    private static SortOperator sorted(Operator input, double[] values, Comparator<Integer> comparator) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (!Absent.is(values[i])) {
                indexes.add(i);
            }
        }
        indexes.sort(comparator);
        return new SortOperator(
                input, indexes.stream().mapToInt(Integer::intValue).toArray(), values);
    }

    @Override
    int size() {
        return order.length;
    }

    @Override
    Labels labels(int series) {
        return input().labels(order[series]);
    }

    @Override
    boolean dropsName(int series) {
        return input().dropsName(order[series]);
    }

    @Override
    int evaluate(int series, double[] out) {
        out[0] = values[order[series]];
        return 1;
    }
}
