package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Appender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The store's one writer, lent to whoever holds the store's lock. Everything it changes is guarded by that lock; its methods
 * refuse to work for a thread that does not hold it.
 */
final class BatchAppender implements Appender {
    // Design note. New series go into the table at once, so that samples can be appended to them, and into the index
    // when the batch ends: then lists are changed once for all series of the batch, instead of once for each.

    private final RingBufferStore store;
    private final StoreConfig config;
    private final SeriesTable table;
    private final LabelIndex index;
    private final BlockKeeper keeper;
    private final Refusals refusals;
    private final StoreCounters counters;
    private final List<MemorySeries> added = new ArrayList<>();
    private final Map<String, String> newTexts = new HashMap<>();

    /** The thread that holds the store's lock; faster to compare with than to ask the lock, once for each sample. */
    private @Nullable Thread owner;

    /** What to add to the time of a sample for stored time, see {@link Timeline}. */
    private long shiftMillis;

    private long appended;
    private long addedIndexBytes;
    private long nextSequence;
    private long minMillis;
    private long maxMillis;
    private long nowNanos;

    BatchAppender(RingBufferStore store, StoreParts parts) {
        this.store = store;
        this.config = parts.config();
        this.table = parts.table();
        this.index = parts.index();
        this.keeper = parts.keeper();
        this.refusals = parts.refusals();
        this.counters = parts.counters();
    }

    /**
     * Starts a batch.
     *
     * @param nowMillis stored time
     * @param newShiftMillis what to add to wall time for stored time
     * @param keptMillis what is older in stored time may go
     */
    void begin(long nowMillis, long newNowNanos, long newShiftMillis, long keptMillis) {
        shiftMillis = newShiftMillis;
        minMillis = nowMillis - config.retention().toMillis();
        maxMillis = nowMillis + config.futureTolerance().toMillis();
        nowNanos = newNowNanos;
        keeper.keepFrom(keptMillis);
        owner = Thread.currentThread();
    }

    /** Ends the batch: from now on the appender works for nobody. */
    void end() {
        owner = null;
    }

    @Override
    public long resolve(Labels labels) {
        requireOpen();
        MemorySeries series = table.find(labels);
        return series != null ? series.reference() : create(labels);
    }

    private long create(Labels labels) {
        String family = labels.metricName();
        if (store.isClosed()) {
            return REFUSED;
        }
        if (refusals.series(family) >= config.maxSeriesPerFamily()) {
            return refuse(labels, Refusals.Ceiling.FAMILY);
        }
        if (table.size() >= config.maxSeries()) {
            return refuse(labels, Refusals.Ceiling.SERIES);
        }
        long seriesBytes =
                Footprint.series(labels, MemorySeries.INITIAL_LENGTH) + Footprint.VALUES + index.bytesToAdd(labels);
        if (keeper.fixedBytes() + index.bytes() + addedIndexBytes + seriesBytes > config.maxBytes() / 2) {
            return refuse(labels, Refusals.Ceiling.BYTES);
        }
        return add(labels);
    }

    private long refuse(Labels labels, Refusals.Ceiling ceiling) {
        counters.add(StoreCounters.REFUSED, 1);
        refusals.refuse(labels, ceiling, nowNanos);
        return REFUSED;
    }

    private long add(Labels labels) {
        long reference = table.nextReference();
        Labels kept = intern(labels);
        MemorySeries series = keeper.create(kept, reference, nextSequence++);
        addedIndexBytes += index.bytesToAdd(kept);
        table.add(series);
        refusals.added(series);
        added.add(series);
        counters.add(StoreCounters.CREATED, 1);
        counters.set(StoreCounters.SERIES, table.size());
        keeper.makeRoom(index.bytes() + addedIndexBytes);
        return reference;
    }

    /** The same labels, made of the texts that other series have already. */
    private Labels intern(Labels labels) {
        boolean same = true;
        Labels.Builder interned = Labels.builder();
        for (Labels.Label label : labels) {
            String name = known(label.name(), label.name(), label.value(), true);
            String value = known(label.value(), label.name(), label.value(), false);
            same &= sameText(name, label.name()) && sameText(value, label.value());
            interned.set(name, value);
        }
        return same ? labels : interned.build();
    }

    @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // the question is whether it is the same object
    private static boolean sameText(String one, String other) {
        return one == other;
    }

    private String known(String text, String name, String value, boolean wantName) {
        int slot = wantName ? index.anySlotWith(name) : index.anySlotWith(name, value);
        MemorySeries other = slot < 0 ? null : table.get(slot);
        if (other != null) {
            Labels labels = other.labels();
            for (int i = 0; i < labels.size(); i++) {
                if (labels.name(i).equals(name)) {
                    return wantName ? labels.name(i) : labels.value(i);
                }
            }
        }
        String before = newTexts.putIfAbsent(text, text);
        return before == null ? text : before;
    }

    @Override
    public Outcome append(long reference, long wallMillis, double value) {
        requireOpen();
        long timestampMillis = Timeline.stored(wallMillis, shiftMillis);
        MemorySeries series = table.byReference(reference);
        // The usual case: the next tick of a series that has had all ticks so far.
        if (series != null
                && timestampMillis >= minMillis
                && timestampMillis <= maxMillis
                && series.addNext(timestampMillis, value)) {
            appended++;
            return Outcome.ACCEPTED;
        }
        return appendUnusual(series, timestampMillis, value);
    }

    private Outcome appendUnusual(@Nullable MemorySeries series, long timestampMillis, double value) {
        Outcome outcome = judge(series, timestampMillis, value);
        if (series != null && outcome == Outcome.ACCEPTED && timestampMillis != series.newestMillis()) {
            keeper.append(series, timestampMillis, value);
            appended++;
        } else {
            counters.tally(outcome, 1);
        }
        return outcome;
    }

    @Override
    public Outcome check(long reference, long wallMillis, double value) {
        requireOpen();
        return judge(table.byReference(reference), Timeline.stored(wallMillis, shiftMillis), value);
    }

    private Outcome judge(@Nullable MemorySeries series, long timestampMillis, double value) {
        if (series == null) {
            return Outcome.UNKNOWN_SERIES;
        }
        if (timestampMillis > maxMillis) {
            return Outcome.TOO_NEW;
        }
        if (timestampMillis < minMillis) {
            return Outcome.TOO_OLD;
        }
        if (series.newestMillis() > maxMillis) {
            keeper.discardAfter(series, maxMillis);
        }
        long newest = series.newestMillis();
        if (timestampMillis > newest) {
            return Outcome.ACCEPTED;
        }
        if (timestampMillis < newest) {
            return Outcome.OUT_OF_ORDER;
        }
        boolean same = Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(series.newestValue());
        return same ? Outcome.ACCEPTED : Outcome.DUPLICATE_TIME;
    }

    private void requireOpen() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "this batch is closed, or belongs to another thread; open one with append()");
        }
    }

    @Override
    public void close() {
        store.endBatch();
    }

    /** Shows the new series to readers, and brings the numbers up to date. */
    void publish() {
        if (!added.isEmpty()) {
            index.add(added);
            added.clear();
            newTexts.clear();
            addedIndexBytes = 0;
        }
        counters.add(StoreCounters.SAMPLES, appended);
        counters.tally(Outcome.ACCEPTED, appended);
        appended = 0;
        counters.flushTally();
        keeper.makeRoom(index.bytes());
        counters.set(StoreCounters.SEALED_BYTES, keeper.sealedBytes());
        counters.set(StoreCounters.FIXED_BYTES, keeper.fixedBytes());
        counters.set(StoreCounters.INDEX_BYTES, index.bytes());
    }

    /** The number of the next series to be created. */
    long nextSequence() {
        return nextSequence;
    }
}
