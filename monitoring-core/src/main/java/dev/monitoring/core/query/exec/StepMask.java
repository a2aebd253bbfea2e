package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.Absent;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The steps at which any of some rows has a value. Confined to one thread. */
final class StepMask {
    private static final int WORD = Long.SIZE;

    /** The first steps, which are all of them where rules and single moments are asked for. */
    private long first;

    private @Nullable BitSet others;

    void add(double[] row, int steps) {
        for (int step = 0; step < steps; step++) {
            if (!Absent.is(row[step])) {
                set(step);
            }
        }
    }

    private void set(int step) {
        if (step < WORD) {
            first |= 1L << step;
            return;
        }
        if (others == null) {
            others = new BitSet();
        }
        others.set(step - WORD);
    }

    boolean has(int step) {
        return step < WORD ? (first >>> step & 1) != 0 : others != null && others.get(step - WORD);
    }
}
