package dev.monitoring.collectors.celery;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the events: tasks counted, workers there or lost. Knows no broker and no JSON. Thread-safe: one lock,
 * held for one event or one emission.
 *
 * <h2>Design note: what bounds it</h2>
 *
 * Tasks under way are in a {@link TaskTable} of so many bytes. Series are counted per worker, name and queue; beyond the limit
 * all further combinations are one, named {@code other}. Nodes are limited too, and those gone for long are forgotten with all
 * their series, which makes room. So a million task ids cost what the table may cost, and made-up names and hosts cost what
 * the limit allows. All of it is in this class because all of it has the one lock.
 */
final class CeleryState {
    /** The name of a task, or its queue, that no event told. */
    static final String UNKNOWN = "unknown";

    /** Where everything goes that is beyond a limit. */
    static final String OTHER = "other";

    private static final Family TRACKED =
            Family.gauge("celery_tasks_tracked", "Tasks under way that are kept in mind.");
    private static final Family FORGOTTEN = Family.counter(
            "celery_tasks_forgotten_total",
            "Tasks under way that had to make room for others; what becomes of them counts as unknown.");
    private static final Family DUPLICATES =
            Family.counter("celery_events_duplicate_total", "Events that came again and were not counted again.");
    private static final Family WORKERS =
            Family.gauge("celery_active_worker_count", "Workers there that were seen to take tasks from the queue.");
    private static final Family PROCESSES = Family.gauge(
            "celery_active_process_count",
            "The most tasks that each of those workers was seen running at once, in sum: no more than their processes.");

    /** Programs that send tasks have no heartbeats: they are forgotten when they have sent nothing for so long. */
    private static final Duration SENDER_RETENTION = Duration.ofDays(1);

    /** How long late and repeated events of a task are told as such. */
    private static final double FINISHED_RETENTION_SECONDS = 60;

    private static final int MAX_QUEUES = 100;
    private static final int MAX_NAMES = 1_000;

    /** A program that sends tasks names itself after its process; each would have series of its own. */
    private static final Pattern SENDER = Pattern.compile("gen\\d+@(.*)");

    private record Key(String worker, String name, String queue) {}

    private final CeleryOptions options;
    private final Clock clock;
    private final Object lock = new Object();

    // all guarded by lock
    private final TaskTable tasks;
    private final Map<String, Worker> workers = new LinkedHashMap<>();
    private final Map<Key, QueueTasks> series = new LinkedHashMap<>();
    private final Map<Key, WorkerTasks> flower = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> queueOfName = new HashMap<>();
    private final Map<String, Labels> queues = new TreeMap<>();
    private long listeningSinceNanos;
    private long duplicates;
    private boolean overflowed;

    CeleryState(CeleryOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
        this.tasks = new TaskTable(options.taskBytes());
        this.listeningSinceNanos = clock.nanoTime();
    }

    /** Events may come from now on; those before were missed. */
    void listenAnew() {
        synchronized (lock) {
            listeningSinceNanos = clock.nanoTime();
            workers.values().forEach(Worker::listenAnew);
        }
    }

    /** Takes an event in. */
    void take(CeleryEvent event) {
        synchronized (lock) {
            Worker worker = worker(event.hostname());
            worker.lastEventNanos = clock.nanoTime();
            if (event.type().isOfTask()) {
                takeTask(event, worker);
            } else {
                worker.heartbeat(event, clock.nanoTime(), clock.epochMillis() / 1e3);
            }
        }
    }

    private Worker worker(String hostname) {
        Matcher sender = SENDER.matcher(hostname);
        boolean sends = sender.matches();
        String name = sends ? "gen@" + sender.group(1) : hostname;
        Worker known = workers.get(name);
        if (known == null && workers.size() >= options.workerLimit()) {
            overflowed = true;
            name = OTHER;
        }
        return workers.computeIfAbsent(name, own -> new Worker(own, sends && !own.equals(OTHER)));
    }

    private void takeTask(CeleryEvent event, Worker worker) {
        if (event.type() != EventType.TASK_SENT) {
            worker.tell();
        }
        Task task = tasks.find(event.uuid());
        if (task == null && event.type().isFirst()) {
            task = tasks.create(event.uuid());
        }
        if (task != null && !task.note(event)) {
            duplicates++;
            return;
        }
        if (task != null && task.finished && event.type().revives() && event.timestampSeconds() > task.end()) {
            tasks.revive(task);
        }
        learn(event, task);
        String name = task == null ? nameOf(event) : task.name;
        String queue = queue(name, task);
        QueueTasks ofQueue = series(worker, name, queue);
        WorkerTasks ofWorker = flower(worker, name);
        ofQueue.count(event);
        ofWorker.count(event.type());
        if (event.runtimeSeconds() >= 0) {
            ofQueue.ran(event.runtimeSeconds());
            ofWorker.ran(event.runtimeSeconds());
        }
        if (task != null) {
            follow(event, task, ofQueue, ofWorker);
        }
    }

    /** Keeps the name and the queue of a task, which only its first events have. */
    private void learn(CeleryEvent event, @Nullable Task task) {
        if (task == null) {
            return;
        }
        if (task.name.equals(UNKNOWN)) {
            task.name = nameOf(event);
        }
        if (event.type() == EventType.TASK_SENT && !event.queue().isEmpty()) {
            task.queue = limited(event.queue());
            queueOfName.merge(task.name, task.queue, (one, other) -> one.equals(other) ? one : UNKNOWN);
        }
    }

    /** One text per name, not one per event; a bounded number of them. */
    private String nameOf(CeleryEvent event) {
        String name = event.name();
        if (name.isEmpty()) {
            return UNKNOWN;
        }
        String known = names.get(name);
        if (known == null && names.size() >= MAX_NAMES) {
            overflowed = true;
            return OTHER;
        }
        return known == null ? names.computeIfAbsent(name, own -> own) : known;
    }

    private String limited(String queue) {
        if (!queues.containsKey(queue)) {
            if (queues.size() >= MAX_QUEUES) {
                overflowed = true;
                return OTHER;
            }
            queues.put(queue, Labels.of("queue_name", queue));
        }
        return queue;
    }

    /** Where a task was sent to: where that event is late or was missed, where all tasks of its name are sent to. */
    private String queue(String name, @Nullable Task task) {
        if (task != null && !task.queue.isEmpty()) {
            return task.queue;
        }
        return queueOfName.getOrDefault(name, UNKNOWN);
    }

    private QueueTasks series(Worker worker, String name, String queue) {
        Key key = new Key(worker.name, name, queue);
        QueueTasks known = series.get(key);
        if (known == null && series.size() >= options.taskLimit()) {
            overflowed = true;
            key = new Key(OTHER, OTHER, OTHER);
        }
        return series.computeIfAbsent(
                key,
                own -> new QueueTasks(
                        own.worker, own.name, own.queue, worker.sendsOnly && own.worker.equals(worker.name)));
    }

    private WorkerTasks flower(Worker worker, String name) {
        Key key = new Key(worker.name, name, "");
        WorkerTasks known = flower.get(key);
        if (known == null && flower.size() >= options.taskLimit()) {
            overflowed = true;
            key = new Key(OTHER, OTHER, "");
        }
        WorkerTasks made = flower.computeIfAbsent(key, own -> new WorkerTasks(own.worker, own.name));
        if (known == null && key.worker.equals(worker.name)) {
            worker.tasks.add(made);
        }
        return made;
    }

    private void follow(CeleryEvent event, Task task, QueueTasks ofQueue, WorkerTasks ofWorker) {
        if (task.finished || task.end() > event.timestampSeconds()) {
            return; // late: it was counted, and changes nothing any more
        }
        switch (event.type()) {
            case TASK_SENT -> {
                task.etaSeconds = event.etaSeconds();
                task.waits = !(task.time(EventType.TASK_STARTED) >= event.timestampSeconds());
            }
            case TASK_RECEIVED -> {
                task.etaSeconds = event.etaSeconds();
                if (!event.hasEta() && !(task.time(EventType.TASK_STARTED) >= event.timestampSeconds())) {
                    task.prefetchBy(ofWorker);
                } else {
                    task.release();
                }
            }
            case TASK_STARTED -> start(event, task, ofQueue, ofWorker);
            case TASK_SUCCEEDED, TASK_FAILED -> {
                if (Double.isNaN(task.etaSeconds) && !Double.isNaN(task.time(EventType.TASK_STARTED))) {
                    ofWorker.waited(0);
                }
                tasks.finish(task);
            }
            case TASK_REJECTED, TASK_REVOKED -> tasks.finish(task);
            case TASK_RETRIED -> task.release();
            case TASK_OTHER, WORKER_ONLINE, WORKER_HEARTBEAT, WORKER_OFFLINE -> {
                // says nothing of where the task is
            }
        }
    }

    private static void start(CeleryEvent event, Task task, QueueTasks ofQueue, WorkerTasks ofWorker) {
        double started = event.timestampSeconds();
        double received = task.time(EventType.TASK_RECEIVED);
        if (Double.isNaN(task.etaSeconds) && !Double.isNaN(received)) {
            ofWorker.waited(Math.max(0, started - received));
        }
        task.release();
        if (task.waits) {
            double eta = Double.isFinite(task.etaSeconds) ? task.etaSeconds : Double.NEGATIVE_INFINITY;
            // A sender whose clock is ahead has sent it before it was received all the same.
            ofQueue.waited(Math.max(0, started - Math.max(task.time(EventType.TASK_SENT), eta)));
            task.waits = false;
        }
    }

    /** The queues that tasks were seen sent to, in order. */
    List<String> queues() {
        synchronized (lock) {
            return new ArrayList<>(queues.keySet());
        }
    }

    /** Gives everything, and says what is wrong. */
    void emit(MetricSink sink) {
        synchronized (lock) {
            forget();
            long now = clock.nanoTime();
            Set<String> up = new HashSet<>();
            int mute = 0;
            for (Worker worker : workers.values()) {
                boolean there = worker.isUp(now, listeningSinceNanos);
                if (there) {
                    up.add(worker.name);
                    mute += worker.isMute() ? 1 : 0;
                } else if (worker.beats()) {
                    worker.tasks.forEach(WorkerTasks::clear); // what waited in it waits elsewhere, or nowhere
                }
                worker.emit(
                        there, options.dialect().isExporter(), options.dialect().isFlower(), sink);
            }
            if (options.dialect().isExporter()) {
                series.values().forEach(each -> each.emit(sink));
                emitQueues(up, sink);
            }
            if (options.dialect().isFlower()) {
                flower.values().forEach(each -> each.emit(sink));
            }
            sink.add(TRACKED, Labels.EMPTY, tasks.running());
            sink.add(FORGOTTEN, Labels.EMPTY, tasks.forgotten());
            sink.add(DUPLICATES, Labels.EMPTY, duplicates);
            warn(mute, sink);
        }
    }

    private void emitQueues(Set<String> up, MetricSink sink) {
        Map<String, Set<String>> takers = new HashMap<>();
        for (Map.Entry<Key, QueueTasks> each : series.entrySet()) {
            if (up.contains(each.getKey().worker)) {
                takers.computeIfAbsent(each.getKey().queue, queue -> new HashSet<>())
                        .add(each.getKey().worker);
            }
        }
        for (Map.Entry<String, Labels> queue : queues.entrySet()) {
            double processes = 0;
            Set<String> ofQueue = takers.getOrDefault(queue.getKey(), Set.of());
            for (String name : ofQueue) {
                Worker worker = workers.get(name);
                processes += worker == null ? 0 : worker.mostActive();
            }
            sink.add(WORKERS, queue.getValue(), ofQueue.size());
            sink.add(PROCESSES, queue.getValue(), processes);
        }
    }

    private void warn(int mute, MetricSink sink) {
        if (mute > 0) {
            sink.missing(
                    "task events",
                    new IOException(mute + (mute == 1 ? " worker runs tasks and tells" : " workers run tasks and tell")
                            + " of none, though heartbeats arrive; start workers with -E, or set"
                            + " worker_send_task_events = True in the application, and for waiting times and queues"
                            + " task_send_sent_event = True"));
        }
        if (overflowed) {
            sink.missing(
                    "tasks",
                    new IOException("there are more than " + options.taskLimit()
                            + " combinations of worker, task and queue, or more than " + options.workerLimit()
                            + " workers, and the others are shown as one, \"other\"; raise task-limit, worker-limit and"
                            + " sample-limit"));
        }
    }

    private void forget() {
        tasks.forgetFinishedBefore(clock.epochMillis() / 1e3 - FINISHED_RETENTION_SECONDS);
        long now = clock.nanoTime();
        Set<String> gone = new HashSet<>();
        for (Iterator<Worker> each = workers.values().iterator(); each.hasNext(); ) {
            Worker worker = each.next();
            Duration retention = worker.sendsOnly ? SENDER_RETENTION : options.retention();
            boolean deaf = now - listeningSinceNanos < retention.toNanos();
            if (!deaf && now - worker.lastEventNanos > retention.toNanos()) {
                each.remove();
                gone.add(worker.name);
            }
        }
        if (!gone.isEmpty()) {
            series.keySet().removeIf(key -> gone.contains(key.worker));
            flower.keySet().removeIf(key -> gone.contains(key.worker));
            overflowed = series.size() >= options.taskLimit() || workers.size() >= options.workerLimit();
        }
    }

    /** What the tasks that are kept in mind take in memory. */
    long taskBytes() {
        synchronized (lock) {
            return tasks.bytes();
        }
    }

    /** How many tasks are kept in mind, those done with included. */
    int tasks() {
        synchronized (lock) {
            return tasks.size();
        }
    }
}
