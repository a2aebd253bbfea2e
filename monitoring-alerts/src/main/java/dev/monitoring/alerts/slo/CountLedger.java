package dev.monitoring.alerts.slo;

/** The counts of one objective for one set of labels. Confined to its objective. */
final class CountLedger {
    private final LedgerShape shape;
    private final boolean partIsGood;
    final CountRing fine;
    final CountRing coarse;
    private long aliveMillis = Long.MIN_VALUE;

    /**
     * A ledger without counts.
     *
     * @param partIsGood whether the part of the events that is counted is the good one
     */
    CountLedger(LedgerShape shape, boolean partIsGood) {
        this.shape = shape;
        this.partIsGood = partIsGood;
        this.fine = new CountRing(shape.fineMillis(), shape.fineBuckets());
        this.coarse = new CountRing(shape.coarseMillis(), shape.coarseBuckets());
    }

    void add(long timeMillis, double part, double total) {
        fine.add(timeMillis, part, total);
        coarse.add(timeMillis, part, total);
        aliveMillis = Math.max(aliveMillis, timeMillis);
    }

    void observe(long fromMillis, long toMillis) {
        fine.observe(fromMillis, toMillis);
        coarse.observe(fromMillis, toMillis);
        aliveMillis = Math.max(aliveMillis, toMillis);
    }

    /** What happened in the window that ends at {@code toMillis}. */
    Counts window(long windowMillis, long toMillis) {
        CountRing ring = shape.isFine(windowMillis) ? fine : coarse;
        return counts(ring.sum(toMillis - windowMillis, toMillis));
    }

    /** What happened after {@code fromMillis} and not after {@code toMillis}, as well as coarse buckets can tell. */
    Counts between(long fromMillis, long toMillis) {
        return counts(coarse.sum(fromMillis, toMillis));
    }

    /** Whether more of one kind was counted than there was at all: then the selectors do not fit each other. */
    boolean isOver(long windowMillis, long toMillis) {
        CountRing.Sum sum = coarse.sum(toMillis - windowMillis, toMillis);
        return sum.part() > sum.total();
    }

    private Counts counts(CountRing.Sum sum) {
        double part = Math.min(sum.part(), sum.total());
        return new Counts(partIsGood ? sum.total() - part : part, sum.total(), sum.observedMillis());
    }

    /** When anything was counted or observed last. */
    long aliveMillis() {
        return aliveMillis;
    }

    /** Takes in when a restored ledger was alive. */
    void restoredUntil(long timeMillis) {
        aliveMillis = timeMillis;
    }

    /** Takes the buckets of another ledger, if that was alive later. */
    void takeLatest(CountLedger other) {
        if (other.aliveMillis > aliveMillis) {
            fine.takeFrom(other.fine);
            coarse.takeFrom(other.coarse);
            aliveMillis = other.aliveMillis;
        }
    }

    void shift(long millis) {
        fine.shift(millis);
        coarse.shift(millis);
        aliveMillis += aliveMillis == Long.MIN_VALUE ? 0 : millis;
    }
}
