package dev.monitoring.core.query.function;

import java.util.Arrays;

/**
 * The buckets of one histogram: upper bounds, and at each step how many observations were at most that large. Confined to one
 * thread.
 *
 * <p>Bounds are sorted once; a step then brings its counts in that order. Equal bounds, which are different spellings of one
 * number, count as one bucket.
 */
public final class ClassicHistogram {
    /** Counts that differ by less, relatively, are equal but for rounding. */
    private static final double ROUNDING = 1e-12;

    private final double tolerance;
    private final MonotonicityFixes fixes;
    private final double[] bounds;
    private final double[] counts;
    private int size;

    /**
     * @param maxBuckets the most buckets a step may have
     * @param version2 whether Prometheus 2.42 is to be matched, which tolerates no rounding
     * @param fixes takes note of steps where counts had to be corrected
     */
    public ClassicHistogram(int maxBuckets, boolean version2, MonotonicityFixes fixes) {
        this.tolerance = version2 ? 0 : ROUNDING;
        this.fixes = fixes;
        this.bounds = new double[maxBuckets];
        this.counts = new double[maxBuckets];
    }

    /** Forgets the buckets of the last step. */
    public void clear() {
        size = 0;
    }

    /** Adds a bucket; bounds come ascending. */
    public void add(double bound, double count) {
        if (size > 0 && bounds[size - 1] == bound) {
            counts[size - 1] += count;
        } else {
            bounds[size] = bound;
            counts[size++] = count;
        }
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * The value below which that part of the observations lies, interpolated linearly within its bucket. Infinite for a
     * quantile outside [0, 1]; NaN where there is nothing to tell it from.
     *
     * @param timeMillis the time of the step
     */
    public double quantile(double quantile, long timeMillis) {
        if (Double.isNaN(quantile)) {
            return Double.NaN;
        }
        if (quantile < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (quantile > 1) {
            return Double.POSITIVE_INFINITY;
        }
        if (bounds[size - 1] != Double.POSITIVE_INFINITY) {
            return Double.NaN;
        }
        makeMonotonic(timeMillis);
        if (size < 2 || counts[size - 1] == 0 || Double.isNaN(counts[size - 1])) {
            return Double.NaN;
        }
        return atRank(quantile * counts[size - 1]);
    }

    private double atRank(double rank) {
        int bucket = 0;
        while (bucket < size - 1 && !(counts[bucket] >= rank)) {
            bucket++;
        }
        if (bucket == size - 1) {
            return bounds[size - 2];
        }
        if (bucket == 0 && bounds[0] <= 0) {
            return bounds[0];
        }
        double start = bucket == 0 ? 0 : bounds[bucket - 1];
        double before = bucket == 0 ? 0 : counts[bucket - 1];
        return start + (bounds[bucket] - start) * ((rank - before) / (counts[bucket] - before));
    }

    /** Lifts every count to at least the one before; says so unless the difference is mere rounding. */
    private void makeMonotonic(long timeMillis) {
        double previous = counts[0];
        boolean fixed = false;
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        double largest = 0;
        for (int i = 1; i < size; i++) {
            double count = counts[i];
            if (count == previous) {
                continue;
            }
            boolean rounding = tolerance > 0 && isAlmostEqual(previous, count);
            if (!rounding && !(count < previous)) {
                previous = count;
                continue;
            }
            counts[i] = previous;
            if (!rounding) {
                fixed = true;
                lowest = Math.min(lowest, bounds[i]);
                highest = Math.max(highest, bounds[i]);
                largest = Math.max(largest, previous - count);
            }
        }
        if (fixed) {
            fixes.note(timeMillis, lowest, highest, largest);
        }
    }

    private boolean isAlmostEqual(double a, double b) {
        double difference = Math.abs(a - b);
        double sum = Math.abs(a) + Math.abs(b);
        if (a == 0 || b == 0 || sum < Double.MIN_NORMAL) {
            return difference < tolerance * Double.MIN_NORMAL;
        }
        return difference / Math.min(sum, Double.MAX_VALUE) < tolerance;
    }

    /** The part of the observations between two values, interpolated linearly within buckets; NaN where there are none. */
    public double fraction(double lower, double upper) {
        if (bounds[size - 1] != Double.POSITIVE_INFINITY) {
            return Double.NaN;
        }
        double count = counts[size - 1];
        if (count == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
            return Double.NaN;
        }
        if (lower >= upper) {
            return 0;
        }
        return (rankOf(upper, count) - rankOf(lower, count)) / count;
    }

    /** How many observations are at most {@code value}. */
    private double rankOf(double value, double count) {
        double start = bounds[0] <= 0 ? Double.NEGATIVE_INFINITY : 0;
        double before = 0;
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                start = bounds[i - 1];
            }
            if (start >= value) {
                return Math.min(before, count);
            }
            if (bounds[i] > value) {
                // Nothing can be said of where in a bucket without lower bound the observations lie.
                double rank = start == Double.NEGATIVE_INFINITY
                        ? counts[i]
                        : before + (counts[i] - before) * (value - start) / (bounds[i] - start);
                return Math.min(rank, count);
            }
            before = counts[i];
        }
        return count;
    }

    /**
     * The upper bound a label value names, NaN where it names none.
     *
     * @param label the value of the label {@code le}
     */
    public static double bound(String label) {
        switch (label) {
            case "+Inf", "Inf", "+inf", "inf" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-Inf", "-inf" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                return isDecimal(label) ? Double.parseDouble(label) : Double.NaN;
            }
        }
    }

    private static boolean isDecimal(String text) {
        boolean digits = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = true;
            } else if (c == 'e' || c == 'E') {
                return digits && isInteger(text, i + 1);
            } else if (c != '.' && !(i == 0 && (c == '-' || c == '+'))) {
                return false;
            }
        }
        return digits && text.indexOf('.') == text.lastIndexOf('.');
    }

    private static boolean isInteger(String text, int from) {
        int start = from < text.length() && (text.charAt(from) == '-' || text.charAt(from) == '+') ? from + 1 : from;
        return start < text.length() && text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
    }

    /** The order in which buckets with these bounds are to be added. */
    public static int[] ascending(double[] unsorted) {
        return Arrays.stream(indexes(unsorted.length))
                .sorted((a, b) -> Double.compare(unsorted[a], unsorted[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Integer[] indexes(int length) {
        Integer[] indexes = new Integer[length];
        Arrays.setAll(indexes, i -> i);
        return indexes;
    }
}
