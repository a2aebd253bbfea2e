package dev.monitoring.core.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.core.registry.ObserverStatus;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the library itself takes and what it had to drop, against what it may take, as JSON. The form is stable:
 *
 * <pre>{@code
 * {
 *   "timestamp": "2026-11-21T02:54:50Z", "started_at": "2026-11-21T01:00:00Z", "uptime_seconds": 6890,
 *   "threads": [{"name": "monitoring-live", "state": "waiting", "cpu_seconds": 0.12}],   the threads there are now
 *   "threads_cpu_seconds": 4.2,                              all that they have used; null where the JVM does not say
 *   "heap": {"used_bytes": 51000000, "max_bytes": 268000000},    of the whole process
 *   "history": {
 *     "series": 812, "max_series": 20000, "samples": 584640,
 *     "bytes": 3100000, "max_bytes": 67108864,
 *     "oldest": "2026-11-21T01:54:50Z", "newest": "2026-11-21T02:54:50Z", "retention_seconds": 3600,   null while empty
 *     "created_series": 830, "expired_series": 18, "refused_series": 0,
 *     "shortened_blocks": 0, "discarded_samples": 0,
 *     "offered_samples": {"accepted": 584640, …}            by what became of them
 *   },
 *   "observers": [{"name": "history", "failures": 0, "dropped": 0, "queued": 0}]
 * }
 * }</pre>
 */
final class SelfReport {
    private static final String THREAD_PREFIX = "monitoring-";

    /** Figures of one thread. */
    private record OwnThread(String name, String state, double cpuSeconds) {}

    private final Clock clock;
    private final Instant startedAt;
    private final HistoryFigures history;
    private final Supplier<List<ObserverStatus>> observers;

    SelfReport(Clock clock, Instant startedAt, HistoryFigures history, Supplier<List<ObserverStatus>> observers) {
        this.clock = clock;
        this.startedAt = startedAt;
        this.history = history;
        this.observers = observers;
    }

    void write(JsonGenerator json) throws IOException {
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        json.writeStartObject();
        json.writeStringField("timestamp", now.toString());
        json.writeStringField("started_at", startedAt.toString());
        Json.number(json, "uptime_seconds", (now.toEpochMilli() - startedAt.toEpochMilli()) / 1e3);
        writeThreads(json);
        Runtime runtime = Runtime.getRuntime();
        json.writeObjectFieldStart("heap");
        Json.number(json, "used_bytes", runtime.totalMemory() - runtime.freeMemory());
        Json.number(json, "max_bytes", runtime.maxMemory());
        json.writeEndObject();
        writeHistory(json);
        json.writeArrayFieldStart("observers");
        for (ObserverStatus observer : observers.get()) {
            json.writeStartObject();
            json.writeStringField("name", observer.name());
            Json.number(json, "failures", observer.failures());
            Json.number(json, "dropped", observer.dropped());
            Json.number(json, "queued", observer.queued());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeThreads(JsonGenerator json) throws IOException {
        List<OwnThread> threads = threads();
        json.writeArrayFieldStart("threads");
        for (OwnThread thread : threads) {
            json.writeStartObject();
            json.writeStringField("name", thread.name);
            json.writeStringField("state", thread.state);
            Json.number(json, "cpu_seconds", thread.cpuSeconds);
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.number(
                json,
                "threads_cpu_seconds",
                threads.stream().mapToDouble(OwnThread::cpuSeconds).sum());
    }

    private static List<OwnThread> threads() {
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        boolean tellsCpu = bean.isThreadCpuTimeSupported() && bean.isThreadCpuTimeEnabled();
        List<OwnThread> own = new ArrayList<>();
        for (ThreadInfo info : bean.getThreadInfo(bean.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith(THREAD_PREFIX)) {
                long nanos = tellsCpu ? bean.getThreadCpuTime(info.getThreadId()) : -1;
                own.add(new OwnThread(
                        info.getThreadName(),
                        info.getThreadState().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        nanos < 0 ? Double.NaN : nanos / 1e9));
            }
        }
        own.sort(Comparator.comparing(OwnThread::name));
        return own;
    }

    private void writeHistory(JsonGenerator json) throws IOException {
        StoreStatistics statistics = history.statistics().get();
        boolean empty = statistics.samples() == 0;
        json.writeObjectFieldStart("history");
        Json.number(json, "series", statistics.series());
        Json.number(json, "max_series", history.maxSeries());
        Json.number(json, "samples", statistics.samples());
        Json.number(json, "bytes", statistics.bytes());
        Json.number(json, "max_bytes", statistics.maxBytes());
        Json.time(json, "oldest", time(empty, statistics.oldestMillis()));
        Json.time(json, "newest", time(empty, statistics.newestMillis()));
        Json.number(json, "retention_seconds", history.retention().toMillis() / 1e3);
        Json.number(json, "created_series", statistics.createdSeriesTotal());
        Json.number(json, "expired_series", statistics.expiredSeriesTotal());
        Json.number(json, "refused_series", statistics.refusedSeriesTotal());
        Json.number(json, "shortened_blocks", statistics.shortenedBlocksTotal());
        Json.number(json, "discarded_samples", statistics.discardedSamplesTotal());
        json.writeObjectFieldStart("offered_samples");
        for (Appender.Outcome outcome : Appender.Outcome.values()) {
            Json.number(
                    json,
                    outcome.name().toLowerCase(Locale.ROOT),
                    statistics.outcomesTotal().getOrDefault(outcome, 0L));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static Optional<Instant> time(boolean empty, long millis) {
        return empty ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
