package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.route.SentRecord;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was told last, in memory, the oldest forgotten first. Thread-safe. */
public final class RecentRecords implements SentRecords {
    private final Clock clock;
    private final int capacity;
    private final Map<Key, Kept> records = new LinkedHashMap<>(); // guarded by itself

    private record Key(String integration, String groupKey) {}

    private record Kept(SentRecord record, long endNanos) {}

    public RecentRecords(Clock clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    @Override
    public Optional<SentRecord> find(String integration, String groupKey) {
        synchronized (records) {
            Key key = new Key(integration, groupKey);
            Kept kept = records.get(key);
            if (kept == null || clock.nanoTime() - kept.endNanos() < 0) {
                return Optional.ofNullable(kept).map(Kept::record);
            }
            records.remove(key);
            return Optional.empty();
        }
    }

    @Override
    public void put(String integration, String groupKey, SentRecord record, Duration keep) {
        synchronized (records) {
            Key key = new Key(integration, groupKey);
            records.remove(key);
            records.put(key, new Kept(record, clock.nanoTime() + keep.toNanos()));
            if (records.size() > capacity) {
                Iterator<Key> oldest = records.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }
}
