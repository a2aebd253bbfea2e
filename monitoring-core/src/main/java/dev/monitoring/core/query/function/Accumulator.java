package dev.monitoring.core.query.function;

/**
 * An aggregation of one group over all steps: takes one row after the other and yields one. Confined to one thread, reused
 * from group to group.
 *
 * <p>Rows come in the order of their series, which decides how sums round.
 */
public interface Accumulator {
    /** Begins a group. */
    void begin();

    /**
     * Takes a row.
     *
     * @param present how many steps of it have a value; the sum over all steps is known to be fast where all have
     */
    void add(double[] row, int present);

    /**
     * Whether the group has to be gone through again, because values were too large for the quick way; the caller then calls
     * {@link #beginCarefully} and adds the same rows again.
     */
    default boolean needsCare() {
        return false;
    }

    /** Begins the group again. */
    default void beginCarefully() {
        begin();
    }

    /**
     * Writes the group's row.
     *
     * @return how many steps got a value
     */
    int finish(double[] out);
}
