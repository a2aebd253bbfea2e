package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.MathFunctions;
import dev.monitoring.core.query.plan.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Binary operators on whole rows. Rows without gaps go through loops that the compiler vectorizes; others go value by value.
 */
final class Arithmetic {
    private Arithmetic() {}

    /**
     * Computes {@code a op b} for rows that have a value at every step; {@code out} may be one of them.
     *
     * @param operation an arithmetic one
     */
    static void compute(Operation operation, double[] a, double[] b, double[] out, int steps) {
        switch (operation) {
            case ADD -> {
                for (int i = 0; i < steps; i++) {
                    out[i] = a[i] + b[i];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < steps; i++) {
                    out[i] = a[i] - b[i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < steps; i++) {
                    out[i] = a[i] * b[i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < steps; i++) {
                    out[i] = a[i] / b[i];
                }
            }
            case MODULO,
                    POWER,
                    ATAN2,
                    TRIM_UPPER,
                    TRIM_LOWER,
                    EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    AND,
                    OR,
                    UNLESS -> {
                for (int i = 0; i < steps; i++) {
                    out[i] = compute(operation, a[i], b[i]);
                }
            }
        }
    }

    /** Computes {@code a op b} where both are there; {@code out} may be one of them. Says how many values came out. */
    static int computePartial(Operation operation, double[] a, double[] b, double[] out, int steps) {
        int present = 0;
        for (int i = 0; i < steps; i++) {
            if (Absent.is(a[i]) || Absent.is(b[i])) {
                out[i] = Absent.VALUE;
            } else {
                out[i] = compute(operation, a[i], b[i]);
                present++;
            }
        }
        return present;
    }

    /**
     * Compares {@code a} with {@code b} where both are there.
     *
     * @param kept what comes out where the comparison holds; null for 1, and 0 where it does not
     */
    static int compare(Operation operation, double[] a, double[] b, double @Nullable [] kept, double[] out, int steps) {
        int present = 0;
        for (int i = 0; i < steps; i++) {
            if (Absent.is(a[i]) || Absent.is(b[i])) {
                out[i] = Absent.VALUE;
                continue;
            }
            boolean holds = holds(operation, a[i], b[i]);
            if (kept == null) {
                out[i] = holds ? 1 : 0;
                present++;
            } else {
                out[i] = holds ? kept[i] : Absent.VALUE;
                present += holds ? 1 : 0;
            }
        }
        return present;
    }

    static double compute(Operation operation, double a, double b) {
        return switch (operation) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> a % b;
            case POWER -> MathFunctions.power(a, b);
            case ATAN2 -> Math.atan2(a, b);
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> holds(operation, a, b) ? 1 : 0;
            case TRIM_UPPER, TRIM_LOWER, AND, OR, UNLESS ->
                throw new IllegalArgumentException(operation.sign() + " does not compute a number from two");
        };
    }

    private static boolean holds(Operation operation, double a, double b) {
        return switch (operation) {
            case EQUAL -> a == b;
            case NOT_EQUAL -> a != b;
            case LESS -> a < b;
            case LESS_OR_EQUAL -> a <= b;
            case GREATER -> a > b;
            case GREATER_OR_EQUAL -> a >= b;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER, ATAN2, TRIM_UPPER, TRIM_LOWER, AND, OR, UNLESS ->
                throw new IllegalArgumentException(operation.sign() + " does not compare");
        };
    }
}
