package dev.monitoring.collectors.celery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.SharedFiles;
import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.core.time.ManualClock;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from events, without any broker and by a clock of the test's own. */
class CeleryStateTest {
    private static final double NAN = Double.NaN;

    private final ManualClock clock = ManualClock.atEpochMillis(1_000_000);
    private CeleryState state = new CeleryState(CeleryOptions.DEFAULT, clock);

    @Test
    void countsWhatWasRecorded() throws Exception {
        Recorded.events("amqp-5.6.3.jsonl").forEach(state::take);

        RecordingSink sink = emit();

        assertEquals(5, exporter(sink, "celery_task_sent_total", "gen@app1", "capp.add", "celery"));
        assertEquals(5, exporter(sink, "celery_task_received_total", "w4@app1", "capp.add", "celery"));
        assertEquals(4, exporter(sink, "celery_task_succeeded_total", "w4@app1", "capp.add", "celery"));
        assertEquals(1, exporter(sink, "celery_task_retried_total", "w4@app1", "capp.boom", "celery"));
        assertEquals(1, exporter(sink, "celery_task_rejected_total", "w4@app1", "capp.rej", "celery"));
        assertEquals(1, exporter(sink, "celery_task_revoked_total", "w4@app1", "capp.slow", "slowq"));
        assertEquals(0, exporter(sink, "celery_task_failed_total", "w4@app1", "capp.add", "celery"));
        assertEquals(
                2,
                sink.value(
                        "celery_task_failed_total",
                        "exception",
                        "ValueError",
                        "hostname",
                        "w4@app1",
                        "name",
                        "capp.boom",
                        "queue_name",
                        "celery"));
        assertEquals(
                1,
                sink.value(
                        "celery_task_runtime_bucket",
                        "hostname",
                        "w4@app1",
                        "le",
                        "2.5",
                        "name",
                        "capp.slow",
                        "queue_name",
                        "slowq"));
        assertEquals(4, exporter(sink, "celery_task_queue_wait_time_count", "w4@app1", "capp.add", "celery"));
        assertEquals(
                4,
                sink.value("flower_events_total", "task", "capp.add", "type", "task-succeeded", "worker", "w4@app1"));
        assertEquals(4, sink.value("flower_task_runtime_seconds_count", "task", "capp.add", "worker", "w4@app1"));
        assertEquals(0, sink.value("flower_task_prefetch_time_seconds", "task", "capp.add", "worker", "w4@app1"));
        assertEquals(1, sink.value("flower_worker_online", "worker", "w4@app1"));
        assertEquals(1, sink.value("celery_worker_up", "hostname", "wold@app1"));
        assertEquals(0, sink.value("celery_events_duplicate_total"));
        assertEquals(1, sink.value("celery_active_worker_count", "queue_name", "slowq"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"amqp-5.2.6.jsonl", "amqp-5.6.3.jsonl", "redis-5.6.3.jsonl"})
    void countsNothingTwiceWhereAllComesAgain(String recording) throws Exception {
        List<CeleryEvent> events = Recorded.events(recording);
        events.forEach(state::take);
        String once = emit().text();

        events.stream().filter(event -> !event.uuid().isEmpty()).forEach(state::take);

        assertTrue(emit().value("celery_events_duplicate_total") > 20);
        for (String family : List.of("sent", "received", "started", "succeeded")) {
            String counter = "celery_task_" + family + "_total";
            assertTrue(ofAdd(once, counter) > 0, counter);
            assertEquals(ofAdd(once, counter), ofAdd(emit().text(), counter), counter);
        }
    }

    @Test
    void coversTheRecordedExporter() throws Exception {
        String theirs = Files.readString(SharedFiles.require("exporters/celery-exporter-0.12.2-amqp.prom"));
        Recorded.events("amqp-5.6.3.jsonl").forEach(state::take);
        String ours = emit().text() + "# TYPE celery_queue_length gauge\ncelery_queue_length{queue_name=\"celery\"} 0\n"
                + "# TYPE celery_active_consumer_count gauge\ncelery_active_consumer_count{queue_name=\"celery\"} 1\n";

        ExporterComparison.of("celery-exporter 0.12.2, recorded")
                .musts("celery")
                .without("celery_.*_created")
                .compare(theirs, ours)
                .requireMusts()
                .requireFamilies(1)
                .requireTypesAndLabels();
    }

    @Test
    void coversTheRecordedFlower() throws Exception {
        String theirs = Files.readString(SharedFiles.require("exporters/flower-2-redis.prom"));
        Recorded.events("redis-5.6.3.jsonl").forEach(state::take);

        ExporterComparison.of("Flower 2, recorded")
                .musts("flower")
                .without("(python|process)_.*|flower_.*_created")
                .compare(theirs, emit().text())
                .requireMusts()
                .requireFamilies(1)
                .requireTypesAndLabels();
    }

    @Test
    void losesAWorkerThatMissesTwoHeartbeats() {
        state.take(worker(EventType.WORKER_HEARTBEAT, "a@h", 1_000));
        clock.advance(Duration.ofMillis(3_900));
        assertEquals(1, emit().value("celery_worker_up", "hostname", "a@h"));

        clock.advance(Duration.ofMillis(200));
        assertEquals(0, emit().value("celery_worker_up", "hostname", "a@h"));
        assertEquals(0, emit().value("flower_worker_online", "worker", "a@h"));

        state.take(worker(EventType.WORKER_HEARTBEAT, "a@h", 1_004));
        assertEquals(1, emit().value("celery_worker_up", "hostname", "a@h"));
    }

    @Test
    void losesAWorkerThatSaysSoAtOnceAndNoneThatWasLateToSayOtherwise() {
        state.take(worker(EventType.WORKER_HEARTBEAT, "a@h", 1_000));
        state.take(worker(EventType.WORKER_OFFLINE, "a@h", 1_002));
        assertEquals(0, emit().value("celery_worker_up", "hostname", "a@h"));

        state.take(worker(EventType.WORKER_HEARTBEAT, "a@h", 1_001));
        assertEquals(0, emit().value("celery_worker_up", "hostname", "a@h"));

        state.take(worker(EventType.WORKER_ONLINE, "a@h", 1_003));
        assertEquals(1, emit().value("celery_worker_up", "hostname", "a@h"));
    }

    @Test
    void losesNobodyWhileNothingCanBeHeard() {
        state.take(worker(EventType.WORKER_HEARTBEAT, "a@h", 1_000));
        clock.advance(Duration.ofMinutes(30));
        state.listenAnew();

        assertEquals(1, emit().value("celery_worker_up", "hostname", "a@h"));

        clock.advance(Duration.ofSeconds(5));
        assertEquals(0, emit().value("celery_worker_up", "hostname", "a@h"));
    }

    @Test
    void doesNotMindWorkersWhoseClockIsWrong() {
        state.take(worker(EventType.WORKER_HEARTBEAT, "behind@h", 1));
        state.take(worker(EventType.WORKER_HEARTBEAT, "ahead@h", 99_000));
        clock.jump(Duration.ofHours(-1));

        RecordingSink sink = emit();

        assertEquals(1, sink.value("celery_worker_up", "hostname", "behind@h"));
        assertEquals(1, sink.value("celery_worker_up", "hostname", "ahead@h"));
        assertEquals(999, sink.value("celery_worker_clock_drift_seconds", "hostname", "behind@h"));
    }

    @Test
    void keepsTwoWorkersOfOneHostApart() {
        state.take(worker(EventType.WORKER_ONLINE, "a@h", 1_000));
        state.take(worker(EventType.WORKER_ONLINE, "b@h", 1_000));
        state.take(worker(EventType.WORKER_OFFLINE, "b@h", 1_001));

        RecordingSink sink = emit();

        assertEquals(1, sink.value("celery_worker_up", "hostname", "a@h"));
        assertEquals(0, sink.value("celery_worker_up", "hostname", "b@h"));
    }

    @Test
    void forgetsAWorkerWithItsSeriesAndMakesRoom() {
        state = new CeleryState(CeleryOptions.DEFAULT.withLimits(1, 1, 1 << 20), clock);
        state.take(worker(EventType.WORKER_ONLINE, "a@h", 1_000));
        state.take(task(EventType.TASK_RECEIVED, "a@h", "1", 1_000));
        state.take(task(EventType.TASK_RECEIVED, "b@h", "2", 1_000));
        assertTrue(emit().missing().containsKey("tasks"));
        clock.advance(Duration.ofMinutes(11));

        assertTrue(emit().samples("celery_worker_up").isEmpty());
        assertTrue(emit().samples("celery_task_received_total").isEmpty());

        state.take(task(EventType.TASK_RECEIVED, "b@h", "3", 2_000));
        assertEquals(1, exporter(emit(), "celery_task_received_total", "b@h", "job", "unknown"));
        assertEquals(Map.of(), emit().missing());
    }

    @Test
    void countsATaskThroughItsLife() {
        state.take(sent("1", 1_000, "mail"));
        state.take(task(EventType.TASK_RECEIVED, "a@h", "1", 1_001));
        assertEquals(1, prefetched(emit()));

        state.take(task(EventType.TASK_STARTED, "a@h", "1", 1_003));
        RecordingSink started = emit();
        assertEquals(0, prefetched(started));
        assertEquals(2, started.value("flower_task_prefetch_time_seconds", "task", "job", "worker", "a@h"));
        assertEquals(3, exporter(started, "celery_task_queue_wait_time_sum", "a@h", "job", "mail"));
        assertEquals(1, started.value("celery_tasks_tracked"));

        state.take(succeeded("1", 1_004, 0.7));
        RecordingSink done = emit();
        assertEquals(0.7, exporter(done, "celery_task_runtime_sum", "a@h", "job", "mail"));
        assertEquals(
                0,
                done.value(
                        "celery_task_runtime_bucket",
                        "hostname",
                        "a@h",
                        "le",
                        "0.5",
                        "name",
                        "job",
                        "queue_name",
                        "mail"));
        assertEquals(0, done.value("flower_task_prefetch_time_seconds", "task", "job", "worker", "a@h"));
        assertEquals(0, done.value("celery_tasks_tracked"));
    }

    @Test
    void knowsEventsThatComeLateOrTwice() {
        CeleryEvent started = task(EventType.TASK_STARTED, "a@h", "1", 1_003);
        state.take(task(EventType.TASK_RECEIVED, "a@h", "1", 1_001));
        state.take(succeeded("1", 1_004, 0.7));
        state.take(succeeded("1", 1_004, 0.7));
        state.take(started);
        state.take(started);
        state.take(sent("1", 1_000, "mail"));

        RecordingSink sink = emit();

        assertEquals(2, sink.value("celery_events_duplicate_total"));
        assertEquals(1, flower(sink, "task-succeeded"));
        assertEquals(1, flower(sink, "task-started"));
        assertEquals(0, prefetched(sink));
        assertEquals(0, sink.value("celery_tasks_tracked"));
    }

    @Test
    void aTaskThatIsDoneBeforeItsSenderTellsOfItStaysDone() {
        state.take(task(EventType.TASK_RECEIVED, "a@h", "1", 1_001));
        state.take(task(EventType.TASK_STARTED, "a@h", "1", 1_001.1));
        state.take(succeeded("1", 1_001.2, 0.1));
        state.take(sent("1", 1_001.3, "mail"));

        assertEquals(0, emit().value("celery_tasks_tracked"));
    }

    @Test
    void aTaskThatIsDoneAndComesAgainIsUnderWayAgain() {
        state.take(task(EventType.TASK_RECEIVED, "a@h", "1", 1_001));
        state.take(succeeded("1", 1_002, 0.1));
        state.take(task(EventType.TASK_RECEIVED, "b@h", "1", 1_003));

        assertEquals(1, emit().value("celery_tasks_tracked"));
    }

    @Test
    void waitsNoNegativeTimeWhereTheSendersClockIsAhead() {
        state.take(sent("1", 9_000, "mail"));
        state.take(task(EventType.TASK_STARTED, "a@h", "1", 1_003));

        assertEquals(0, exporter(emit(), "celery_task_queue_wait_time_sum", "a@h", "job", "mail"));
        assertEquals(1, exporter(emit(), "celery_task_queue_wait_time_count", "a@h", "job", "mail"));
    }

    @Test
    void countsFromTheEtaWhereThereIsOne() {
        state.take(new CeleryEvent(
                EventType.TASK_SENT, "gen1@h", 1_000, "1", "job", "mail", 1_060, NAN, "", NAN, NAN, NAN));
        state.take(task(EventType.TASK_STARTED, "a@h", "1", 1_062));

        assertEquals(2, exporter(emit(), "celery_task_queue_wait_time_sum", "a@h", "job", "mail"));
    }

    @Test
    void knowsTheQueueOfATaskWhoseSendingWasMissed() {
        state.take(sent("1", 1_000, "mail"));
        state.take(task(EventType.TASK_RECEIVED, "a@h", "2", 1_001));
        assertEquals(1, exporter(emit(), "celery_task_received_total", "a@h", "job", "mail"));

        state.take(sent("3", 1_000, "bulk"));
        state.take(task(EventType.TASK_RECEIVED, "a@h", "4", 1_001));
        assertEquals(1, exporter(emit(), "celery_task_received_total", "a@h", "job", "unknown"));
    }

    @Test
    void countsATaskThatNobodyToldOfAsUnknown() {
        state.take(succeeded("never seen", 1_000, 2));

        assertEquals(1, exporter(emit(), "celery_task_succeeded_total", "a@h", "unknown", "unknown"));
        assertEquals(0, emit().value("celery_tasks_tracked"));
    }

    @Test
    void holdsNoTaskThatWaitsInAWorkerThatIsLost() {
        state.take(worker(EventType.WORKER_ONLINE, "a@h", 1_000));
        state.take(task(EventType.TASK_RECEIVED, "a@h", "1", 1_001));
        state.take(worker(EventType.WORKER_OFFLINE, "a@h", 1_002));
        assertEquals(0, prefetched(emit()));

        state.take(task(EventType.TASK_RECEIVED, "b@h", "1", 1_003));
        assertEquals(0, prefetched(emit()));
        assertEquals(1, emit().value("flower_worker_prefetched_tasks", "task", "job", "worker", "b@h"));
    }

    @Test
    void saysThatWorkersDoNotTellOfTasksAndWhatToDo() {
        for (int processed = 0; processed < 3; processed++) {
            assertEquals(Map.of(), emit().missing());
            state.take(heartbeat("a@h", 1_000 + processed, processed == 0 ? 10 : 12));
            state.take(heartbeat("idle@h", 1_000 + processed, 5));
        }

        String reason = emit().missing().get("task events").getMessage();
        assertTrue(reason.startsWith("1 worker runs tasks and tells of none"), reason);
        assertTrue(reason.contains("start workers with -E") && reason.contains("worker_send_task_events"), reason);

        state.take(task(EventType.TASK_RECEIVED, "a@h", "1", 1_001));
        assertEquals(Map.of(), emit().missing());
    }

    @Test
    void aMillionTasksCostNoMoreThanTheBudgetAndLeaveIt() {
        state.take(worker(EventType.WORKER_ONLINE, "a@h", 1_000));
        int most = 0;
        for (int i = 0; i < 1_000_000; i++) {
            state.take(new CeleryEvent(
                    EventType.TASK_RECEIVED,
                    "host" + i % 5_000 + "@h",
                    1_000 + i * 1e-3,
                    "4b6b9e1f-7c3e-4b59-9d7a-" + i,
                    "made.up." + i,
                    "",
                    NAN,
                    NAN,
                    "",
                    NAN,
                    NAN,
                    NAN));
            most = Math.max(most, i % 1_000 == 0 ? state.tasks() : 0);
        }

        RecordingSink sink = emit();

        assertTrue(sink.size() < 5_000, "there are " + sink.size() + " samples");
        assertTrue(state.taskBytes() <= CeleryOptions.DEFAULT.taskBytes(), "bytes");
        assertTrue(most > 5_000 && most < 15_000, "there are " + most + " tasks");
        assertEquals(1_000_000, sink.value("celery_tasks_forgotten_total") + sink.value("celery_tasks_tracked"));
        assertTrue(sink.missing().get("tasks").getMessage().contains("raise task-limit"));
        double all = sink.samples("celery_task_received_total").stream()
                .mapToDouble(RecordingSink.Sample::value)
                .sum();
        assertEquals(1_000_000, all);

        for (int i = 0; i < 1_000_000; i++) {
            state.take(new CeleryEvent(
                    EventType.TASK_SUCCEEDED,
                    "a@h",
                    9_000 + i * 1e-3,
                    "4b6b9e1f-7c3e-4b59-9d7a-" + i,
                    "",
                    "",
                    NAN,
                    0.1,
                    "",
                    NAN,
                    NAN,
                    NAN));
        }
        clock.advance(Duration.ofHours(10));
        emit();
        assertEquals(0, state.tasks());
        assertEquals(0, state.taskBytes());
    }

    @Test
    void showsTheFamiliesOfOneExporterOnly() throws Exception {
        for (Dialect dialect : List.of(Dialect.CELERY_EXPORTER, Dialect.FLOWER)) {
            CeleryOptions all = CeleryOptions.DEFAULT;
            state = new CeleryState(
                    new CeleryOptions(
                            dialect,
                            all.queues(),
                            false,
                            all.taskLimit(),
                            all.workerLimit(),
                            all.taskBytes(),
                            all.retention(),
                            all.prioritySteps(),
                            ""),
                    clock);
            Recorded.events("amqp-5.2.6.jsonl").forEach(state::take);

            String text = emit().text();

            assertEquals(dialect == Dialect.CELERY_EXPORTER, text.contains("celery_task_"));
            assertEquals(dialect == Dialect.FLOWER, text.contains("flower_"));
            assertFalse(text.contains("20757"), "a sender's process id");
        }
    }

    private RecordingSink emit() {
        RecordingSink sink = new RecordingSink();
        state.emit(sink);
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    /** Of a task that is never tried again. */
    private static double ofAdd(String text, String family) {
        return text.lines()
                .filter(line -> line.startsWith(family + "{") && line.contains("capp.add"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static double exporter(RecordingSink sink, String name, String worker, String task, String queue) {
        return sink.value(name, "hostname", worker, "name", task, "queue_name", queue);
    }

    private static double flower(RecordingSink sink, String type) {
        return sink.value("flower_events_total", "task", "job", "type", type, "worker", "a@h");
    }

    private static double prefetched(RecordingSink sink) {
        return sink.value("flower_worker_prefetched_tasks", "task", "job", "worker", "a@h");
    }

    private static CeleryEvent worker(EventType type, String hostname, double seconds) {
        return new CeleryEvent(type, hostname, seconds, "", "", "", NAN, NAN, "", 2, 0, 0);
    }

    private static CeleryEvent heartbeat(String hostname, double seconds, double processed) {
        return new CeleryEvent(
                EventType.WORKER_HEARTBEAT, hostname, seconds, "", "", "", NAN, NAN, "", 2, 0, processed);
    }

    private static CeleryEvent sent(String uuid, double seconds, String queue) {
        return new CeleryEvent(
                EventType.TASK_SENT, "gen4711@h", seconds, uuid, "job", queue, NAN, NAN, "", NAN, NAN, NAN);
    }

    private static CeleryEvent succeeded(String uuid, double seconds, double runtime) {
        return new CeleryEvent(EventType.TASK_SUCCEEDED, "a@h", seconds, uuid, "", "", NAN, runtime, "", NAN, NAN, NAN);
    }

    private static CeleryEvent task(EventType type, String hostname, String uuid, double seconds) {
        String name = type.isFirst() ? "job" : "";
        return new CeleryEvent(type, hostname, seconds, uuid, name, "", NAN, NAN, "", NAN, NAN, NAN);
    }
}
