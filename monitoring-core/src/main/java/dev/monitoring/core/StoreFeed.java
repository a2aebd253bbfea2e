package dev.monitoring.core;

import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SnapshotObserver;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.time.Clock;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts every snapshot of the registry into the store. A direct observer; thread-safe, and for one source confined to the
 * thread that publishes.
 *
 * <p>Series are resolved once per layout; after that a snapshot costs one append per slot and no allocation. Where a series
 * ends, the stale marker is appended at the time of the snapshot that no longer has it, as Prometheus does, except for
 * series that bring their own times: those end by lookback, as Prometheus' do. What the store refuses it counts itself.
 */
final class StoreFeed implements SnapshotObserver {
    /**
     * After how many snapshots a refused series is asked for again, because room may have come free. At the default interval
     * of 5 s that is once a minute: each asking counts as one more refusal, and costs the store a look-up.
     */
    static final int RETRY_REFUSED_SNAPSHOTS = 12;

    /** A stamp is never ahead of the clock; this is for one that is slewed. */
    private static final long MAX_AHEAD_MILLIS = 500;

    private final SampleStore store;
    private final Clock clock;
    private final Map<Source, Slots> slotsBySource = new ConcurrentHashMap<>();

    StoreFeed(SampleStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void snapshot(Source source, Snapshot snapshot) {
        if (isOvertaken(snapshot.timestampMillis())) {
            return;
        }
        Slots slots = slotsBySource.get(source);
        try (Appender appender = store.append()) {
            if (slots == null || slots.layout != snapshot.layout()) {
                slots = resolve(snapshot.layout(), slots, appender);
                slotsBySource.put(source, slots);
            }
            append(slots, snapshot, appender);
        }
    }

    @Override
    public void ended(Source source, SeriesLayout layout, BitSet gone, long timestampMillis) {
        Slots slots = slotsBySource.get(source);
        if (slots == null || slots.layout != layout || isOvertaken(timestampMillis)) {
            return;
        }
        try (Appender appender = store.append()) {
            for (int slot = gone.nextSetBit(0); slot >= 0; slot = gone.nextSetBit(slot + 1)) {
                end(slots, slot, timestampMillis, appender);
            }
        }
    }

    /**
     * Whether a stamp lies in the future: the clock was set back since the tick. One such sample would keep out all others
     * of its series until the clock has come there again.
     */
    private boolean isOvertaken(long stampMillis) {
        return stampMillis > clock.epochMillis() + MAX_AHEAD_MILLIS;
    }

    private void append(Slots slots, Snapshot snapshot, Appender appender) {
        boolean retry = ++slots.sinceRetry >= RETRY_REFUSED_SNAPSHOTS;
        if (retry) {
            slots.sinceRetry = 0;
        }
        for (int slot = 0; slot < slots.references.length; slot++) {
            if (snapshot.isAbsent(slot)) {
                end(slots, slot, snapshot.timestampMillis(), appender);
                continue;
            }
            if (slots.references[slot] == Appender.REFUSED) {
                if (!retry) {
                    continue;
                }
                slots.references[slot] = appender.resolve(slots.layout.series(slot));
            }
            Appender.Outcome outcome =
                    append(slots, slot, snapshot.timestampMillis(slot), snapshot.value(slot), appender);
            slots.live[slot] = outcome != Appender.Outcome.UNKNOWN_SERIES && !snapshot.hasOwnTimestamp(slot);
        }
    }

    /** Appends a sample; a series the store has dropped since is resolved anew, once. */
    private Appender.Outcome append(Slots slots, int slot, long timestampMillis, double value, Appender appender) {
        Appender.Outcome outcome = appender.append(slots.references[slot], timestampMillis, value);
        if (outcome == Appender.Outcome.UNKNOWN_SERIES && slots.references[slot] != Appender.REFUSED) {
            slots.references[slot] = appender.resolve(slots.layout.series(slot));
            outcome = appender.append(slots.references[slot], timestampMillis, value);
        }
        return outcome;
    }

    private void end(Slots slots, int slot, long timestampMillis, Appender appender) {
        if (slots.live[slot]) {
            slots.live[slot] = false;
            appender.append(slots.references[slot], timestampMillis, StaleMarker.VALUE);
        }
    }

    /** The slots of a new layout; series that were live in the one before still are. */
    private static Slots resolve(SeriesLayout layout, @Nullable Slots before, Appender appender) {
        Slots slots = new Slots(layout);
        for (int slot = 0; slot < layout.size(); slot++) {
            slots.references[slot] = appender.resolve(layout.series(slot));
        }
        if (before != null) {
            Set<Long> live = new HashSet<>();
            for (int slot = 0; slot < before.live.length; slot++) {
                if (before.live[slot]) {
                    live.add(before.references[slot]);
                }
            }
            for (int slot = 0; slot < slots.live.length; slot++) {
                slots.live[slot] = live.contains(slots.references[slot]);
            }
        }
        return slots;
    }

    /** What is kept per slot of a source's layout. */
    private static final class Slots {
        final SeriesLayout layout;
        /** The store's reference of each slot's series. */
        final long[] references;
        /** Whether the series' last sample is a value at a tick, so that its end wants a marker. */
        final boolean[] live;

        int sinceRetry;

        Slots(SeriesLayout layout) {
            this.layout = layout;
            this.references = new long[layout.size()];
            Arrays.fill(references, Appender.REFUSED);
            this.live = new boolean[layout.size()];
        }
    }
}
