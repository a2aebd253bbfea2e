package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.Absent;
import java.util.BitSet;

/** The steps at which any of some rows has a value. Confined to one thread. */
final class StepMask {
    private final BitSet bits = new BitSet();

    void add(double[] row, int steps) {
        for (int step = 0; step < steps; step++) {
            if (!Absent.is(row[step])) {
                bits.set(step);
            }
        }
    }

    boolean has(int step) {
        return bits.get(step);
    }
}
