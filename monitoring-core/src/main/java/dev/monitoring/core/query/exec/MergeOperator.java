package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.value.QueryException;
import java.util.HashMap;
import java.util.Map;

/** The series of another operator, those with equal labels made one. */
final class MergeOperator extends Operator {
    /** What is too much. */
    enum Collision {
        /** Two values at one step. */
        SAME_STEP,
        /** Two series with values, at whatever steps. */
        SAME_LABELS
    }

    private static final int NONE = -1;

    private final Operator input;
    private final Collision collision;
    private final int[] firsts;
    private final int[] nexts;
    private final int size;
    private double[] scratch = {};

    private MergeOperator(Operator input, Collision collision, int[] firsts, int[] nexts, int size) {
        super(input.steps());
        this.input = input;
        this.collision = collision;
        this.firsts = firsts;
        this.nexts = nexts;
        this.size = size;
    }

    /** The operator itself, where no two of its series have equal labels. */
    static Operator of(Operator input, Collision collision) {
        int count = input.size();
        Map<Labels, Integer> lasts = new HashMap<>(2 * count);
        int[] firsts = new int[count];
        int[] nexts = new int[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            nexts[i] = NONE;
            Integer last = lasts.put(input.labels(i), i);
            if (last == null) {
                firsts[size++] = i;
            } else {
                nexts[last] = i;
            }
        }
        return size == count ? input : new MergeOperator(input, collision, firsts, nexts, size);
    }

    @Override
    int size() {
        return size;
    }

    @Override
    Labels labels(int series) {
        return input.labels(firsts[series]);
    }

    @Override
    boolean dropsName(int series) {
        for (int i = firsts[series]; i != NONE; i = nexts[i]) {
            if (input.dropsName(i)) {
                return true;
            }
        }
        return false;
    }

    @Override
    int evaluate(int series, double[] out) {
        int present = input.evaluate(firsts[series], out);
        if (nexts[firsts[series]] != NONE && scratch.length == 0) {
            scratch = new double[steps()];
        }
        for (int i = nexts[firsts[series]]; i != NONE; i = nexts[i]) {
            int more = input.evaluate(i, scratch);
            if (more > 0 && present > 0 && collision == Collision.SAME_LABELS) {
                throw duplicate();
            }
            present += addTo(out, scratch, steps());
        }
        return present;
    }

    /** Puts the values of {@code from} where {@code into} has none, and says how many. */
    static int addTo(double[] into, double[] from, int steps) {
        int added = 0;
        for (int step = 0; step < steps; step++) {
            if (!Absent.is(from[step])) {
                if (!Absent.is(into[step])) {
                    throw duplicate();
                }
                into[step] = from[step];
                added++;
            }
        }
        return added;
    }

    static QueryException duplicate() {
        return QueryException.execution(null, "vector cannot contain metrics with the same labelset");
    }
}
