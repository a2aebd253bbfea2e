package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.journal.EntryReader;
import dev.monitoring.alerts.journal.EntryWriter;
import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.route.SentRecord;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was told last, by integration and group, as a journal has it. Thread-safe.
 *
 * <p>Records are forgotten when their time is over. Where there are too many, the one that was put first goes, and its group is
 * told as if for the first time.
 */
public final class NotificationLog implements SentRecords {
    // An entry: version 1, integration, group key, when it was due, until when it counts, and the labels of the firing
    // and of the resolved alerts, each behind their number. The key is the digest of integration and group key, which
    // may be longer than keys are.

    private static final String KIND = "sent";
    private static final int VERSION = 1;

    private final Clock clock;
    private final Journal journal;
    private final int maxRecords;
    private final Object lock = new Object();
    private final Map<Told, Kept> records = new LinkedHashMap<>(); // guarded by lock

    private record Told(String integration, String groupKey) {
        String key() {
            return new EntryWriter().text(integration).text(groupKey).digest();
        }
    }

    private record Kept(SentRecord record, long expiresAtMillis) {}

    /** With the records that a journal has, and keeping them there. */
    public NotificationLog(Clock clock, Journal journal, int maxRecords) {
        this.clock = clock;
        this.journal = journal;
        this.maxRecords = maxRecords;
        journal.recall(KIND, (key, reader) -> read(reader));
        expire();
    }

    private void read(EntryReader reader) {
        reader.version(VERSION);
        Told told = new Told(reader.text(), reader.text());
        long timeMillis = reader.number();
        long expiresAtMillis = reader.number();
        SentRecord record = new SentRecord(labels(reader), labels(reader), timeMillis);
        records.put(told, new Kept(record, expiresAtMillis));
    }

    private static Set<Labels> labels(EntryReader reader) {
        Set<Labels> labels = new HashSet<>();
        for (int left = reader.count(); left > 0; left--) {
            labels.add(reader.labels());
        }
        return labels;
    }

    private static byte[] bytes(Told told, Kept kept) {
        EntryWriter writer = new EntryWriter()
                .number(VERSION)
                .text(told.integration())
                .text(told.groupKey())
                .number(kept.record().timeMillis())
                .number(kept.expiresAtMillis());
        write(writer, kept.record().firing());
        write(writer, kept.record().resolved());
        return writer.bytes();
    }

    private static void write(EntryWriter writer, Set<Labels> all) {
        writer.number(all.size());
        all.stream().sorted().forEach(writer::labels);
    }

    @Override
    public Optional<SentRecord> find(String integration, String groupKey) {
        synchronized (lock) {
            Kept kept = records.get(new Told(integration, groupKey));
            return kept == null || kept.expiresAtMillis() < clock.epochMillis()
                    ? Optional.empty()
                    : Optional.of(kept.record());
        }
    }

    @Override
    public void put(String integration, String groupKey, SentRecord record, Duration keep) {
        Told told = new Told(integration, groupKey);
        Kept kept = new Kept(record, clock.epochMillis() + keep.toMillis());
        synchronized (lock) {
            records.remove(told); // so that it comes last
            if (records.size() >= maxRecords) {
                expire();
            }
            if (records.size() >= maxRecords) {
                Iterator<Told> first = records.keySet().iterator();
                journal.remove(KIND, first.next().key());
                first.remove();
            }
            records.put(told, kept);
            journal.put(KIND, told.key(), bytes(told, kept), kept.expiresAtMillis());
        }
    }

    /** Forgets the records whose time is over. */
    public void expire() {
        synchronized (lock) {
            long now = clock.epochMillis();
            records.entrySet().removeIf(each -> {
                boolean over = each.getValue().expiresAtMillis() < now;
                if (over) {
                    journal.remove(KIND, each.getKey().key());
                }
                return over;
            });
        }
    }

    /** How many records there are. */
    public int size() {
        synchronized (lock) {
            return records.size();
        }
    }
}
