package dev.monitoring.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SourceFeed;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.time.ManualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreFeedTest {
    private static final Target REDIS = Target.of("redis", "localhost:6379");
    private static final Family KEYS = Family.gauge("redis_db_keys", "Keys.");

    private final ManualClock clock = ManualClock.atEpochMillis(1_000_000);
    private final ListStore store = new ListStore();
    private final StoreFeed storeFeed = new StoreFeed(store, clock);
    private final Registry registry = new Registry();
    private final SourceFeed source = registry.add("redis", REDIS);

    StoreFeedTest() {
        registry.observe("store", storeFeed);
    }

    @Test
    void appendsEachValueAtTheTickOrAtItsOwnTime() {
        Snapshot snapshot = snapshot(layout("0", "1"), 5_000);
        snapshot.set(0, 1);
        snapshot.set(1, 2, 4_711);

        publish(snapshot);

        assertEquals(List.of("0@5000=1.0", "1@4711=2.0"), store.appended);
    }

    @Test
    void leavesOutASnapshotOfATickThatTheClockHasNotReachedAgain() {
        SeriesLayout layout = layout("0");
        publishValues(layout, clock.epochMillis(), 1);
        clock.jump(Duration.ofMinutes(-3));

        publishValues(layout, clock.epochMillis() + 180_000, 2);
        publishValues(layout, clock.epochMillis(), 3);

        assertEquals(List.of("0@1000000=1.0", "0@820000=3.0"), store.appended);
    }

    @Test
    void resolvesASeriesOncePerLayout() {
        SeriesLayout layout = layout("0", "1");

        for (int tick = 1; tick <= 3; tick++) {
            Snapshot snapshot = snapshot(layout, tick * 5_000L);
            snapshot.set(0, tick);
            publish(snapshot);
        }

        assertEquals(2, store.resolutions);
    }

    @Test
    void marksASeriesStaleOnceWhenItIsAbsent() {
        SeriesLayout layout = layout("0", "1");
        publishValues(layout, 5_000, 1, 2);

        for (int tick = 2; tick <= 3; tick++) {
            Snapshot snapshot = snapshot(layout, tick * 5_000L);
            snapshot.set(0, 1);
            publish(snapshot);
        }

        assertEquals(
                List.of("0@5000=1.0", "1@5000=2.0", "0@10000=1.0", "1@10000=stale", "0@15000=1.0"), store.appended);
    }

    @Test
    void marksASeriesStaleThatLeftTheLayoutAndGoesOnWithOthers() {
        publishValues(layout("0", "1"), 5_000, 1, 2);
        publishValues(layout("1", "2"), 10_000, 3, 4);

        Snapshot nothing = snapshot(layout("2", "1"), 15_000);
        publish(nothing);

        assertEquals(
                List.of(
                        "0@5000=1.0",
                        "1@5000=2.0",
                        "0@10000=stale",
                        "1@10000=3.0",
                        "2@10000=4.0",
                        "2@15000=stale",
                        "1@15000=stale"),
                store.appended);
    }

    @Test
    void marksNoSeriesStaleThatBringsItsOwnTime() {
        SeriesLayout layout = layout("0");
        Snapshot snapshot = snapshot(layout, 5_000);
        snapshot.set(0, 1, 4_000);
        publish(snapshot);

        publish(snapshot(layout, 10_000));

        assertEquals(List.of("0@4000=1.0"), store.appended);
    }

    @Test
    void resolvesASeriesAnewThatTheStoreDropped() {
        SeriesLayout layout = layout("0");
        publishValues(layout, 5_000, 1);
        store.dropAll();

        publishValues(layout, 10_000, 2);

        assertEquals(List.of("0@5000=1.0", "0@10000=2.0"), store.appended);
    }

    @Test
    void asksForARefusedSeriesAgainAfterAWhile() {
        SeriesLayout layout = layout("0", "1");
        store.ceiling = 1;
        publishValues(layout, 0, 1, 1);
        store.ceiling = 2;

        for (int tick = 1; tick < StoreFeed.RETRY_REFUSED_SNAPSHOTS; tick++) {
            publishValues(layout, tick, 1, 1);
        }

        assertEquals("1@11=1.0", store.appended.get(store.appended.size() - 1));
        assertEquals(3, store.resolutions);
    }

    @Test
    void allocatesNothingInSteadyState() {
        SeriesLayout layout = layout("0", "1", "2", "3", "4", "5", "6", "7");
        store.recording = false;
        Snapshot snapshot = snapshot(layout, 5_000);
        for (int slot = 0; slot < layout.size(); slot++) {
            snapshot.set(slot, slot);
        }
        for (int i = 0; i < 5_000; i++) {
            storeFeed.snapshot(source.source(), snapshot);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
            storeFeed.snapshot(source.source(), snapshot);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertTrue(allocated < 1_000, allocated + " bytes for 1,000 snapshots");
    }

    private void publish(Snapshot snapshot) {
        source.publish(snapshot, CollectorHealth.starting());
    }

    private void publishValues(SeriesLayout layout, long timestampMillis, double... values) {
        Snapshot snapshot = snapshot(layout, timestampMillis);
        for (int slot = 0; slot < values.length; slot++) {
            snapshot.set(slot, values[slot]);
        }
        publish(snapshot);
    }

    private static Snapshot snapshot(SeriesLayout layout, long timestampMillis) {
        Snapshot snapshot = new Snapshot();
        snapshot.reset(layout, timestampMillis);
        return snapshot;
    }

    private static SeriesLayout layout(String... databases) {
        SeriesLayout.Builder builder = SeriesLayout.builder(REDIS).family(KEYS);
        for (String database : databases) {
            builder.slot(KEYS.name(), Labels.of("db", database));
        }
        return builder.build();
    }

    /** A store that keeps what was appended as text, by the label {@code db}. */
    private static final class ListStore implements SampleStore, Appender {
        final List<String> appended = new ArrayList<>();
        final Map<Labels, Long> references = new HashMap<>();
        final Map<Long, Labels> series = new HashMap<>();
        int resolutions;
        int ceiling = Integer.MAX_VALUE;
        boolean recording = true;
        private long next;

        void dropAll() {
            references.clear();
            series.clear();
        }

        @Override
        public Appender append() {
            return this;
        }

        @Override
        public long resolve(Labels labels) {
            resolutions++;
            if (!references.containsKey(labels) && references.size() >= ceiling) {
                return REFUSED;
            }
            long reference = references.computeIfAbsent(labels, absent -> next++);
            series.put(reference, labels);
            return reference;
        }

        @Override
        public Outcome append(long reference, long timestampMillis, double value) {
            if (!recording) {
                return Outcome.ACCEPTED;
            }
            Labels labels = series.get(reference);
            if (labels == null) {
                return Outcome.UNKNOWN_SERIES;
            }
            appended.add(labels.get("db") + "@" + timestampMillis + "=" + (StaleMarker.is(value) ? "stale" : value));
            return Outcome.ACCEPTED;
        }

        @Override
        public Outcome check(long reference, long timestampMillis, double value) {
            return Outcome.ACCEPTED;
        }

        @Override
        public void close() {}
    }
}
