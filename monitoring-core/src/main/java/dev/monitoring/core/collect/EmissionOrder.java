package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a collector emitted last time, which it most likely repeats. Confined to the thread of a run.
 *
 * <h2>Design note</h2>
 *
 * A cursor walks the expected order along with the samples. As long as each sample is the one expected, {@link #take} finds
 * its slot by comparing three references in arrays that lie side by side: neither the label set nor the entry of the series
 * is touched. A sample that is not expected is looked up by the owner and reported with {@link #jump}.
 *
 * <p>Where samples were only left out, the cursor jumps forward and the expected order stays, so that a series that comes and
 * goes costs one look-up when it is away and none when it is back. Up to there no series can have come twice, because the
 * cursor never goes back. Where a sample comes that is new or out of turn, that ends: from then on every sample is looked up,
 * and the order of this run, which is the expected one up to here without what was left out, is expected from the next on.
 */
final class EmissionOrder {
    private SeriesEntry[] expected = {};
    private int expectedSize;

    // Of each expected entry, side by side: how it was given last, and its slot.
    private Labels[] labels = {};
    private String[] sampleNames = {};
    private Family[] families = {};
    private int[] slots = {};

    private SeriesEntry[] seen = {};
    private int seenSize;
    private int[] skips = new int[16];
    private int skipsSize;
    private int cursor;
    private boolean reordered;

    void begin() {
        cursor = 0;
        seenSize = 0;
        skipsSize = 0;
        reordered = false;
    }

    /** The slot of a sample that is the one expected next, which is thereby done; -1 where it is not, or may have come before. */
    @SuppressWarnings("ReferenceEquality") // the same object or a look-up: that is the point
    int take(Family family, String sampleName, Labels ownLabels) {
        int at = cursor;
        if (reordered
                || at >= expectedSize
                || labels[at] != ownLabels
                || sampleNames[at] != sampleName
                || families[at] != family) {
            return -1;
        }
        int slot = slots[at];
        if (slot >= 0) {
            cursor = at + 1;
        }
        return slot;
    }

    /** What is expected next, or null at the end. */
    @Nullable
    SeriesEntry next() {
        return cursor < expectedSize ? expected[cursor] : null;
    }

    /** Says that the sample expected next came, given with objects that are equal to those of last time but others. */
    void takeAnew(Family family, String sampleName, Labels ownLabels) {
        labels[cursor] = ownLabels;
        sampleNames[cursor] = sampleName;
        families[cursor] = family;
        advance(1);
    }

    /** Whether {@code entries} are expected next, in that order. */
    boolean isNext(SeriesEntry[] entries) {
        return cursor + entries.length <= expectedSize
                && Arrays.equals(expected, cursor, cursor + entries.length, entries, 0, entries.length);
    }

    /** Says that the next {@code count} samples were those expected. */
    void advance(int count) {
        if (reordered) {
            for (int i = cursor; i < cursor + count; i++) {
                record(expected[i]);
            }
        }
        cursor += count;
    }

    /** Says that a sample came that was not expected next. */
    void jump(SeriesEntry entry) {
        boolean forward = entry.position >= cursor;
        if (!forward && !reordered) {
            reordered = true;
            recordUpToCursor();
        }
        if (reordered) {
            record(entry);
        } else {
            skip(cursor, entry.position);
        }
        if (entry.position != SeriesEntry.NO_POSITION) {
            cursor = entry.position + 1;
        }
    }

    /** Ends a run whose samples count. */
    void finish() {
        if (!reordered) {
            return;
        }
        for (int i = 0; i < expectedSize; i++) {
            expected[i].position = SeriesEntry.NO_POSITION;
        }
        SeriesEntry[] free = expected;
        expected = seen;
        expectedSize = seenSize;
        seen = free;
        number();
    }

    /** Takes note that slots were given anew, and forgets the entries that were dropped. */
    void forgetDropped() {
        int kept = 0;
        for (int i = 0; i < expectedSize; i++) {
            if (expected[i].slot != SeriesEntry.DROPPED) {
                expected[kept++] = expected[i];
            }
        }
        expectedSize = kept;
        number();
    }

    private void number() {
        if (labels.length < expectedSize) {
            labels = new Labels[expectedSize];
            sampleNames = new String[expectedSize];
            families = new Family[expectedSize];
            slots = new int[expectedSize];
        }
        for (int i = 0; i < expectedSize; i++) {
            SeriesEntry entry = expected[i];
            entry.position = i;
            labels[i] = entry.labels;
            sampleNames[i] = entry.sampleName;
            families[i] = entry.family;
            slots[i] = entry.slot;
        }
    }

    private void skip(int from, int to) {
        if (skipsSize + 2 > skips.length) {
            skips = Arrays.copyOf(skips, 2 * skips.length);
        }
        skips[skipsSize++] = from;
        skips[skipsSize++] = to;
    }

    private void recordUpToCursor() {
        seenSize = 0;
        int from = 0;
        for (int i = 0; i < skipsSize; i += 2) {
            record(from, skips[i]);
            from = skips[i + 1];
        }
        record(from, cursor);
    }

    private void record(int from, int to) {
        for (int i = from; i < to; i++) {
            record(expected[i]);
        }
    }

    private void record(SeriesEntry entry) {
        if (seenSize == seen.length) {
            seen = Arrays.copyOf(seen, seen.length + (seen.length >> 1) + 16);
        }
        seen[seenSize++] = entry;
    }
}
