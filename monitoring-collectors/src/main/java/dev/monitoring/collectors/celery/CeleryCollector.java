package dev.monitoring.collectors.celery;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Watches one Celery application: events come in between runs, and each run gives what follows from them, and the lengths of
 * queues. A run makes sure that events do come, within its deadline, which is why this collector is no push collector. Runs
 * are confined to one thread at a time; {@code close} may come from any.
 */
final class CeleryCollector implements MetricCollector, EventSource.Receiver {
    private static final Family CONNECTED =
            Family.gauge("celery_events_connected", "Whether events of workers and tasks come in.");
    private static final Family GAPS = Family.counter(
            "celery_events_gaps_total", "How often events had been missed when the broker was reached again.");
    private static final Family DISCARDED =
            Family.counter("celery_events_discarded_total", "Messages or events that could not be used, by reason.");
    private static final Family LENGTH =
            Family.gauge("celery_queue_length", "Messages that wait in the queue, of all priorities.");
    private static final Family PRIORITY_LENGTH =
            Family.gauge("celery_queue_priority_length", "Messages that wait in the queue, by priority.");
    private static final Family CONSUMERS =
            Family.gauge("celery_active_consumer_count", "Consumers of the queue, as the broker counts them.");
    private static final Family UNACKNOWLEDGED = Family.gauge(
            "celery_unacknowledged_messages",
            "Messages that workers hold and have not acknowledged, those with an ETA among them; of all queues.");

    private static final String JSON = "application/json";

    /** No application has more queues; those beyond were made up. */
    private static final int MAX_QUEUES = 200;

    private final CeleryOptions options;
    private final CeleryState state;
    private final EventSource source;
    private final EventReader reader = new EventReader();
    private final AtomicLong malformed = new AtomicLong();
    private final AtomicLong foreign = new AtomicLong();
    private long lost; // confined to the runs
    private long foreignBefore; // confined to the runs

    /** @param source makes the line to the broker, which gives what comes in to the receiver */
    CeleryCollector(CeleryOptions options, Clock clock, Function<EventSource.Receiver, EventSource> source) {
        this.options = options;
        this.state = new CeleryState(options, clock);
        this.source = source.apply(this);
    }

    @Override
    public String name() {
        return CeleryCollectorFactory.NAME;
    }

    @Override
    public Optional<Family> upFamily() {
        return Optional.of(CONNECTED);
    }

    @Override
    public void listening() {
        state.listenAnew();
    }

    @Override
    public void malformed() {
        malformed.incrementAndGet();
    }

    @Override
    public void message(String contentType, byte[] body) {
        if (!contentType.isEmpty() && !contentType.equals(JSON)) {
            foreign.incrementAndGet(); // pickle among them, which is never read
            return;
        }
        try {
            EventReader.Batch batch = reader.read(body);
            malformed.addAndGet(batch.malformed());
            batch.events().forEach(state::take);
        } catch (IOException e) {
            malformed.incrementAndGet();
        }
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        Set<String> queues = new LinkedHashSet<>(options.queues());
        for (String seen : state.queues()) {
            if (queues.size() < MAX_QUEUES) {
                queues.add(seen);
            }
        }
        EventSource.Poll poll = source.poll(queues, deadline);
        state.emit(sink);
        poll.queues().forEach(queue -> emit(queue, sink));
        poll.unacknowledged().ifPresent(count -> sink.add(UNACKNOWLEDGED, Labels.EMPTY, count));
        lost += poll.lost();
        sink.add(GAPS, Labels.EMPTY, Math.max(0, source.connects() - 1));
        sink.add(DISCARDED, Reasons.MALFORMED, malformed.get());
        sink.add(DISCARDED, Reasons.SERIALIZER, foreign.get());
        sink.add(DISCARDED, Reasons.OVERFLOW, lost);
        warn(poll, sink);
    }

    private static final class Reasons {
        static final Labels MALFORMED = Labels.of("reason", "malformed");
        static final Labels SERIALIZER = Labels.of("reason", "serializer");
        static final Labels OVERFLOW = Labels.of("reason", "overflow");
    }

    private void emit(EventSource.Queue queue, MetricSink sink) {
        if (queue.fault().isPresent()) {
            // One that nobody named need not be there: it is made when the first worker asks for it.
            if (options.queuesAreNamed() && options.queues().contains(queue.name())) {
                sink.missing(
                        "queue " + queue.name(), new IOException(queue.fault().get()));
            }
            return;
        }
        Labels labels = Labels.of("queue_name", queue.name());
        sink.add(LENGTH, labels, queue.length());
        queue.consumers().ifPresent(consumers -> sink.add(CONSUMERS, labels, consumers));
        for (EventSource.Priority priority : queue.priorities()) {
            sink.add(PRIORITY_LENGTH, labels.with("priority", String.valueOf(priority.step())), priority.length());
        }
    }

    private void warn(EventSource.Poll poll, MetricSink sink) {
        List<EventSource.Queue> refused = poll.queues().stream()
                .filter(queue ->
                        queue.fault().filter(fault -> fault.contains("refuse")).isPresent())
                .filter(queue -> !options.queuesAreNamed() || !options.queues().contains(queue.name()))
                .toList();
        if (!refused.isEmpty()) {
            sink.missing("queues", new IOException(refused.get(0).fault().orElse("refused")));
        }
        if (poll.lost() > 0 || poll.isFull()) {
            sink.missing(
                    "events",
                    new IOException("more events came than could be read, and counters are too low by what was"
                            + " dropped; let fewer tasks send events, or watch the application from a faster machine"));
        }
        long foreignNow = foreign.get();
        if (foreignNow > foreignBefore) {
            sink.missing(
                    "events",
                    new IOException("events come in another form than JSON, which is not read; set event_serializer ="
                            + " \"json\" in the application"));
        }
        foreignBefore = foreignNow;
    }

    @Override
    public void close() {
        source.close();
    }

    @Override
    public String toString() {
        return "CeleryCollector[" + source + "]";
    }
}
