package dev.monitoring.collectors.celery;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.HashSet;
import java.util.Set;

/**
 * One node that sends events: a worker, or the programs on one host that send tasks. Confined to whoever holds the lock of
 * the state.
 *
 * <h2>Design note: whether a worker is there</h2>
 *
 * The rule is that of Celery's own state, which Flower and the exporter use: a worker is there for two of its heartbeats'
 * distances after the last, by the time of arrival, so that its clock does not matter, and until it says that it goes. While
 * nothing could be heard, nobody is lost: time counts from when we began to listen again.
 *
 * @see <a href="https://docs.celeryq.dev/en/stable/reference/celery.events.state.html">celery.events.state</a>
 */
final class Worker {
    private static final Family UP = Family.gauge(
            "celery_worker_up", "Whether the worker is there: it has neither said that it goes nor missed heartbeats.");
    private static final Family ACTIVE = Family.gauge("celery_worker_tasks_active", "Tasks that the worker runs.");
    private static final Family DRIFT = Family.gauge(
            "celery_worker_clock_drift_seconds",
            "The arrival of the last heartbeat by our clock less its sending by the worker's; waiting times suffer.");
    private static final Family ONLINE = Family.gauge("flower_worker_online", "Whether the worker is there.");
    private static final Family EXECUTING =
            Family.gauge("flower_worker_number_of_currently_executing_tasks", "Tasks that the worker runs.");

    private static final double MISSED_HEARTBEATS = 2;
    private static final double USUAL_FREQUENCY_SECONDS = 2;
    private static final double MAX_FREQUENCY_SECONDS = 3_600;

    final String name;
    final boolean sendsOnly;
    final Set<WorkerTasks> tasks = new HashSet<>();

    private final Labels hostname;
    private final Labels worker;

    long lastEventNanos;
    private long lastHeartbeatNanos;
    private boolean beats;
    private double frequencySeconds = USUAL_FREQUENCY_SECONDS;
    private double offlineSeconds = Double.NEGATIVE_INFINITY;
    private boolean offline;
    private double active;
    private double mostActive;
    private double driftSeconds;

    // since we listen
    private double firstProcessed = Double.NaN;
    private int heartbeatsWithoutEvents;
    private boolean tells;

    Worker(String name, boolean sendsOnly) {
        this.name = name;
        this.sendsOnly = sendsOnly;
        this.hostname = Labels.of("hostname", name);
        this.worker = Labels.of("worker", name);
    }

    /** What it says of itself. */
    void heartbeat(CeleryEvent event, long nowNanos, double nowSeconds) {
        if (event.type() == EventType.WORKER_OFFLINE) {
            offline = event.timestampSeconds() >= offlineSeconds || offline;
            offlineSeconds = Math.max(offlineSeconds, event.timestampSeconds());
            beats = true;
            active = 0;
            tasks.forEach(WorkerTasks::clear);
            return;
        }
        if (event.timestampSeconds() <= offlineSeconds) {
            return; // sent before it went, and late
        }
        offline = false;
        beats = true;
        lastHeartbeatNanos = nowNanos;
        driftSeconds = nowSeconds - event.timestampSeconds();
        if (event.frequencySeconds() > 0) {
            frequencySeconds = Math.min(MAX_FREQUENCY_SECONDS, event.frequencySeconds());
        }
        if (event.active() >= 0) {
            active = event.active();
            mostActive = Math.max(mostActive, active);
        }
        watch(event);
    }

    /** Whether it begins tasks without telling of them. */
    private void watch(CeleryEvent event) {
        boolean anew = event.type() == EventType.WORKER_ONLINE || event.processed() < firstProcessed;
        if (anew || Double.isNaN(firstProcessed)) {
            firstProcessed = event.processed();
            heartbeatsWithoutEvents = 0;
        } else if (event.processed() > firstProcessed) {
            heartbeatsWithoutEvents++;
        }
    }

    /** It told of a task. */
    void tell() {
        tells = true;
    }

    /** We listen again. */
    void listenAnew() {
        firstProcessed = Double.NaN;
        heartbeatsWithoutEvents = 0;
        tells = false;
    }

    /** Whether it has begun tasks since we listen, and has not told of any. */
    boolean isMute() {
        return !tells && heartbeatsWithoutEvents > 1;
    }

    /** Whether it ever said of itself that it is there. */
    boolean beats() {
        return beats;
    }

    /** @param sinceNanos since when we listen */
    boolean isUp(long nowNanos, long sinceNanos) {
        long last = Math.max(lastHeartbeatNanos - nowNanos, sinceNanos - nowNanos);
        return beats && !offline && -last < (long) (MISSED_HEARTBEATS * frequencySeconds * 1e9);
    }

    /** The most tasks it was seen running at once, at least one. */
    double mostActive() {
        return Math.max(1, mostActive);
    }

    /** Gives whether it is there, if it ever said so. */
    void emit(boolean up, boolean exporter, boolean flower, MetricSink sink) {
        if (!beats) {
            return;
        }
        double running = up ? active : 0;
        if (exporter) {
            sink.add(UP, hostname, up ? 1 : 0);
            sink.add(ACTIVE, hostname, running);
        }
        if (flower) {
            sink.add(ONLINE, worker, up ? 1 : 0);
            sink.add(EXECUTING, worker, running);
        }
        if (up) {
            sink.add(DRIFT, hostname, driftSeconds);
        }
    }
}
