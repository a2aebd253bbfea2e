package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.exec.ChoiceOperator.Choice;
import dev.monitoring.core.query.function.Absent;
import java.util.ArrayList;
import java.util.List;

/** For each step a heap of the elements chosen so far, the one to give up first on top. Confined to one thread. */
final class StepHeaps {
    private final int room;
    private final int[] limits;
    private final Choice choice;
    private final double[] values;
    private final int[] series;
    private final int[] sizes;

    /** @param room the most elements any step may have; {@code limits} says how many each has */
    StepHeaps(int steps, int room, int[] limits, Choice choice) {
        this.room = room;
        this.limits = limits;
        this.choice = choice;
        this.values = new double[steps * room];
        this.series = new int[steps * room];
        this.sizes = new int[steps];
    }

    void add(int index, double[] row) {
        for (int step = 0; step < sizes.length; step++) {
            double value = row[step];
            if (Absent.is(value)) {
                continue;
            }
            int base = step * room;
            if (sizes[step] < Math.min(limits[step], room)) {
                int last = sizes[step]++;
                values[base + last] = value;
                series[base + last] = index;
                if (choice != Choice.FIRST) {
                    up(base, last);
                }
            } else if (sizes[step] > 0 && choice != Choice.FIRST && replaces(value, values[base])) {
                values[base] = value;
                series[base] = index;
                down(base, sizes[step]);
            }
        }
    }

    private boolean replaces(double value, double worst) {
        boolean better = choice == Choice.LARGEST ? worst < value : worst > value;
        return better || Double.isNaN(worst) && !Double.isNaN(value);
    }

    /** Whether an element is to be given up before another. */
    private boolean isWorse(int a, int b) {
        if (Double.isNaN(values[a])) {
            return true;
        }
        return choice == Choice.LARGEST ? values[a] < values[b] : values[a] > values[b];
    }

    private void up(int base, int from) {
        int child = from;
        while (child > 0) {
            int parent = (child - 1) / 2;
            if (!isWorse(base + child, base + parent)) {
                return;
            }
            swap(base + child, base + parent);
            child = parent;
        }
    }

    private void down(int base, int size) {
        int parent = 0;
        while (2 * parent + 1 < size) {
            int child = 2 * parent + 1;
            if (child + 1 < size && isWorse(base + child + 1, base + child)) {
                child++;
            }
            if (!isWorse(base + child, base + parent)) {
                return;
            }
            swap(base + child, base + parent);
            parent = child;
        }
    }

    private void swap(int a, int b) {
        double value = values[a];
        values[a] = values[b];
        values[b] = value;
        int index = series[a];
        series[a] = series[b];
        series[b] = index;
    }

    /** Puts a step's elements in order, best first, and says how many there are. */
    int sort(int step) {
        if (choice == Choice.FIRST) {
            return sizes[step];
        }
        int base = step * room;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < sizes[step]; i++) {
            order.add(base + i);
        }
        order.sort((a, b) -> {
            boolean aNotNumber = Double.isNaN(values[a]);
            boolean bNotNumber = Double.isNaN(values[b]);
            if (aNotNumber || bNotNumber) {
                return Boolean.compare(aNotNumber, bNotNumber);
            }
            int ascending = Double.compare(values[a], values[b]);
            return choice == Choice.LARGEST ? -ascending : ascending;
        });
        double[] sortedValues = order.stream().mapToDouble(i -> values[i]).toArray();
        int[] sortedSeries = order.stream().mapToInt(i -> series[i]).toArray();
        System.arraycopy(sortedValues, 0, values, base, sortedValues.length);
        System.arraycopy(sortedSeries, 0, series, base, sortedSeries.length);
        return sizes[step];
    }

    int size(int step) {
        return sizes[step];
    }

    double value(int step, int index) {
        return values[step * room + index];
    }

    int series(int step, int index) {
        return series[step * room + index];
    }

    /** Which series have an element at any step. */
    boolean[] chosen(int seriesCount) {
        boolean[] chosen = new boolean[seriesCount];
        for (int step = 0; step < sizes.length; step++) {
            for (int i = 0; i < sizes[step]; i++) {
                chosen[series[step * room + i]] = true;
            }
        }
        return chosen;
    }
}
