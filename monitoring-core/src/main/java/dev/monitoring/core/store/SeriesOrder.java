package dev.monitoring.core.store;

import dev.monitoring.core.series.Series;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The order of all series by their labels, so that a selection is sorted by numbers instead of texts. Thread-safe. */
final class SeriesOrder {
    // Design note. An order gives each slot a rank, and says by sequence, the running number of creation, which
    // series it was that had the slot: readers may hold series whose slots others have now. Selections sort by rank;
    // series that have none are compared by labels. Whoever selects many of the latter makes the next order, unless
    // somebody else is at it: what was in order before is a run that the sort finds, so it only sorts the new ones
    // and merges. Nobody waits.

    /** Fewer series than this without a rank are cheaper to compare than to rank. */
    private static final int FEW = 32;

    private final SeriesTable table;
    private final ReentrantLock ranking = new ReentrantLock();
    private volatile Ranks ranks = new Ranks(new int[0], new int[0]);

    /**
     * Ranks by slot.
     *
     * @param bySlot the rank of the series that had each slot
     * @param sequenceBySlot the lower half of its sequence; with that of another series in the same slot it agrees only
     *     after four thousand million series
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Ranks(int[] bySlot, int[] sequenceBySlot) {
        boolean has(MemorySeries series) {
            int slot = series.slot();
            return slot < bySlot.length && bySlot[slot] >= 0 && sequenceBySlot[slot] == (int) series.sequence();
        }

        int of(MemorySeries series) {
            return bySlot[series.slot()];
        }

        int compare(MemorySeries one, MemorySeries other) {
            return has(one) && has(other)
                    ? Integer.compare(of(one), of(other))
                    : one.labels().compareTo(other.labels());
        }
    }

    SeriesOrder(SeriesTable table) {
        this.table = table;
    }

    /**
     * Sorts by labels.
     *
     * @param visible the newest series that readers may see
     */
    List<Series> sort(MemorySeries[] selected, long visible) {
        Ranks current = ranks;
        int unranked = unranked(selected, current);
        if (unranked > FEW && ranking.tryLock()) {
            try {
                current = rankAll(ranks, visible);
                ranks = current;
            } finally {
                ranking.unlock();
            }
            // Not always none: those that were dropped since they were selected get no rank.
            unranked = unranked(selected, current);
        }
        if (unranked > 0) {
            Arrays.sort(selected, current::compare);
            return List.of(selected);
        }
        return sortByRank(selected, current);
    }

    private static int unranked(MemorySeries[] selected, Ranks ranks) {
        int unranked = 0;
        for (MemorySeries series : selected) {
            unranked += ranks.has(series) ? 0 : 1;
        }
        return unranked;
    }

    private static List<Series> sortByRank(MemorySeries[] selected, Ranks ranks) {
        long[] keys = new long[selected.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) ranks.of(selected[i]) << 32 | i;
        }
        Arrays.sort(keys);
        Series[] sorted = new Series[keys.length];
        for (int i = 0; i < keys.length; i++) {
            sorted[i] = selected[(int) keys[i]];
        }
        return List.of(sorted);
    }

    private Ranks rankAll(Ranks before, long visible) {
        MemorySeries[] all = new MemorySeries[table.capacity()];
        int ranked = gather(all, 0, before, true, visible);
        int count = gather(all, ranked, before, false, visible);
        Arrays.sort(all, 0, ranked, before::compare);
        Arrays.sort(all, 0, count, before::compare);
        int[] bySlot = new int[all.length];
        int[] sequenceBySlot = new int[all.length];
        Arrays.fill(bySlot, -1);
        for (int rank = 0; rank < count; rank++) {
            bySlot[all[rank].slot()] = rank;
            sequenceBySlot[all[rank].slot()] = (int) all[rank].sequence();
        }
        return new Ranks(bySlot, sequenceBySlot);
    }

    /** Adds the series that have a rank already, or those that have none, and says where they end. */
    private int gather(MemorySeries[] all, int from, Ranks ranks, boolean ranked, long visible) {
        int to = from;
        for (int slot = 0; slot < all.length && to < all.length; slot++) {
            MemorySeries series = table.get(slot);
            if (series != null && series.sequence() <= visible && ranks.has(series) == ranked) {
                all[to++] = series;
            }
        }
        return to;
    }
}
