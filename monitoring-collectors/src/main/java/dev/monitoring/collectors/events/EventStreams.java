package dev.monitoring.collectors.events;

import dev.monitoring.collectors.amqp.AmqpLink;
import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.amqp.AmqpSession;
import dev.monitoring.collectors.amqp.QueueDepth;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The events of several sources at one broker, over one connection, which is made in a run and so within its deadline. Runs
 * are confined to one thread at a time; the listener is called from the connection's threads, and {@link #close} may come
 * from any.
 *
 * <p>Of an exchange it gets copies, in a queue of its own. The user it logs in as needs {@code configure} and {@code write} on
 * {@code ^monitoring\.<purpose>\.}, and {@code read} on that, on the exchanges, and on the queues whose depth is shown.
 */
public final class EventStreams implements AutoCloseable {
    /** Takes events. */
    @FunctionalInterface
    public interface Listener {
        /** An event of a source; those of one source come one after another, those of several may come at once. */
        void event(EventSource source, Event event);
    }

    /**
     * The depth of a source's queue.
     *
     * @param messages those that wait; those delivered and not acknowledged are not in it
     */
    public record Backlog(EventSource source, String queue, long messages, long consumers) {}

    /**
     * What to listen to, and how.
     *
     * @param purpose what for, in a word: goes into the names of queues and threads
     * @param asker who listens, for the broker's list of connections
     * @param members the members of messages that events have, with dots where they are further in
     */
    public record Plan(
            AmqpServer server,
            String purpose,
            String asker,
            List<EventSource> sources,
            Collection<String> members,
            StreamLimits limits) {
        public Plan {
            sources = List.copyOf(sources);
            members = Set.copyOf(members);
        }
    }

    private final Plan plan;
    private final AmqpLink link;
    private final List<EventStream> streams = new ArrayList<>();
    private final StreamFamilies families;
    private final Pace pace;
    private final Clock clock;

    /** @param metricPrefix what the names of the streams' own families begin with: {@code fr_pipeline} */
    public EventStreams(Plan plan, String metricPrefix, Listener listener, Clock clock) {
        this.plan = plan;
        this.link = new AmqpLink(plan.server(), plan.purpose(), plan.asker());
        this.families = new StreamFamilies(metricPrefix);
        this.pace = new Pace(plan.limits().messagesPerSecond(), clock);
        this.clock = clock;
        EventReader reader = new EventReader(plan.members(), plan.limits().payloadBytes());
        plan.sources().forEach(source -> streams.add(new EventStream(source, reader, listener)));
    }

    /**
     * Listens where that is not so yet, and gives the streams' own series.
     *
     * @return the depths of the sources' queues that are known
     * @throws IOException if there is no connection; events are missed until there is one
     */
    public List<Backlog> read(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        boolean isReused = link.current().isPresent();
        try {
            return readOnce(sink, deadline);
        } catch (IOException e) {
            if (!isReused || deadline.hasPassed()) {
                throw e;
            }
            return readOnce(sink, deadline); // the connection had gone stale, as after a restart of the broker
        }
    }

    private List<Backlog> readOnce(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        boolean done = false;
        try {
            AmqpSession before = link.current().orElse(null);
            AmqpSession session = link.session(deadline);
            if (session != before) {
                streams.forEach(EventStream::disconnected);
            }
            for (EventStream stream : streams) {
                stream.listen(session, plan.limits(), plan.purpose(), pace, clock.nanoTime(), deadline);
            }
            List<Backlog> backlogs = ask(session, sink, deadline);
            streams.forEach(stream -> tellFaults(stream, sink));
            done = true;
            return backlogs;
        } finally {
            if (!done) {
                link.disconnect();
                streams.forEach(EventStream::disconnected);
            }
        }
    }

    /** Asks for the depth of all queues in one go, our own among them. */
    private List<Backlog> ask(AmqpSession session, MetricSink sink, Deadline deadline)
            throws IOException, InterruptedException {
        Map<EventStream, String> asked = new LinkedHashMap<>();
        Set<String> queues = new LinkedHashSet<>();
        for (EventStream stream : streams) {
            stream.ownQueue().ifPresent(queues::add);
            stream.queueToAsk().ifPresent(queue -> {
                asked.put(stream, queue);
                queues.add(queue);
            });
        }
        Map<String, QueueDepth> depths = new TreeMap<>();
        for (QueueDepth depth : session.depths(queues, deadline)) {
            depths.put(depth.queue(), depth);
        }
        List<Backlog> backlogs = new ArrayList<>();
        for (EventStream stream : streams) {
            String queue = asked.get(stream);
            QueueDepth depth = queue == null ? null : depths.get(queue);
            if (depth != null) {
                stream.answered(depth);
                if (depth.isKnown()) {
                    backlogs.add(new Backlog(stream.source(), depth.queue(), depth.ready(), depth.consumers()));
                }
            }
            Optional<QueueDepth> own =
                    stream.ownQueue().map(depths::get).filter(known -> known != null && known.isKnown());
            families.emit(stream, own.map(QueueDepth::ready), sink);
        }
        return backlogs;
    }

    private void tellFaults(EventStream stream, MetricSink sink) {
        String name = stream.source().name();
        stream.fault().ifPresent(fault -> sink.missing(name, new IOException(fault)));
        stream.backlogFault().ifPresent(fault -> sink.missing("backlog of " + name, new IOException(fault)));
        if (stream.overflowedSince()) {
            sink.missing(
                    name,
                    new IOException(
                            "more messages came than were looked at, and the broker dropped some of our copies, of"
                                    + " nobody else's; raise queue-limit or rate-limit, or narrow routing-keys"));
        }
    }

    /** Since when a source is listened to without a break, on the monotonic clock; nothing while it is not. */
    public OptionalLong listeningSinceNanos(EventSource source) {
        for (EventStream stream : streams) {
            if (stream.source().equals(source) && stream.isListening()) {
                return OptionalLong.of(stream.beganNanos());
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public void close() {
        link.close();
    }
}
