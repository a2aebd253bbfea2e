package dev.monitoring.core.query.function;

import dev.monitoring.core.model.StaleMarker;

/**
 * The mark of a step that has no value: the bits of the stale marker, which no computation yields, because arithmetic makes
 * every NaN a quiet one and this one is signalling. So a stale sample picked by a selector is an absent value without further
 * ado, and a row needs no second array to say where it has values.
 */
public final class Absent {
    /** The mark. Tell it from other NaN with {@link #is(double)}, and never compute with it. */
    public static final double VALUE = StaleMarker.VALUE;

    private static final long BITS = StaleMarker.BITS;

    private Absent() {}

    public static boolean is(double value) {
        return Double.doubleToRawLongBits(value) == BITS;
    }

    /** How many of the first {@code length} entries hold a value. */
    public static int countPresent(double[] row, int length) {
        int present = 0;
        for (int i = 0; i < length; i++) {
            if (Double.doubleToRawLongBits(row[i]) != BITS) {
                present++;
            }
        }
        return present;
    }
}
