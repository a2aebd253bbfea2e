package dev.monitoring.alerts;

import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.journal.JournalStatus;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/** What the journal of alerts says about itself; nothing where there is none on disk. Thread-safe. */
final class JournalMetrics implements SelfMetrics.Contributor {
    private static final Family DURABLE = Family.gauge(
            "monitoring_journal_durable",
            "Whether the state of alerts would survive a restart; 0 while the disk refuses.");
    private static final Family ENTRIES = Family.gauge("monitoring_journal_entries", "Entries in the journal.");
    private static final Family LIVE = Family.gauge("monitoring_journal_live_bytes", "Bytes that the entries take.");
    private static final Family FILE = Family.gauge("monitoring_journal_file_bytes", "Length of the journal's file.");
    private static final Family WAITING =
            Family.gauge("monitoring_journal_waiting_changes", "Changes that are not on disk yet.");
    private static final Family WRITES = Family.counter("monitoring_journal_writes_total", "Writes to disk.");
    private static final Family FAILURES =
            Family.counter("monitoring_journal_write_failures_total", "Writes to disk that failed.");
    private static final Family REFUSED = Family.counter(
            "monitoring_journal_refused_total", "Entries refused because they were too large, or too many.");
    private static final Family LAST =
            Family.gauge("monitoring_journal_last_write_timestamp_seconds", "When the journal was written last.");
    private static final Family RECOVERED =
            Family.gauge("monitoring_journal_recovered_entries", "Entries that were there at the start.");
    private static final Family LOST =
            Family.gauge("monitoring_journal_lost_bytes", "Bytes of the journal that could not be read at the start.");

    private static final double MILLIS = 1e3;

    private final Journal journal;

    JournalMetrics(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void contribute(MetricSink sink) {
        JournalStatus status = journal.status();
        if (!status.onDisk()) {
            return;
        }
        sink.add(DURABLE, Labels.EMPTY, status.problem().isPresent() ? 0 : 1);
        sink.add(ENTRIES, Labels.EMPTY, status.entries());
        sink.add(LIVE, Labels.EMPTY, status.liveBytes());
        sink.add(FILE, Labels.EMPTY, status.fileBytes());
        sink.add(WAITING, Labels.EMPTY, status.waiting());
        sink.add(WRITES, Labels.EMPTY, status.writes());
        sink.add(FAILURES, Labels.EMPTY, status.failures());
        sink.add(REFUSED, Labels.EMPTY, status.refused());
        sink.add(LAST, Labels.EMPTY, status.lastWriteMillis() / MILLIS);
        sink.add(RECOVERED, Labels.EMPTY, status.opening().entries());
        sink.add(LOST, Labels.EMPTY, status.opening().lostBytes());
    }
}
