package dev.monitoring.core.query.function;

/** A function that looks at one window at a time, and has a value wherever the window has enough samples. */
@FunctionalInterface
interface WindowFunction {
    /** The value over samples {@code [from, to)}, which are at least as many as the function needs. */
    double valueOf(Windows windows, int step, int from, int to);

    /** This function for a whole row. */
    default RangeFunction needing(int samples) {
        return (windows, out) -> {
            int[] from = windows.from();
            int[] to = windows.to();
            int present = 0;
            for (int step = 0; step < windows.steps(); step++) {
                if (to[step] - from[step] < samples) {
                    out[step] = Absent.VALUE;
                } else {
                    windows.work(to[step] - from[step]);
                    out[step] = valueOf(windows, step, from[step], to[step]);
                    present += Absent.is(out[step]) ? 0 : 1;
                }
            }
            return present;
        };
    }
}
