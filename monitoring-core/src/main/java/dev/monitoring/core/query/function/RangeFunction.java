package dev.monitoring.core.query.function;

/** A function of a range vector, for one series over all steps. Confined to one thread: it may keep scratch space. */
@FunctionalInterface
public interface RangeFunction {
    /**
     * Writes the function's value for each step, {@link Absent#VALUE} where it has none.
     *
     * @param out at least as long as there are steps
     * @return how many steps got a value
     */
    int apply(Windows windows, double[] out);
}
