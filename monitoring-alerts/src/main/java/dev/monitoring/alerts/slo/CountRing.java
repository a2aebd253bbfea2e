package dev.monitoring.alerts.slo;

/**
 * Counts by time, in buckets of one width; the oldest are forgotten as time goes on. Confined to its objective.
 *
 * <p>Bucket n holds what happened after n·width and not after (n+1)·width, in epoch milliseconds, so that a window that ends
 * where a bucket does has whole buckets only. A window that does not begins at the nearest edge: it is off by half a bucket at
 * most. Of each bucket it is known for how long anybody looked; the rest of it is unknown, and nothing is made of it.
 */
final class CountRing {
    /** Two numbers and the time observed. */
    static final int BUCKET_BYTES = 2 * Double.BYTES + Integer.BYTES;

    private static final long NONE = Long.MIN_VALUE;

    private final long widthMillis;
    private final double[] parts;
    private final double[] totals;
    private final int[] observedMillis;
    private long newest = NONE;

    CountRing(long widthMillis, int buckets) {
        this.widthMillis = widthMillis;
        this.parts = new double[buckets];
        this.totals = new double[buckets];
        this.observedMillis = new int[buckets];
    }

    long widthMillis() {
        return widthMillis;
    }

    int buckets() {
        return totals.length;
    }

    /** The number of the bucket that holds a moment. */
    private long bucket(long timeMillis) {
        return Math.floorDiv(timeMillis - 1, widthMillis);
    }

    private int index(long bucket) {
        return (int) Math.floorMod(bucket, (long) totals.length);
    }

    private boolean isKept(long bucket) {
        return newest != NONE && bucket <= newest && bucket > newest - totals.length;
    }

    /** Forgets what is too old once {@code bucket} is the newest. */
    private void reach(long bucket) {
        if (newest != NONE && bucket <= newest) {
            return;
        }
        long from = newest == NONE ? bucket : Math.max(newest + 1, bucket - totals.length + 1);
        for (long i = from; i <= bucket; i++) {
            clear(i);
        }
        newest = bucket;
    }

    private void clear(long bucket) {
        parts[index(bucket)] = 0;
        totals[index(bucket)] = 0;
        observedMillis[index(bucket)] = 0;
    }

    /** Counts what happened at a moment; what is older than the ring is not counted. */
    void add(long timeMillis, double part, double total) {
        long bucket = bucket(timeMillis);
        reach(bucket);
        if (isKept(bucket)) {
            parts[index(bucket)] += part;
            totals[index(bucket)] += total;
        }
    }

    /** Notes that somebody looked from after {@code fromMillis} to {@code toMillis}. */
    void observe(long fromMillis, long toMillis) {
        reach(bucket(toMillis));
        long first = Math.max(bucket(fromMillis + 1), newest - totals.length + 1);
        for (long i = first; i <= bucket(toMillis); i++) {
            long part = Math.min(toMillis, (i + 1) * widthMillis) - Math.max(fromMillis, i * widthMillis);
            observedMillis[index(i)] = (int) Math.min(widthMillis, observedMillis[index(i)] + part);
        }
    }

    /** What happened after {@code fromMillis} and not after {@code toMillis}, of the part and of all. */
    Sum sum(long fromMillis, long toMillis) {
        double part = 0;
        double total = 0;
        long observed = 0;
        if (newest != NONE) {
            long first = Math.max(Math.floorDiv(fromMillis + widthMillis / 2, widthMillis), newest - totals.length + 1);
            long last = Math.min(bucket(toMillis), newest);
            int index = index(first); // a division for each bucket would take most of the time
            for (long i = first; i <= last; i++) {
                part += parts[index];
                total += totals[index];
                observed += observedMillis[index];
                index = index + 1 == totals.length ? 0 : index + 1;
            }
        }
        return new Sum(part, total, Math.min(observed, toMillis - fromMillis));
    }

    /** Of a stretch of time. */
    record Sum(double part, double total, long observedMillis) {}

    /** Moves all buckets by as much as the wall clock was set, to the nearest bucket. */
    void shift(long millis) {
        long by = Math.round((double) millis / widthMillis);
        if (newest == NONE || by == 0) {
            return;
        }
        double[] oldParts = parts.clone();
        double[] oldTotals = totals.clone();
        int[] oldObserved = observedMillis.clone();
        for (long i = newest - totals.length + 1; i <= newest; i++) {
            parts[index(i + by)] = oldParts[index(i)];
            totals[index(i + by)] = oldTotals[index(i)];
            observedMillis[index(i + by)] = oldObserved[index(i)];
        }
        newest += by;
    }

    /** Hands over all buckets in which anything is known, the oldest first. */
    void forEach(Bucket action) {
        forEachFrom(newest - totals.length + 1, action);
    }

    /** The same of buckets that hold anything after a moment. */
    void forEachSince(long fromMillis, Bucket action) {
        forEachFrom(Math.max(newest - totals.length + 1, bucket(fromMillis + 1)), action);
    }

    private void forEachFrom(long first, Bucket action) {
        if (newest == NONE) {
            return;
        }
        int index = index(first);
        for (long i = first; i <= newest; i++) {
            if (totals[index] != 0 || parts[index] != 0 || observedMillis[index] != 0) {
                action.accept(i, parts[index], totals[index], observedMillis[index]);
            }
            index = index + 1 == totals.length ? 0 : index + 1;
        }
    }

    /** Takes a bucket that was handed over before; its number says when it was. */
    void restore(long bucket, double part, double total, int observed) {
        reach(bucket);
        if (isKept(bucket)) {
            parts[index(bucket)] += part;
            totals[index(bucket)] += total;
            observedMillis[index(bucket)] =
                    (int) Math.min(widthMillis, (long) observedMillis[index(bucket)] + observed);
        }
    }

    /** Takes the buckets in which anything is known from another of the same shape. */
    void takeFrom(CountRing other) {
        other.forEach((bucket, part, total, observed) -> {
            reach(bucket);
            if (isKept(bucket)) {
                clear(bucket);
                restore(bucket, part, total, observed);
            }
        });
    }

    /** Hears of buckets. */
    @FunctionalInterface
    interface Bucket {
        void accept(long bucket, double part, double total, int observedMillis);
    }
}
