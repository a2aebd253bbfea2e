package dev.monitoring.core.registry;

import java.util.BitSet;

/**
 * Is told what each run of each source brought. Made for two ways of listening, see {@link Registry}: on the collecting
 * thread, or on a thread of its own behind a bounded queue.
 *
 * <p>For one source the calls come one at a time and in order. A direct observer is called by several threads at once for
 * different sources; a queued one by its own thread only.
 *
 * <h2>When a series ends</h2>
 *
 * A series is current as long as the latest snapshot of its source has a value for it. It ends in one of two ways: its slot
 * is {@linkplain Snapshot#isAbsent absent} in a snapshot, as almost all are after a failed run; or its slot is gone from the
 * layout, which {@link #ended} says just before the first snapshot with the new layout.
 */
public interface SnapshotObserver {
    /**
     * Takes the result of a run, a failed one too.
     *
     * @param snapshot not to be changed; for a direct observer valid during the call only
     */
    void snapshot(Source source, Snapshot snapshot);

    /**
     * Says which series have left the source's layout.
     *
     * @param layout the layout they were in, the one of the snapshot before
     * @param slots their slots in {@code layout}, whether or not they had a value lately; not to be changed
     * @param timestampMillis the time of the snapshot that follows
     */
    default void ended(Source source, SeriesLayout layout, BitSet slots, long timestampMillis) {}
}
